import { BackendWasm } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import createModule from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { findBackend, registerBackend, registerKernel } from "@tensorflow/tfjs-core";

import * as kernels from "./wasm-kernels.js";

// A function that holds one instruction for vectors: does this browser take it?
const VECTORS = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
];

const canRun = () => typeof WebAssembly === "object" && WebAssembly.validate(Uint8Array.from(VECTORS));

/**
 * Registers the backend in WebAssembly. The package would fetch the binary from an address; here it gets the bytes.
 *
 * @param {ArrayBuffer} bytes `tfjs-backend-wasm-simd.wasm`
 * @returns {Promise<boolean>} false where the browser can't run it
 */
export async function registerWasm(bytes) {
  if (!canRun()) return false;
  if (findBackend("wasm")) return true;
  const module = await createModule({ wasmBinary: bytes });
  // As `init` of the package does.
  module.tfjs = {
    init: module.cwrap("init", null, []),
    initWithThreadsCount: module.cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: module.cwrap("get_threads_count", "number", []),
    registerTensor: module.cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: module.cwrap("dispose_data", null, ["number"]),
    dispose: module.cwrap("dispose", null, []),
  };
  Object.values(kernels).forEach(registerKernel);
  registerBackend("wasm", () => new BackendWasm(module));
  return true;
}
