/** What is kept from one version to the next changes nothing of what is found: after any edits it is what the same text shows read cold. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import { findingProblems } from "../../src/features/findings.ts";
import { ALL_ON } from "../../src/features/switches.ts";
import { plainView } from "../../src/features/view.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { texts } from "../fuzz/mutations.ts";

/** Programs with faults, which the examples do not have. */
const sick = [
  "w = param([-1, 2])\nh = relu(w * 3)\nL = sum((h - 1) ** 2)\nL.backward()",
  "w = param(30)\nL = (sigmoid(w) - 0.5) ** 2\nL.backward()",
  "x = [1, -2, 3]\nz = log(x)\nL = sum(z)\nL.backward()",
  "w = param(0.3)\nh = 1\nfor i in range(30):\n    h = tanh(w * h)\nL = h\nL.backward()",
  "w = param(0.00001)\nL = 1 / w ** 2\nL.backward()",
  "x = param([1, 2])\ny = exp(x) / sum(exp(x))\nL = sum(log(y))\nL.backward()",
  "v = param([0, 0])\nL = sqrt(sum(v ** 2))\nL.backward()",
  "x = param(1.5)\na = x ** 2\nb = detach(a) * 0\nL = b + 1\nL.backward()",
];
const programs = [...sick, ...sick, ...texts];

interface Edit {
  /** Which of the text's numbers is another one; with a line more, or without. */
  readonly at: number;
  readonly number: string;
  readonly line: boolean;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(1000),
  number: fc.constantFrom("0", "1", "2", "0.5", "40", "1e-9", "1e9", "700"),
  line: fc.constantFrom(false, false, false, true),
});

function edited(text: string, { at, number, line }: Edit): string {
  if (line) return text.startsWith("q_ = 1\n") ? text.slice("q_ = 1\n".length) : `q_ = 1\n${text}`;
  const places = [...text.matchAll(/(?<![\w."'])\d+(?:\.\d+)?(?![\w.])/g)];
  const found = places[at % Math.max(1, places.length)];
  if (found === undefined) return text;
  return text.slice(0, found.index) + number + text.slice(found.index + found[0].length);
}

/** Looks at one version after the other, as an editor does. */
function createLook(): (text: string) => object {
  const [analyser, engine] = [createAnalyser(), createEngine()];
  let version = 0;
  return (text) => {
    const analysis = analyser.analyse(text, ++version, PLAIN_REQUEST);
    const view = plainView(analysis, runAnalysis(engine, analysis, 1e8).numbers, true);
    for (const root of analysis.roots) {
      const { norm, nans } = view.numbers?.summary(root) ?? { norm: undefined, nans: 0 };
      expect(view.numbers?.norm(root)).toBe(nans > 0 ? NaN : norm);
    }
    const found = findingProblems(view, ALL_ON);
    return found.map(({ code, severity, span, message, data, related }) => ({
      ...{ code, severity, span, message, data, related },
    }));
  };
}

test("after any edits", () => {
  let told = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...programs),
      fc.array(edit, { minLength: 3, maxLength: 8 }),
      (first, edits) => {
        const look = createLook();
        look(first);
        let text = first;
        for (const one of edits) {
          text = edited(text, one);
          const now = look(text);
          expect(now, text).toEqual(createLook()(text));
          told += (now as readonly object[]).length;
        }
      },
    ),
    { seed: 4, numRuns: 120 },
  );
  expect(told).toBeGreaterThan(100);
});
