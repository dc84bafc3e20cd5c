/** The chain rule in symbols: what stands there, read as a program, is the number behind it. */
import { describe, expect, test } from "vitest";
import { cardOf } from "../../src/features/card.ts";
import { factsOf } from "../../src/features/facts.ts";
import { ruleOf, ruleText, type Rule } from "../../src/features/rules.ts";
import { fileResult } from "../file-result.ts";
import { viewOf } from "../check.ts";
import { gates } from "../../src/ops/index.ts";

/** The rules of the step that makes a name's last value. */
function rules(source: string, name: string): readonly Rule[] {
  const view = viewOf(source);
  const node = view.analysis.program.bindings.findLast((one) => one.name === name)!.value!;
  expect(factsOf(view.analysis).bindingOf.has(node)).toBe(true);
  const { graph } = view.analysis.program;
  const group = graph.groups.find(({ kind, outputs }) => kind === "call" && outputs.includes(node));
  const unit = group === undefined ? ({ kind: "gate", node } as const) : ({ kind: "call", group } as const);
  const inputs = group === undefined ? node.inputs : group.inputs;
  return inputs.map((input, operand) => ruleOf(view, undefined, unit, node, input, operand));
}

describe("in symbols, then with numbers", () => {
  test.each([
    ["x = 3\nz = -4\nf = x * z", "f", ["∂f/∂x = 1 · z = 1 · -4 = -4", "∂f/∂z = 1 · x = 1 · 3 = 3"]],
    ["n = 0\ne = exp(n)\nf = 2 * e", "e", ["∂f/∂n = ∂f/∂e · exp(n) = 2 · 1 = 2"]],
    [
      "x = 4\ny = 2\nL = x / y",
      "L",
      ["∂L/∂x = 1 · 1 / y = 1 · 0.5 = 0.5", "∂L/∂y = 1 · -(x / y / y) = 1 · -1 = -1"],
    ],
    [
      "a = 1\nb = 2\nc = a - b\nL = 3 * c",
      "c",
      ["∂L/∂a = ∂L/∂c · 1 = 3 · 1 = 3", "∂L/∂b = ∂L/∂c · -1 = 3 · -1 = -3"],
    ],
    ["s = 1\nf = sigmoid(s)", "f", ["∂f/∂s = 1 · (1 - f) · f = 1 · 0.1966 = 0.1966"]],
    [
      "x = [1, -2]\ny = relu(x)\ny.backward([4, 9])",
      "y",
      ["dx = dy ⊙ where(x <= 0, 0, 1) = [4, 9] ⊙ [1, 0] = [4, 0]"],
    ],
    [
      "x = arange(50) * 1\ny = x * x\nL = sum(y)",
      "y",
      [
        "∂L/∂x = ∂L/∂y ⊙ x = ‖7.071‖ ⊙ ‖201.1‖ = [50] 0 … 49 ‖201.1‖",
        "∂L/∂x = ∂L/∂y ⊙ x = ‖7.071‖ ⊙ ‖201.1‖ = [50] 0 … 49 ‖201.1‖",
      ],
    ],
    [
      "W = [[1, 2], [3, 4], [5, 6]]\nx = [1, -1]\nh = W @ x\nL = sum(h * [1, 2, 3])",
      "h",
      [
        "dW [3, 2] = dh[:, None] [3, 1] ⊙ x [2] = [[1, -1], [2, -2], [3, -3]]",
        "dx [2] = W.T [2, 3] @ dh [3] = [22, 28]",
      ],
    ],
  ])("%s", (source, name, expected) => {
    expect(rules(source, name).map(ruleText)).toEqual(expected);
  });

  test.each([
    ["q = 3\ny = q ** 2\nL = 5 * y", "∂L/∂q = ∂L/∂y · 2 · q = 5 · 6 = 30"],
    ["q = 2\ny = q ** 3\nL = 2 * y", "∂L/∂q = ∂L/∂y · 3 · q**2 = 2 · 12 = 24"],
    ["q = 4\ny = q ** 0.5\nL = 2 * y", "∂L/∂q = ∂L/∂y · 0.5 · q**(-0.5) = 2 · 0.25 = 0.5"],
    ["q = 3\nn = 2\ny = q ** n\nL = 2 * y", "∂L/∂q = ∂L/∂y · n · q**(n - 1) = 2 · 6 = 12"],
    ["q = 3\ny = q ** 0\nL = 2 * y", "∂L/∂q = ∂L/∂y · 0 · q**0 = 2 · 0 = 0"],
    ["x = [1, -2]\ny = x ** 2\ny.backward([4, 9])", "dx = dy ⊙ 2 ⊙ x = [4, 9] ⊙ [2, -4] = [8, -36]"],
  ])("a power is differentiated as one writes it down: %s", (source, expected) => {
    expect(rules(source, "y").map(ruleText)[0]).toBe(expected);
  });
});

/** The elementwise gates that a file can write, with numbers from their samples' range. */
const cases = gates.flatMap((gate) => {
  const { scalar, infix, internal, operands, samples, vjp, marksLeaf } = gate;
  const isNumber = operands.every(
    ({ holds }) => holds === undefined || holds === "number" || holds === "any",
  );
  if (scalar === undefined || internal || !isNumber || typeof vjp !== "function" || marksLeaf === true)
    return [];
  if (Object.keys(gate.attrs).length > 0) return [];
  const [low, high] = samples[0]?.range ?? [-2, 2];
  const names = ["p", "q", "r"].slice(0, operands.length);
  const call =
    infix === undefined
      ? `${gate.name}(${names.join(", ")})`
      : names.length === 1
        ? `${infix.token}${names[0]}`
        : names.join(` ${infix.token} `);
  const values = names.map((name, i) => `${name} = ${low + (high - low) * (0.37 + 0.21 * i)}`);
  return [{ name: gate.name, source: `${values.join("\n")}\ny = ${call}` }];
});

describe("the symbols of a gate's rule, read as a program, are its local gradient", () => {
  test("there are many", () => expect(cases.length).toBeGreaterThan(30));

  test.each(cases)("$name", ({ source }) => {
    rules(source, "y").forEach(({ kind, local }) => {
      if (kind === "none") return;
      expect(kind).toBe("product");
      if (local === undefined || local.symbol.startsWith("∂")) return;
      const { result } = fileResult(
        "a.grad",
        `${source}\nlocal = ${local.symbol.replaceAll("·", "*")}\ny.backward()`,
      );
      expect(result.problems).toEqual([]);
      // Constants of a rule are written with four digits.
      const found = Number(result.values["local"]);
      expect(Math.abs(found - local.value!.data[0]!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(found)));
    });
  });

  test("and most have some", () => {
    const symbols = cases.flatMap(({ source }) =>
      rules(source, "y").flatMap(({ local }) => local?.symbol ?? []),
    );
    const without = symbols.filter((symbol) => symbol.startsWith("∂"));
    expect(without.length).toBeLessThan(symbols.length / 4);
  });
});

test("a card's rules are these texts", () => {
  const view = viewOf("x = 3\nf = x * x");
  const node = view.analysis.target!.node;
  expect(cardOf(view, node, undefined, () => false).rules[0]).toBe("∂f/∂x = 1 · x = 1 · 3 = 3");
});
