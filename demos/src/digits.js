import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";

import { registerCpu } from "./tfjs/cpu.js";
import { registerWasm } from "./tfjs/wasm.js";
import { register } from "./worker.js";

const SIDE = 28;

/**
 * Reads a graph model from memory. `tf.loadGraphModel` is given everything at once, and asks for nothing.
 *
 * @param {Record<string, ArrayBuffer>} files
 */
function fromFiles(files) {
  const model = JSON.parse(new TextDecoder().decode(files["model.json"]));
  const parts = model.weightsManifest.flatMap((group) => group.paths).map((path) => files[path]);
  return tf.io.fromMemory({
    ...model,
    weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
    weightData: tf.io.concatenateArrayBuffers(parts),
  });
}

/**
 * Loads a graph model of TensorFlow.js from files that are already here, and answers with it.
 *
 * Files: `tfjs-backend-wasm-simd.wasm`, `model.json`, and the weights that it names.
 * Input: 784 numbers from 0 to 255, row by row. Answer: `{ scores: Float32Array }`, one number a class.
 *
 * @param {Record<string, ArrayBuffer>} files
 * @returns {Promise<import("./worker.js").Engine>}
 */
async function load(files) {
  registerCpu();
  const wasm = await registerWasm(files["tfjs-backend-wasm-simd.wasm"]);
  await tf.setBackend(wasm ? "wasm" : "cpu");
  const model = await loadGraphModel(fromFiles(files));

  const answer = async (picture) => {
    const scores = tf.tidy(() => model.predict(tf.tensor4d(picture, [1, SIDE, SIDE, 1])));
    const values = await scores.data();
    scores.dispose();
    return { scores: Float32Array.from(values) };
  };
  await answer(new Float32Array(SIDE * SIDE)); // a graph with an operation that isn't in here fails now
  return { backend: tf.getBackend(), answer };
}

register("digits", load);
