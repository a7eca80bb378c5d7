import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import { findBackend, registerBackend, registerKernel } from "@tensorflow/tfjs-core";

import * as kernels from "./cpu-kernels.js";

/** Registers the backend in plain JavaScript, which works everywhere, with the kernels of a small CNN. */
export function registerCpu() {
  if (findBackend("cpu")) return;
  Object.values(kernels).forEach(registerKernel);
  registerBackend("cpu", () => new MathBackendCPU());
}
