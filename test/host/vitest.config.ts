/** Vitest for the tests that drive VS Code's window: one at a time, with time to start. */
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["test/host/dom/**/*.test.ts"],
    fileParallelism: false,
    // Nothing asserts wall time: the limits only end what hangs, on a busy machine too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
