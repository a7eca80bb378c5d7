/**
 * Makes an element.
 *
 * @param {string} name
 * @param {Record<string, string | number | boolean>} [attributes] `true` sets one without a value, `false` none
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

/** @param {number} share from 0 to 1 */
export const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

/** @param {number} ms */
export const milliseconds = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}\u00a0ms`;

/** @param {number} difference */
export const small = (difference) => (difference === 0 ? "0" : difference < 1e-6 ? "below 0.000001" : difference.toFixed(6));

/** @param {ArrayBuffer} content */
export const readJson = (content) => JSON.parse(new TextDecoder().decode(content));

/** What an engine calls the thing that computes, in words. */
export const BACKENDS = { wasm: "WebAssembly", cpu: "plain JavaScript" };

/**
 * A bar for a probability, with its name before and its number behind.
 *
 * @param {string} name
 */
export function bar(name) {
  const meter = element("meter", { "aria-label": name, max: 1, value: 0 });
  const number = element("span", { class: "demo-number" }, "–");
  const row = element("li", {}, element("span", { "aria-hidden": true }, name), meter, number);
  return {
    row,
    set(share) {
      meter.value = share ?? 0;
      number.textContent = share === undefined ? "–" : percent(share);
    },
  };
}

/**
 * Lets only the latest of several calls do its work: while one runs, the newest of the others waits. What it returns is
 * fulfilled when no work is left, so that whoever waits for it sees the newest result.
 *
 * @template T
 * @param {(input: T) => Promise<void>} work
 */
export function latestOnly(work) {
  let running;
  let waiting;
  async function run() {
    try {
      while (waiting) {
        const { input } = waiting;
        waiting = undefined;
        await work(input);
      }
    } finally {
      running = undefined;
    }
  }
  return function next(input) {
    waiting = { input };
    running ??= run();
    return running;
  };
}
