/** A value's elements for somewhere else. */
import { expect, test } from "vitest";
import type { Data } from "../../src/data/result.ts";
import type { TakenAs } from "../../src/protocol/inspect.ts";
import { read, shown } from "../data/reading.ts";
import { inspected } from "../webview/inspecting.ts";

async function taken(text: string, as: TakenAs, id = "x#0"): Promise<string> {
  const answer = await inspected(text).answer({ kind: "take", id, aspect: "value", as });
  if (answer?.kind !== "take" && answer?.kind !== "refused") throw new Error(JSON.stringify(answer));
  return answer.text;
}

const text = "x = [[1, -0.1, nan], [1e22, inf, 2 / 3]]\np = x > 0\nL = sum(where(p, x, 0))\nL.backward()\n";

test("a list of Python has floats, and Python's words", async () => {
  expect(await taken(text, "list")).toBe(
    '[[1.0, -0.1, float("nan")], [1e+22, float("inf"), 0.6666666666666666]]',
  );
  expect(await taken(text, "list", "p#0")).toBe("[[True, False, False], [True, True, True]]");
});

test("CSV has a line for each row", async () => {
  expect(await taken(text, "csv")).toBe("1,-0.1,nan\n1e+22,inf,0.6666666666666666\n");
  expect(await taken("x = [1, 2]\nL = sum(x)\nL.backward()\n", "csv")).toBe("1\n2\n");
});

test("a literal is the same value again, and no longer than one would write", async () => {
  const literal = await taken(text, "grad");
  expect(await taken(`x = ${literal}\nL = sum(x)\nL.backward()\n`, "grad")).toBe(literal);
  expect(await taken("x = zeros(101)\nL = sum(x)\nL.backward()\n", "grad")).toBe(
    "It has 101 numbers, and a literal has up to 100: save it as .npy, and load that.",
  );
});

test.each([
  ["[[1, 2], [3, -0.5]]", "(2, 2)"],
  ["[4, 5, 6]", "(3,)"],
  ["7", "()"],
  ["arange(24).reshape(2, 3, 4)", "(2, 3, 4)"],
])("a file of NumPy's is read again: %s", async (value, shape) => {
  const program = `x = ${value}\nL = sum(x)\nL.backward()\n`;
  const file = await taken(program, "npy");
  expect(file).toContain(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`);
  expect(file.indexOf("\n") % 64).toBe(63);
  const data = shown(
    read(
      "x.npy",
      Uint8Array.from(file, (letter) => letter.charCodeAt(0)),
    ) as Data,
  );
  expect(data).toEqual(JSON.parse(await taken(program, "list")));
});
