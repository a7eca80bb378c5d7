import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import { addConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Add";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool";
import { batchMatMulConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/BatchMatMul";
import { castConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cast";
import { concatConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Concat";
import { conv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv2D";
import { depthwiseConv2dNativeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/DepthwiseConv2dNative";
import { fusedConv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedConv2D";
import { fusedDepthwiseConv2DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FusedDepthwiseConv2D";
import { identityConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Identity";
import { maxConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Max";
import { maxPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/MaxPool";
import { meanConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Mean";
import { multiplyConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Multiply";
import { packConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Pack";
import { padV2Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/PadV2";
import { realDivConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/RealDiv";
import { reluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu";
import { relu6Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu6";
import { reshapeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reshape";
import { sigmoidConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sigmoid";
import { softmaxConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Softmax";
import { stridedSliceConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/StridedSlice";
import { subConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sub";
import { transposeConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Transpose";
import { _fusedMatMulConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/_FusedMatMul";
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

/** Registers the backend in plain JavaScript, which works everywhere, with the kernels of a small CNN. */
export function registerCpu() {
  if (findBackend("cpu")) return;
  KERNELS.forEach(registerKernel);
  registerBackend("cpu", () => new MathBackendCPU());
}
