import { BackendWasm } from "@tensorflow/tfjs-backend-wasm/dist/backend_wasm";
import { addConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/AvgPool";
import { batchMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/BatchMatMul";
import { castConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Cast";
import { concatConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Concat";
import { conv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Conv2D";
import { depthwiseConv2dNativeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/DepthwiseConv2dNative";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Identity";
import { maxConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Max";
import { maxPoolConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool";
import { meanConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Mean";
import { multiplyConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply";
import { packConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Pack";
import { padV2Config } from "@tensorflow/tfjs-backend-wasm/dist/kernels/PadV2";
import { realDivConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/RealDiv";
import { reluConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu";
import { relu6Config } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Relu6";
import { reshapeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape";
import { sigmoidConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid";
import { softmaxConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Softmax";
import { stridedSliceConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/StridedSlice";
import { subConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Sub";
import { transposeConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose";
import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-wasm/dist/kernels/_FusedMatMul";
import createModule from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js";
import { findBackend, registerBackend, registerKernel } from "@tensorflow/tfjs-core";

const KERNELS = [
  addConfig,
  avgPoolConfig,
  batchMatMulConfig,
  castConfig,
  concatConfig,
  conv2DConfig,
  depthwiseConv2dNativeConfig,
  fusedConv2DConfig,
  fusedDepthwiseConv2DConfig,
  identityConfig,
  maxConfig,
  maxPoolConfig,
  meanConfig,
  multiplyConfig,
  packConfig,
  padV2Config,
  realDivConfig,
  reluConfig,
  relu6Config,
  reshapeConfig,
  sigmoidConfig,
  softmaxConfig,
  stridedSliceConfig,
  subConfig,
  transposeConfig,
  _fusedMatMulConfig,
];

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
  KERNELS.forEach(registerKernel);
  registerBackend("wasm", () => new BackendWasm(module));
  return true;
}
