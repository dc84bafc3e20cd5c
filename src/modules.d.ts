/** Types of the modules that the bundler and the test runner make: `.grad` sources and pages as text, bundled workers as text, kernels as base64. */

declare module "*.grad" {
  const source: string;
  export default source;
}

declare module "*.md" {
  const source: string;
  export default source;
}

declare module "virtual:kernels" {
  /** The binary of the WebAssembly module, in base64. */
  const text: string;
  export default text;
}

declare module "virtual:worker-source" {
  const source: string;
  export default source;
}

declare module "virtual:layout-worker-source" {
  const source: string;
  export default source;
}
