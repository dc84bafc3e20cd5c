/** Vitest: every `*.test.ts` under test/, except what needs VS Code; `.grad` files and workers import as text. */
import { defineConfig } from "vitest/config";
import { gradText } from "./scripts/grad-text.ts";
import { kernelsForTests } from "./scripts/kernels.ts";
import { workerTextForTests } from "./scripts/worker-text.ts";

export default defineConfig({
  plugins: [gradText(), kernelsForTests(), workerTextForTests()],
  // Nothing asserts wall time: the limit only ends what hangs, on a busy machine too.
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/host/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
