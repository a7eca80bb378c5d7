/**
 * The engine contract, and its two ways in.
 *
 * An engine is one classic script. It defines `guideEngines[name].load`, and nothing else that a page can see:
 *
 *     const engine = await guideEngines.digits.load(files, options);
 *     const answer = await engine.answer(input);
 *
 * `files` holds ArrayBuffers by name. An engine never asks for a file by itself: whoever loads it has fetched
 * them, or read them from scripts. So the same script works in a page that was opened from disk, where there
 * are no workers, and in a worker. In a worker it also listens to messages:
 *
 *     in   { id, kind: "load", files, options }    out   { id, value: { backend, ms } }
 *     in   { id, kind: "answer", input }           out   { id, value: { ...answer, ms } }
 *                                                  out   { id, error: "a sentence", name }
 *
 * `ms` is the time that the engine itself took. A worker holds one engine; it ends with the worker.
 *
 * @typedef {{ backend: string, answer: (input: any) => Promise<object> }} Engine
 * @typedef {(files: Record<string, ArrayBuffer>, options: object) => Promise<Engine>} Load
 */

/** @param {() => Promise<object>} work */
async function timed(work) {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

/** @param {unknown} error */
const sentence = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Makes messages into calls, and results into messages.
 *
 * @param {Load} load
 */
function listen(load) {
  /** @type {Engine | undefined} */
  let engine;

  const handlers = {
    async load({ files, options }) {
      const { value, ms } = await timed(() => load(files, options));
      engine = value;
      return { backend: engine.backend, ms };
    },
    async answer({ input }) {
      if (!engine) throw new Error("The model isn't loaded yet.");
      const { value, ms } = await timed(() => engine.answer(input));
      return { ...value, ms };
    },
  };

  self.addEventListener("message", async ({ data }) => {
    const { id, kind } = data;
    try {
      self.postMessage({ id, value: await handlers[kind](data) });
    } catch (error) {
      self.postMessage({ id, error: sentence(error), name: error?.name });
    }
  });
}

/**
 * Makes an engine known: to the page, or to the page that started this worker.
 *
 * @param {string} name
 * @param {Load} load
 */
export function register(name, load) {
  self.guideEngines ??= {};
  self.guideEngines[name] = { load };
  if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) listen(load);
}
