/** Where the gradient of one element comes from, with the file's numbers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ElementView } from "../../src/protocol/inspect.ts";
import { exampleFiles } from "../webview/example-views.ts";
import { inspected, inspectedExample } from "../webview/inspecting.ts";

async function element(
  text: string,
  index: readonly number[],
  id = "x#0",
  opened: readonly string[] = [],
): Promise<ElementView> {
  const answer = await inspected(text, opened).answer({ kind: "element", id, aspect: "value", index });
  if (answer?.kind !== "element") throw new Error(`no element: ${JSON.stringify(answer)}`);
  return answer;
}

/** `y[0, 0]: 3 · 2 = 6`. */
function products({ uses }: ElementView): readonly (readonly string[])[] {
  return uses.map(({ terms }) =>
    terms.map(({ name, local, upstream, product }) => `${name}: ${local} · ${upstream} = ${product}`),
  );
}

describe("the lecture's matrix product", () => {
  const text = readFileSync(new URL("../../examples/08-matmul.grad", import.meta.url), "utf8");

  it("has dL/dx₁,₁ = 3·2 + 2·3 + 1·(−3) + (−1)·9 = 0", async () => {
    const told = await element(text, [0, 0]);
    expect(told).toMatchObject({
      name: "x[0, 0]",
      value: "2",
      gradient: { name: "∂/∂x[0, 0]", text: "0" },
      uses: [{ label: "@", text: "touches 4 of 8 elements of y", sum: "0", rest: undefined }],
      note: "",
    });
    expect(products(told)).toEqual([
      ["y[0, 0]: 3 · 2 = 6", "y[0, 1]: 2 · 3 = 6", "y[0, 2]: 1 · -3 = -3", "y[0, 3]: -1 · 9 = -9"],
    ]);
  });

  it("has dL/dx₂,₃ = −30", async () => {
    const told = await element(text, [1, 2]);
    expect(told).toMatchObject({ gradient: { text: "-30" }, uses: [{ sum: "-30" }] });
    expect(products(told)).toEqual([
      ["y[1, 0]: 3 · -8 = -24", "y[1, 1]: 2 · 1 = 2", "y[1, 2]: 1 · 4 = 4", "y[1, 3]: -2 · 6 = -12"],
    ]);
  });

  it("has the right operand too", async () => {
    const told = await element(text, [1, 2], "w#0");
    expect(products(told)).toEqual([["y[0, 2]: 1 · -3 = -3", "y[1, 2]: 4 · 4 = 16"]]);
    expect(told).toMatchObject({ gradient: { text: "13" }, uses: [{ sum: "13" }] });
  });
});

const of = async (text: string, index: readonly number[], id?: string): Promise<readonly string[]> => {
  const told = await element(text, index, id);
  return told.uses.flatMap(({ label, text: said, sum }, i) => [
    `${label} ${said}: ${sum ?? ""}`,
    ...products(told)[i]!,
  ]);
};

describe("what an element touches", () => {
  it("is also what it touches with a factor of 0", async () => {
    const told = await of(
      "x = [[1, 2]]\nw = [[0, 3], [4, 0]]\ny = x @ w\nL = sum(y)\nL.backward()\n",
      [0, 0],
    );
    expect(told).toEqual(["@ touches 2 of 2 elements of y: 3", "y[0, 0]: 0 · 1 = 0", "y[0, 1]: 3 · 1 = 3"]);
  });

  it("is one element of an elementwise gate, and a repeated one's every repetition", async () => {
    const text = "x = [[1, 2, 3]]\nz = [[1], [10]]\ny = x * z\nL = sum(y ** 2)\nL.backward()\n";
    expect(await of(text, [0, 1])).toEqual([
      "× touches 2 of 6 elements of y: 404",
      "y[0, 1]: 1 · 4 = 4",
      "y[1, 1]: 10 · 40 = 400",
    ]);
    expect(await of("x = [1, 2]\ny = exp(x)\nL = sum(y)\nL.backward()\n", [0])).toEqual([
      "exp touches 1 of 2 elements of y: 2.718",
      "y[0]: 2.718 · 1 = 2.718",
    ]);
  });

  it("is the one number of a reduction, a gathered row, the windows of a convolution", async () => {
    expect(await of("x = [1, 2]\nL = sum(x)\nL.backward()\n", [1])).toEqual(["Σ gives L: 1", "L: 1 · 1 = 1"]);
    const rows =
      "x = [[1, 2], [3, 4]]\ny = x[[1, 0, 1]]\nL = sum(y * [[1, 1], [1, 1], [5, 1]])\nL.backward()\n";
    expect((await of(rows, [1, 0])).slice(1)).toEqual(["y[0, 0]: 1 · 1 = 1", "y[2, 0]: 1 · 5 = 5"]);
    const conv =
      "x = reshape([1, 2, 3, 4], [1, 1, 4])\nk = reshape([2, 5], [1, 1, 2])\ny = conv1d(x, k)\nL = sum(y)\nL.backward()\n";
    const told = await element(conv, [0, 0, 1]);
    expect(told.uses.map(({ text }) => text)).toEqual(["touches 2 of 3 elements of y"]);
    expect(products(told)).toEqual([["y[0, 0, 0]: 5 · 1 = 5", "y[0, 0, 1]: 2 · 1 = 2"]]);
  });

  it("is a row of a softmax, closed as it stands", async () => {
    const text = "x = [[0, 0], [1, 2]]\np = softmax(x, 1)\nL = p[0, 0]\nL.backward()\n";
    const told = await element(text, [0, 0]);
    expect(told.uses.map((use) => `${use.label} ${use.text}`)).toEqual([
      "softmax(·, 1) touches 2 of 4 elements of p",
    ]);
    expect(products(told)).toEqual([["p[0, 0]: 0.25 · 1 = 0.25", "p[0, 1]: -0.25 · 0 = 0"]]);
  });

  it("is not what has a slope of NaN beside it", async () => {
    expect(await of("x = [-4, 0, 4]\ny = sqrt(x)\nL = sum(y)\nL.backward()\n", [2])).toEqual([
      "√ touches 1 of 3 elements of y: 0.25",
      "y[2]: 0.25 · 1 = 0.25",
    ]);
  });

  it("is nothing where a gate is flat", async () => {
    expect(await of("x = [-1, 2]\ny = relu(x)\nL = sum(y)\nL.backward()\n", [0])).toEqual([
      "relu touches 0 of 2 elements: 0",
    ]);
  });
});

describe("the sum", () => {
  it("is over every step that reads the value", async () => {
    const told = await element("x = [1, 2]\na = x * 3\nb = x ** 2\nL = sum(a + b)\nL.backward()\n", [1]);
    expect(told.gradient).toEqual({ name: "∂L/∂x[1]", text: "7" });
    expect(told.uses.map(({ label, sum }) => `${label} ${sum}`)).toEqual(["×3 3", "^2 4"]);
  });

  it("has both operands of a gate that reads a value twice", async () => {
    expect(await of("x = [3]\ny = x * x\nL = sum(y)\nL.backward()\n", [0])).toEqual([
      "× gives y: 6",
      "y[0]: 6 · 1 = 6",
    ]);
  });

  it("has the largest of many terms, and the rest in one", async () => {
    const text = "x = 2\ny = x * arange(100)\nL = sum(y)\nL.backward()\n";
    const { uses } = await element(text, []);
    expect(uses[0]).toMatchObject({
      text: "touches 100 of 100 elements of y",
      rest: "76 more: 2850",
      sum: "4950",
    });
    expect(uses[0]!.terms.map(({ product }) => product).slice(0, 2)).toEqual(["76", "77"]);
  });
});

describe("what has no name", () => {
  it("is said once, and not in every term", async () => {
    const told = await element("x = [1, 2]\nL = sum(softplus(x + [3, 4] * x))\nL.backward()\n", [1]);
    expect(told.uses.map(({ text }) => text)).toEqual([
      "touches 1 of 2 elements of [3, 4] * x",
      "touches 1 of 2 elements of x + [3, 4] * x",
    ]);
    expect(told.uses.map(({ terms }) => terms.map(({ name }) => name))).toEqual([["[3, 4] * x[1]"], ["[1]"]]);
  });
});

const read = (text: string): number => Number(text.replace("∞", "Infinity"));

describe.each(exampleFiles.filter((name) => !name.startsWith("f")))("in %s", (name) => {
  it("the products of each value's first and last element add up to its gradient", async () => {
    const program = await inspectedExample(name);
    for (const { id, label, gradient, shape, kind } of program.view.nodes) {
      if (gradient === undefined || kind === "target" || kind === "loop") continue;
      const sizes = shape === "scalar" ? [] : (JSON.parse(shape) as number[]);
      for (const index of [sizes.map(() => 0), sizes.map((size) => size - 1)]) {
        const told = await program.answer({ kind: "element", id, aspect: "value", index });
        if (told?.kind !== "element" || told.gradient === undefined) continue;
        const sums = told.uses.map(({ sum }) => sum);
        if (sums.length === 0 || sums.includes(undefined)) continue;
        const numbers = sums.map((text) => read(text!));
        const all = numbers.reduce((sum, number) => sum + number, 0);
        const found = read(told.gradient.text);
        if (!Number.isFinite(found)) {
          expect(all, `${label} ${told.name}`).toEqual(found);
          continue;
        }
        const size = Math.max(...numbers.map(Math.abs), 1e-12);
        expect(Math.abs(all - found) / size, `${label} ${told.name}`).toBeLessThan(2e-3);
        compared++;
      }
    }
  });
});

let compared = 0;
it("compared many of them", () => expect(compared).toBeGreaterThan(100));

describe("what has no products says why", () => {
  it("in a sentence", async () => {
    expect(
      await element("x = [1, 2]\nz = x * 2\nL = sum([1, 2])\nL.backward()\n", [0], "x#0", ["aside"]),
    ).toMatchObject({ uses: [], note: "No gradient reaches it." });
    const large = "x = zeros(1, 4096)\nw = zeros(4096, 2048)\nL = sum(x @ w)\nL.backward()\n";
    const { uses } = await element(large, [0, 0]);
    expect(uses[0]!.text).toMatch(
      /^Its local gradient takes [\d,]+ numbers, and up to 4,194,304 are computed\.$/,
    );
  });
});
