/** Lint: typed rules for every TypeScript file; no rule is switched off without a sentence that says why. */
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig([
  globalIgnores(["dist/", ".vscode-test/", "node_modules/"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // Numbers stand in most of our texts; how they print is decided by a formatter where it matters.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // A `return` whose call says the last word is shorter than two statements, and as clear.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Records hold functions in method syntax, so that special ones fit general lists; none of them has a `this`.
      "@typescript-eslint/unbound-method": "off",
      // With `noUncheckedIndexedAccess`, `!` after an index inside proven bounds is the only cast-free form in hot loops.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A name that starts with `_` says that it is there for the signature only.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" },
      ],
      // `while (true)` is how a scanner says that it leaves from the middle.
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "start" }],
    },
  },
  {
    // AssemblyScript: its own compiler checks the types, which these rules would misread.
    files: ["src/tensor/kernels/**"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
]);
