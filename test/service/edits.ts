/** Edits as people make them, for properties that hold for all of them. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

const folder = join(import.meta.dirname, "../../examples");
/** The texts of the examples. */
export const examples = globSync("*.grad", { cwd: folder }).map((name) =>
  readFileSync(join(folder, name), "utf8"),
);

/** A line goes, comes twice, moves, or has a number or a name changed. */
export const edit = fc.record({
  kind: fc.constantFrom("delete", "double", "swap", "number", "cut", "name"),
  line: fc.nat(200),
  value: fc.integer({ min: -9, max: 9 }),
});

export type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

export function apply(text: string, { kind, line, value }: Edit): string {
  const lines = text.split("\n");
  const at = line % lines.length;
  const own = lines[at] ?? "";
  switch (kind) {
    case "delete":
      return lines.toSpliced(at, 1).join("\n");
    case "double":
      return lines.toSpliced(at, 0, own).join("\n");
    case "swap":
      return lines.toSpliced(at, 2, ...lines.slice(at, at + 2).reverse()).join("\n");
    case "number":
      return lines.with(at, own.replace(/\d+(\.\d+)?/, String(Math.abs(value)))).join("\n");
    case "cut":
      return lines.with(at, own.slice(0, Math.max(0, own.length + Math.min(value, 0)))).join("\n");
    default:
      return lines.with(at, own.replace(/\b[a-z]\b/, "xyz"[Math.abs(value) % 3] ?? "x")).join("\n");
  }
}
