/** Types of the modules that the bundler and the test runner make: `.grad` sources and pages as text, bundled workers as text. */

declare module "*.grad" {
  const source: string;
  export default source;
}

declare module "*.md" {
  const source: string;
  export default source;
}

declare module "virtual:worker-source" {
  const source: string;
  export default source;
}

declare module "virtual:layout-worker-source" {
  const source: string;
  export default source;
}
