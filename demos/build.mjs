// Bundles the engines of the demos:  node build.mjs [folder]
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const room = import.meta.dirname;
const modules = path.join(room, "node_modules");
const [target = path.join(room, "../.cache/demos")] = process.argv.slice(2);

const BINARIES = [
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
];

// What a package has already bundled into its own files, so that esbuild can't see it.
const WITHIN = { "@huggingface/transformers": ["@huggingface/jinja", "@huggingface/tokenizers"] };

// Packages that come without the text of their licence.
const TEXTS = { "@tensorflow/": "Apache-2.0.txt", "onnxruntime-": "onnxruntime.txt" };

// Groups of operations that no small CNN has. Without them, a graph that holds one is refused by name.
const UNUSED = "control|dynamic|evaluation|hash_table|image|logical|ragged|sparse|spectral|string";

/** Leaves out of TensorFlow.js what a small CNN can't reach. */
const leanTensorFlow = {
  name: "lean-tensorflow",
  setup({ onLoad, onResolve }) {
    const replace = (filter, file) => onResolve({ filter }, () => ({ path: path.join(room, "src/tfjs", file) }));
    replace(/^@tensorflow\/tfjs-core$/, "core.js");
    replace(/^@tensorflow\/tfjs-core\/dist\/ops\/ops_for_converter$/, "ops.js");

    const nothing = ({ path: name }) => ({ path: name, namespace: "nothing" });
    onResolve({ filter: new RegExp(`/executors/(${UNUSED})_executor$`) }, nothing);
    onResolve({ filter: new RegExp(`/op_list/(${UNUSED})$`) }, nothing);
    onResolve({ filter: /\/tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/ }, nothing);
    onLoad({ filter: /./, namespace: "nothing" }, () => ({
      contents: "export const executeOp = null, json = [], wasmWorkerContents = ''; export default null;",
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: room,
  entryPoints: ["src/digits.js", "src/sentences.js", "src/page/page.js"],
  entryNames: "[name]",
  loader: { ".css": "text" },
  outdir: path.resolve(target),
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  mainFields: ["browser", "module", "main"],
  target: "es2022",
  legalComments: "none",
  banner: { js: "/* The licences of what is in here are in licences.txt. */" },
  // The runtime that Transformers.js asks for is the one for graphics cards, of twice the size.
  alias: { "onnxruntime-web/webgpu": "onnxruntime-web/wasm" },
  // Both runtimes ask whether they are in Node, and would go on to ask for its modules.
  define: { process: "undefined" },
  external: ["crypto", "fs", "path"],
  logOverride: { "empty-import-meta": "silent" },
  plugins: [leanTensorFlow],
  logLevel: "warning",
  metafile: true,
});

/** @param {string} file @returns {string | undefined} the folder of the package that the file is from */
const packageOf = (file) => /^node_modules\/(.*node_modules\/)?(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0].slice(13);

/** @param {string} name a package's folder in node_modules */
async function licenceOf(name) {
  const folder = path.join(modules, name);
  const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const stored = Object.keys(TEXTS).find((start) => about.name.startsWith(start));
  const file = stored ? path.join(room, "licences", TEXTS[stored]) : path.join(folder, "LICENSE");
  return { title: `${about.name} ${about.version} (${about.license})`, text: (await readFile(file, "utf8")).trim() };
}

const used = new Set(BINARIES.map((file) => packageOf(`node_modules/${file}`)));
for (const { inputs } of Object.values(metafile.outputs)) {
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput && packageOf(file)) used.add(packageOf(file));
  }
}
for (const name of [...used]) WITHIN[name]?.forEach((inner) => used.add(inner));

/** @type {Map<string, string[]>} text of a licence, packages under it */
const texts = new Map();
for (const name of [...used].sort()) {
  const { title, text } = await licenceOf(name);
  texts.set(text, [...(texts.get(text) ?? []), title]);
}
const line = "-".repeat(80);
const licences = [...texts].map(([text, titles]) => `${titles.join("\n")}\n\n${text}\n`).join(`\n${line}\n\n`);

await mkdir(target, { recursive: true });
await writeFile(path.join(target, "licences.txt"), licences);
for (const file of BINARIES) await copyFile(path.join(modules, file), path.join(target, path.basename(file)));

// Pages say how much a demo loads, and a build of the site has no time to compress a runtime.
const sizes = {};
for (const name of ["digits.js", "sentences.js", "page.js", ...BINARIES.map((file) => path.basename(file)), "licences.txt"]) {
  const content = await readFile(path.join(target, name));
  sizes[name] = gzipSync(content, { level: 6 }).length;
  console.log(name, content.length, sizes[name]);
}
await writeFile(path.join(target, "gzipped.json"), JSON.stringify(sizes));
