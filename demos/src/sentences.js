import { env, LogLevel, pipeline } from "@huggingface/transformers";

import { register } from "./worker.js";

const WASM = "ort-wasm-simd-threaded.wasm";
const TASKS = { classify: "text-classification", embed: "feature-extraction" };
const FOLDER = "/models/";

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = FOLDER;
env.useBrowserCache = false;
env.useWasmCache = false;
env.logLevel = LogLevel.ERROR;

// Every request of the library ends here, so that it never asks the network.
env.fetch = async (address) => {
  const [model, ...path] = String(address).split(FOLDER)[1].split("/");
  const content = models.get(model)?.[path.join("/")];
  return content ? new Response(content) : new Response(null, { status: 404 });
};

/** The files of the models that are being loaded, by the name that the library is given. */
const models = new Map();
let loads = 0;

/**
 * Loads a model of Transformers.js from files that are already here, and answers with it.
 *
 * Files: `ort-wasm-simd-threaded.wasm`, and the model's as in a repository of the Hub: `config.json`,
 * `tokenizer.json`, `tokenizer_config.json`, `onnx/model_quantized.onnx` (or another `dtype`).
 *
 * @param {Record<string, ArrayBuffer>} files
 * @param {{ task: "classify" | "embed", dtype?: string }} options
 * @returns {Promise<import("./worker.js").Engine>}
 */
async function load(files, { task, dtype = "q8" }) {
  Object.assign(env.backends.onnx.wasm, { wasmBinary: files[WASM], wasmPaths: undefined, numThreads: 1 });
  loads += 1;
  const model = `model-${loads}`;
  models.set(model, files);
  const run = await pipeline(TASKS[task], model, { device: "wasm", dtype }).finally(() => models.delete(model));

  /** @param {string} text */
  const classify = async (text) => {
    const labels = await run(text, { top_k: null });
    return {
      tokens: run.tokenizer.tokenize(text),
      scores: Object.fromEntries(labels.map(({ label, score }) => [label, score])),
    };
  };

  /** @param {string} text */
  const embed = async (text) => {
    const vector = await run(text, { pooling: "mean", normalize: true });
    return { tokens: run.tokenizer.tokenize(text), vector: Float32Array.from(vector.data) };
  };

  return { backend: "wasm", answer: task === "classify" ? classify : embed };
}

register("sentences", load);
