/**
 * The demos as readers see them. A page loads this script when somebody asks for a demo, and no sooner.
 *
 * @typedef {import("../engine.js").RunningEngine} RunningEngine
 * @typedef {{ engine: RunningEngine, stage: HTMLElement, record: (rows: Row[]) => void, url: (path: string) => string,
 *   ended: AbortSignal }} Scene
 *   `record` fills the table below the demo: what this browser says of each fixed input; `ended` says when to stop
 * @typedef {{ now: string, difference: string }} Row
 * @typedef {(scene: Scene) => Promise<HTMLElement>} Demo builds a demo, and returns the control that takes the focus
 */

import { startEngine } from "../engine.js";
import css from "./demos.css";
import { digits } from "./digits.js";
import { element, megabytes } from "./elements.js";
import { meaning } from "./meaning.js";
import { sentiment } from "./sentiment.js";

/** @type {Record<string, Demo>} */
const DEMOS = { digits, meaning, sentiment };

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

/** @param {HTMLElement} section @param {(path: string) => string} url */
function manifestOf(section, url) {
  const manifest = JSON.parse(section.dataset.manifest);
  const files = manifest.files.map((file) => ({ ...file, url: url(file.url) }));
  return { ...manifest, script: url(manifest.script), files };
}

/** Fills the columns of this browser in the table below the demo. */
const recorder = (section) => (rows) =>
  rows.forEach(({ now, difference }, index) => {
    const row = section.querySelectorAll(".demo-record tbody tr")[index];
    row?.querySelector(".demo-now").replaceChildren(now);
    row?.querySelector(".demo-difference").replaceChildren(difference);
  });

/** Ends a demo whose page the reader has left without loading another document. */
function stopWhenGone(section, stop) {
  const observer = new MutationObserver(() => {
    if (section.isConnected) return;
    observer.disconnect();
    stop();
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

/** Shows how much is here, and a way out. */
function progressBar(stage, cancel) {
  const bar = element("progress", { "aria-label": "Loading", max: 1, value: 0 });
  const text = element("p", {}, "Loading …");
  const button = element("button", { type: "button", class: "md-button" }, "Cancel");
  button.addEventListener("click", cancel);
  stage.replaceChildren(text, bar, button);
  button.focus();
  return {
    count({ loaded, total }) {
      bar.value = loaded / total;
      text.textContent = `${megabytes(loaded)} of ${megabytes(total)} are here.`;
    },
    wait() {
      bar.removeAttribute("value");
      text.textContent = "All files are here. The model starts.";
    },
  };
}

/**
 * Starts the demo in a section, as its button asks.
 *
 * @param {HTMLElement} section
 */
async function start(section) {
  const offer = section.querySelector(".demo-offer");
  const stage = section.querySelector(".demo-stage");
  const status = section.querySelector(".demo-status");
  const root = new URL(section.dataset.root, location.href);
  const url = (path) => new URL(path, root).href;
  const abort = new AbortController();
  const ended = new AbortController();
  offer.hidden = true;
  stage.hidden = false;
  status.textContent = "Loading.";
  const progress = progressBar(stage, () => abort.abort());
  let engine;
  ended.signal.addEventListener("abort", () => engine?.stop());
  stopWhenGone(section, () => {
    abort.abort();
    ended.abort();
  });

  /** Gives the button back, and says why. */
  const giveUp = (error) => {
    if (ended.signal.aborted) return;
    ended.abort();
    stage.hidden = true;
    stage.replaceChildren();
    offer.hidden = false;
    const button = offer.querySelector("button");
    if (abort.signal.aborted) status.textContent = "Cancelled. Nothing runs.";
    else {
      console.info(error);
      status.textContent = [error.message, error.detail].filter(Boolean).join(" ");
      button.textContent = "Try again";
    }
    button.focus();
  };

  try {
    engine = await startEngine(manifestOf(section, url), {
      onProgress: progress.count,
      onLoaded: progress.wait,
      signal: abort.signal,
    });
    engine.failed.catch(giveUp);
    const answer = (input) =>
      engine.answer(input).catch((error) => {
        giveUp(error);
        throw error;
      });
    const scene = { engine: { ...engine, answer }, stage, record: recorder(section), url, ended: ended.signal };
    const first = await DEMOS[section.dataset.demo](scene);
    status.textContent = "The model is ready.";
    first.focus();
  } catch (error) {
    giveUp(error);
  }
}

self.guideDemos = { start };
