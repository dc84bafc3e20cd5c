/** Vitest: every `*.test.ts` under test/, except what runs inside VS Code; `.grad` files import as text. */
import { defineConfig } from "vitest/config";
import { gradText } from "./scripts/grad-text.ts";

export default defineConfig({
  plugins: [gradText()],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/host/**", "node_modules/**"],
    environment: "node",
    reporters: ["default"],
    passWithNoTests: false,
  },
});
