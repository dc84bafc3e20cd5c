/** The WebAssembly module of kernels, as it travels in the bundle: decoded and compiled where the first work is worth it. */
import binary from "virtual:kernels";
import { messageOf } from "../base/fault.ts";
import type { KernelModule } from "../tensor/kernel-module.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { createKernels, type Worth } from "../tensor/wasm.ts";

/** `log` is told why where a host has no WebAssembly with SIMD, or forbids it: then the plain kernels compute. */
export function hostKernels(log: (text: string) => void, worth?: Partial<Worth>): Kernels {
  const failed = (thrown: unknown): void =>
    log(`The kernels in WebAssembly cannot be used here, the plain ones compute: ${messageOf(thrown)}`);
  return createKernels(loadModule, failed, worth);
}

export function loadModule(): KernelModule {
  const bytes = Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as unknown as KernelModule;
}
