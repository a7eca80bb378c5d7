// Turns texts into vectors with the engine that the browser uses:  node embed.mjs <folder of the engine> <folder of the model>
// In: a JSON list of texts. Out: their vectors, one after the other, as 32-bit floats.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { runInThisContext } from "node:vm";

const [engineFolder, modelFolder] = process.argv.slice(2);
const MODEL = ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model_quantized.onnx"];
const RUNTIME = "ort-wasm-simd-threaded.wasm";

/** @param {string} folder @param {string} name */
async function bytes(folder, name) {
  return Uint8Array.from(await readFile(path.join(folder, name))).buffer;
}

const parts = [];
for await (const part of process.stdin) parts.push(part);
const texts = JSON.parse(Buffer.concat(parts).toString("utf8"));

const files = { [RUNTIME]: await bytes(engineFolder, RUNTIME) };
for (const name of MODEL) files[name] = await bytes(modelFolder, name);

globalThis.self = globalThis;
runInThisContext(await readFile(path.join(engineFolder, "sentences.js"), "utf8"));
const engine = await globalThis.guideEngines.sentences.load(files, { task: "embed" });
for (const text of texts) process.stdout.write(new Uint8Array((await engine.answer(text)).vector.buffer));
