/** What the module of kernels exports. AssemblyScript: `scripts/kernels.ts` compiles it to WebAssembly with SIMD, `../kernel-module.ts` says how it is called. */
export { peak } from "./peak";
export * from "./product";
export * from "./elementwise";
export * from "./fold";
export * from "./special";
export * from "./transcendental";
export * from "./vector";
export * from "./windows";
