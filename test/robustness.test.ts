/** Whatever a person types, nothing throws: half-written programs and garbage go through checking, a run and every feature. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { layOut } from "../src/syntax/layout.ts";
import { lex } from "../src/syntax/lexer.ts";
import { analyse } from "./check.ts";
import programs from "./golden/programs.json" with { type: "json" };
import { use } from "./use.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = join(import.meta.dirname, "../examples");
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".grad"))
  .map((name) => ({ name, source: readFileSync(join(folder, name), "utf8") }));
const sources = [...examples, ...programs.map(({ id, source }) => ({ name: id, source }))];

/** Every third offset, so that each name and operator has one. */
function offsetsIn(text: string): readonly number[] {
  return Array.from({ length: Math.ceil(text.length / 3) }, (_, i) => i * 3);
}

describe("every feature takes", () => {
  test.each(sources)("$name, at every place", ({ source }) => {
    expect(analyse(source).problems.filter(({ severity }) => severity === "error").length).toBeLessThan(3);
    expect(use(source, offsetsIn(source))).toBeGreaterThan(0);
  });

  test.each(sources)("$name, broken off", ({ source }) => {
    for (let length = 0; length < source.length; length += 4) {
      use(source.slice(0, length), [length, length - 1, length >> 1]);
    }
  });

  test.each(sources)("$name, without one token", ({ source }) => {
    const tokens = layOut(lex(source));
    for (let i = 0; i < tokens.count; i += 2) {
      const [start = 0, end = 0] = [tokens.starts[i], tokens.ends[i]];
      if (end > start) use(source.slice(0, start) + source.slice(end), [start, start - 1, start + 1]);
    }
  });

  test("words of the language in any order", () => {
    const words = [
      ..."x y f g 0 1 2.5 -1 ( ) [ ] , ; : . + - * / ** @ % // < == != = += if else for in range def return backward and or not None True".split(
        " ",
      ),
      ..."sum relu softmax cat zeros randn param detach grad len reshape x.T x.shape x.backward() \"a\" 'b' # \\ ... is lambda import from".split(
        " ",
      ),
      ..."x[0] x[1:] def\u0020f(x): for\u0020i\u0020in\u0020range(3): backward(g): return\u0020x x\u0020=\u00202 y\u0020=\u0020x*x".split(
        " ",
      ),
      "\n",
      "\n    ",
      "\n\t",
      " ",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (text) => {
        const garbage = text.join(" ");
        use(garbage, [0, garbage.length >> 1, garbage.length]);
      }),
      { numRuns: 1500, seed: 7 },
    );
  });

  test("lines of programs in any order", () => {
    const lines = sources.flatMap(({ source }) => source.split("\n"));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines), { maxLength: 12 }), (text) => {
        use(text.join("\n"), []);
      }),
      { numRuns: 600, seed: 8 },
    );
  });

  test("any characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => void use(text, [0, text.length])),
      { numRuns: 500, seed: 9 },
    );
  });
});
