/**
 * Starts an engine for a page: in a worker, or in the page itself where that was opened from disk.
 * The contract of the engine is described in worker.js.
 *
 * Nothing here waits for a time to pass. A worker that can't start or that breaks says so by an event, and one
 * that the reader no longer wants is ended.
 *
 * @typedef {{ backend: string, ms: number, answer: (input: any) => Promise<any>, stop: () => void,
 *   failed: Promise<never>, files: Record<string, ArrayBuffer> }} RunningEngine `files` are those of the list that are the page's own
 */

import { fetchFiles, forgetFiles, fromDisk, loadScript } from "./files.js";

const SENTENCES = {
  script: "The engine didn't come through, or stopped.",
  load: "The model couldn't be loaded.",
  answer: "The model couldn't answer.",
};

/** Says what went wrong beside the files; `detail` is what the engine says. */
export class EngineError extends Error {
  /**
   * @param {keyof SENTENCES} kind
   * @param {string} detail
   */
  constructor(kind, detail) {
    super(SENTENCES[kind]);
    this.name = "EngineError";
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * A worker as functions: `call` sends a message and waits for its answer, `end` stops the worker and fails what
 * still waits, `failed` is a promise that only ever fails.
 *
 * @param {string} script
 */
function openWorker(script) {
  const worker = new Worker(new URL(script, document.baseURI));
  /** @type {Map<number, { kind: string, resolve: Function, reject: Function }>} */
  const waiting = new Map();
  let last = 0;
  let ending;
  let fail;
  const failed = new Promise((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);

  const end = (error) => {
    if (ending) return;
    ending = error;
    worker.terminate();
    fail(error);
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
  };

  worker.onmessage = ({ data: { id, value, error } }) => {
    const { kind, resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new EngineError(kind, error));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end(new EngineError("script", event.message ?? ""));
  };
  worker.onmessageerror = () => end(new EngineError("script", "unreadable message"));

  const call = (kind, message, transfer = []) =>
    new Promise((resolve, reject) => {
      if (ending) {
        reject(ending);
        return;
      }
      last += 1;
      waiting.set(last, { kind, resolve, reject });
      worker.postMessage({ id: last, kind, ...message }, transfer);
    });

  return { call, end, failed };
}

/**
 * @param {string} script
 * @param {import("./files.js").DemoFile[]} list
 * @param {object} options
 * @param {{ onProgress?: Function, onLoaded?: Function, signal?: AbortSignal }} hooks
 * @returns {Promise<RunningEngine>}
 */
async function startInWorker(script, list, options, { onProgress, onLoaded, signal }) {
  const worker = openWorker(script); // its script comes while the files come
  const abort = new AbortController();
  worker.failed.catch((error) => abort.abort(error));
  const stop = () => worker.end(signal?.reason ?? new DOMException("The demo was stopped.", "AbortError"));
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const files = await Promise.race([fetchFiles(list, { onProgress, signal: abort.signal }), worker.failed]);
    onLoaded?.();
    const { given, kept } = part(list, files);
    const { backend, ms } = await worker.call("load", { files: given, options }, Object.values(given));
    return { backend, ms, answer: (input) => worker.call("answer", { input }), stop, failed: worker.failed, files: kept };
  } catch (error) {
    worker.end(error);
    // Of the right size and still not usable: what is stored may be broken.
    if (error instanceof EngineError && error.kind === "load") await forgetFiles(list);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * Parts files into those that the engine takes and those that are the page's own.
 *
 * @param {import("./files.js").DemoFile[]} list
 * @param {Record<string, ArrayBuffer>} files
 */
function part(list, files) {
  const entries = Object.entries(files);
  const own = new Set(list.filter((file) => file.own).map((file) => file.name));
  return {
    given: Object.fromEntries(entries.filter(([name]) => !own.has(name))),
    kept: Object.fromEntries(entries.filter(([name]) => own.has(name))),
  };
}

/**
 * @param {"load" | "answer"} kind
 * @param {() => Promise<any>} work
 */
async function timed(kind, work) {
  const start = performance.now();
  try {
    return { value: await work(), ms: performance.now() - start };
  } catch (error) {
    throw new EngineError(kind, error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} name
 * @param {string} script
 * @param {import("./files.js").DemoFile[]} list
 * @param {object} options
 * @param {{ onProgress?: Function, onLoaded?: Function, signal?: AbortSignal }} hooks
 * @returns {Promise<RunningEngine>}
 */
async function startInPage(name, script, list, options, { onProgress, onLoaded, signal }) {
  if (!self.guideEngines?.[name]) await loadScript(script, { name: `${name}.js` });
  const files = await fetchFiles(list, { onProgress, signal });
  onLoaded?.();
  const { given, kept } = part(list, files);
  const { value: engine, ms } = await timed("load", () => self.guideEngines[name].load(given, options));
  signal?.throwIfAborted();
  const answer = async (input) => {
    const { value, ms: took } = await timed("answer", () => engine.answer(input));
    return { ...value, ms: took };
  };
  return { backend: engine.backend, ms, answer, stop: () => undefined, failed: new Promise(() => undefined), files: kept };
}

/**
 * Brings the files, starts the engine and loads the model. Fails with a `FileError`, an `EngineError`, or the
 * reason of the signal; after each of them the same call can be made again.
 *
 * @param {{ name: string, script: string, files: import("./files.js").DemoFile[], options?: object }} demo
 * @param {{ onProgress?: (progress: import("./files.js").Progress) => void, onLoaded?: () => void,
 *   signal?: AbortSignal }} [hooks] `onLoaded` is called when all files are here and the model isn't ready yet
 * @returns {Promise<RunningEngine>}
 */
export async function startEngine({ name, script, files, options = {} }, hooks = {}) {
  hooks.signal?.throwIfAborted();
  return fromDisk()
    ? startInPage(name, script, files, options, hooks)
    : startInWorker(script, files, options, hooks);
}
