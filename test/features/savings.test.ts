/** What reverse mode saves, with every number worked out by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pictureOf } from "../../src/features/picture.ts";
import { plainView } from "../../src/features/view.ts";
import { savingsOf, showCount } from "../../src/features/savings.ts";
import type { SavingsView } from "../../src/protocol/savings-view.ts";
import { analyse } from "../check.ts";

function savings(source: string): SavingsView | undefined {
  // Nothing is run: shapes are all that is asked for.
  const view = plainView(analyse(source), undefined, false);
  return savingsOf(view, pictureOf(view.analysis, []));
}

const rows = (source: string): unknown =>
  savings(source)?.ways.map(({ name, multiplyAdds, memory }) => `${name}: ${multiplyAdds}, ${memory}`);

test("f = (x + y) z", () => {
  const source = "x = -2\ny = 5\nz = -4\nf = (x + y) * z\nf.backward()\n";
  // Four wires, one multiply-add each; q and f at once; four Jacobians of one entry; z and q are kept.
  expect(savings(source)).toEqual({
    about: "f hangs on 3 numbers: forward mode takes a pass for each of them, reverse mode one for all.",
    ways: [
      { name: "Reverse mode", multiplyAdds: "4", memory: "32 B" },
      { name: "Forward mode", multiplyAdds: "12", memory: "16 B" },
      { name: "Jacobians, left to right", multiplyAdds: "4", memory: "48 B" },
      { name: "Jacobians, right to left", multiplyAdds: "12", memory: "80 B" },
    ],
    kept: {
      text: "Kept for the backward pass: 16 B, by × of f alone.",
      gates: [{ name: "× of f", values: "z, x + y", memory: "16 B" }],
    },
  });
});

test("examples/08-matmul: y [2, 4] = x [2, 3] @ w [3, 4]", () => {
  const source = readFileSync(join(import.meta.dirname, "../../examples/08-matmul.grad"), "utf8");
  // Two wires of 2 · 4 · 3 = 24; 6 + 12 numbers; Jacobians of 8 · 6 and 8 · 12 entries; x and w are kept, y is 8 numbers.
  expect(rows(source)).toEqual([
    "Reverse mode: 48, 208 B",
    "Forward mode: 864, 64 B",
    "Jacobians, left to right: 144, 1,216 B",
    "Jacobians, right to left: 2,592, 2,304 B",
  ]);
  expect(savings(source)?.kept.gates).toEqual([{ name: "@ of y", values: "x, w", memory: "144 B" }]);
});

test("a value that two gates keep counts once in sum, and a second name costs nothing", () => {
  const source = "x = [1, 2, 3]\nu = x\na = exp(u)\nb = a * u\nL = sum(b)\nL.backward()\n";
  const view = savings(source);
  // exp 3, × 3 and 3, sum 3: 12 a pass.
  expect(view?.ways[0]?.multiplyAdds).toBe("12");
  expect(view?.kept.text).toBe("Kept for the backward pass: 48 B, each value once; × of b keeps most.");
  expect(view?.kept.gates.map(({ memory }) => memory)).toEqual(["48 B", "24 B"]);
});

test("a large layer is counted from its shapes alone", () => {
  const source = "x = zeros(64, 4096)\nw = ones(4096, 4096)\ny = relu(x @ w)\nL = sum(y)\nL.backward()\n";
  const ways = savings(source)?.ways;
  // 2 · 64 · 4096² for @, 64 · 4096 for relu and sum each.
  expect(ways?.[0]?.multiplyAdds).toBe(showCount(2 * 64 * 4096 ** 2 + 2 * 64 * 4096));
  // 262,144 · (262,144 + 4096² + 262,144 + 1) entries: relu's alone is the lecture's.
  expect(ways?.[2]?.memory).toBe("33.0 TB");
});

test("what einsum and a system of equations take stands in their records", () => {
  const leaf = "a = ones(2, 3)\nb = ones(3, 4)\n";
  // @ as einsum: 2 · 3 · 4 for each of two wires, 8 for sum.
  expect(savings(`${leaf}L = sum(einsum("ij,jk->ik", a, b))\nL.backward()`)?.ways[0]?.multiplyAdds).toBe(
    "56",
  );
  // 2 · (4 + 2) for each of two wires, 2 for sum.
  const system = "a = [[2, 1], [1, 3]]\nb = [1, 2]\nL = sum(linalg.solve(a, b))\nL.backward()";
  expect(savings(system)?.ways[0]?.multiplyAdds).toBe("26");
  // 3 · 9 for the one wire.
  expect(savings("a = eye(3)\nL = det(a)\nL.backward()")?.ways[0]?.multiplyAdds).toBe("27");
});

test("of a very large graph it is said that nothing is counted", () => {
  expect(savings("x = 1\nfor i in range(20_001): x = x * 1\nx.backward()")).toEqual({
    about: "The graph has more than 20,000 gates: what each way takes is not counted.",
    ways: [],
    kept: { text: "", gates: [] },
  });
});

test("without a gradient there is nothing to tell", () => {
  expect(savings("x = 1")).toBeUndefined();
  expect(savings("x = 1\nx.backward()")).toBeUndefined();
});

test("counts are exact below a million", () => {
  expect([0, 1234, 999_999, 1e6, 4_312_345_678, 9.96e9].map(showCount)).toEqual([
    "0",
    "1,234",
    "999,999",
    "1.0 · 10⁶",
    "4.3 · 10⁹",
    "1.0 · 10¹⁰",
  ]);
});
