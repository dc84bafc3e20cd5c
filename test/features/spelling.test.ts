/** Names are compared after NFKC, and shown as the file writes them: `x₁` is `x₁` at line ends, in hovers, graph and messages. */
import { expect, test } from "vitest";
import { completionsAt } from "../../src/features/completion.ts";
import { graphView } from "../../src/features/graph-view.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { viewOf } from "../check.ts";
import { openSession, uri } from "../service/session.ts";

const text =
  "x₁ = 3\nW₁ = 2\nh₂ = x1 * W₁\ndef f(a₀):\n    b₀ = a₀ * a₀\n    return b₀\nL₂ = f(h₂) + x₁\nq = x₁ + x₉";

test("everywhere", async () => {
  const { service, time, lines } = openSession(text);
  await time.pass(1);
  service.caretAt(uri, { line: 99, character: 0 });
  expect(service.problems(uri)!.problems.map(({ message }) => message)).toEqual([
    "x₉ is not defined. Did you mean x₁?",
  ]);
  service.change(uri, text.replace("\nq = x₁ + x₉", ""), 2);
  await time.pass(1);
  expect(lines().slice(0, 7)).toEqual([
    "∂L₂/∂x₁ = 25",
    "∂L₂/∂W₁ = 36",
    "= 6  ∂L₂/∂h₂ = 12",
    "",
    "= 36  ∂L₂/∂b₀ = 1",
    "= 36",
    "= 39  ∂L₂/∂L₂ = 1",
  ]);
  const hover = (word: string): string =>
    hoverAt(service.view(uri)!, text.indexOf(word), { link: undefined })?.markdown ?? "";
  expect(hover("x1")).toMatch(/^\*\*x₁\*\* = `3`/);
  expect(hover("x1")).toContain("∂L₂/∂x₁");
  expect(hover("a₀)")).toMatch(/^\*\*a₀\*\* = `6`/);
  expect(hover("* W₁")).toContain("∂L₂/∂x₁ = ∂L₂/∂h₂ · W₁ = 12 · 2 = 24");
  for (const word of ["x₁", "W₁", "h₂", "x1", "a₀)", "b₀", "L₂", "f(h"])
    expect(hover(word)).not.toMatch(/\b[xWhabL][0129]\b/);
  const { nodes, edges, target } = service.graph(uri, ["f#0"])!;
  expect(target).toBe("L₂");
  const shown = [
    ...nodes.flatMap(({ label, name, rule }) => [label, name, ...rule]),
    ...edges.map(({ name }) => name),
  ];
  expect(shown).toEqual(expect.arrayContaining(["x₁", "W₁", "h₂", "b₀"]));
  expect(shown.join("\n")).not.toMatch(/\b[xWhabL][0129]\b/);
  await time.pass(1);
  expect(service.status(uri)?.text).toMatch(/^∇ L₂ = 39/);
});

test("what is written in two ways is one name, shown as it was written first", async () => {
  const { time, lines } = openSession("x1 = 3\nx₁ = x1 * 2\ny = x₁ * x₁\ny.backward()");
  await time.pass(1);
  expect(lines().slice(0, 2)).toEqual(["∂y/∂x1 = 24", "= 6  ∂y/∂x1 = 12"]);
});

const layer =
  "x₁ = 3\ndef f₁(a₀, b₂=1):\n    c₀ = a₀ * b₂\n    return c₀\nbackward(g₁):\n    return g₁, g₁\n";

function listed(line: string): readonly string[] {
  const text = layer + line;
  return completionsAt(viewOf(text), text.length).map(({ label }) => label);
}

test.each([
  ["y = ", ["x₁", "f₁"]],
  ["y = x1.", ["f₁"]],
  ["y = f1(x₁, ", ["b₂=", "x₁"]],
  ["y = f1(x₁, b₂=", ["x₁"]],
])("%j offers %j", (line, wanted) => {
  expect(listed(line)).toEqual(expect.arrayContaining(wanted));
  expect(listed(line).filter((label) => /^[xfabcg][012]=?$/.test(label))).toEqual([]);
});

test("inside a function the list has its own names so, called or not", () => {
  const text = layer.replace("    return g₁", "    d₃ = g₁\n    return g₁");
  const at = text.lastIndexOf("g₁, g₁");
  const labels = completionsAt(viewOf(text), at).map(({ label }) => label);
  expect(labels.slice(0, 5)).toEqual(["d₃", "g₁", "c₀", "b₂", "a₀"]);
});

test("where a function is defined and called", () => {
  const text = `${layer}y₂ = f1(x1, 2)`;
  const view = viewOf(text);
  const hover = (word: string): string =>
    hoverAt(view, text.indexOf(word), { link: undefined })?.markdown ?? "";
  for (const word of ["f₁", "def", "f1("]) expect(hover(word)).toContain("f₁(a₀, b₂=1)");
  expect(hover("backward")).toContain("f₁");
  expect(hover("g₁)")).toContain("**g₁**");
  for (const word of ["f₁", "def", "f1(", "backward", "g₁)", "a₀", "c₀", "y₂"])
    expect(hover(word)).not.toMatch(/\b[xfabcg][012]\b/);
  const help = signatureHelpAt(view, text.length - 1);
  expect(help?.label).toBe("f₁(a₀, b₂=1)");
  expect(help?.parameters.map(({ span }) => help.label.slice(span.start, span.end))).toEqual(["a₀", "b₂=1"]);
  expect(graphView(view, []).nodes.map(({ label }) => label)).toContain("f₁(·, 2)");
});

test.each([
  ["def f₁(x):\n    return f₁(x)\ny = f₁(1)", "f₁ calls itself"],
  ["def f₁(a₀):\n    return a₀\ny = f₁()", "f₁ needs a₀"],
  ["def f₁(a₀, a₀):\n    return a₀", "a₀"],
  ["y = f₁(2)\ndef f₁(x):\n    return x", "f₁"],
  ["def f(a₁):\n    return a₁\ny = f(a₂=3)", "f has no argument a₂. Did you mean a₁?"],
  ["def f₁(x: [2]):\n    return x\ny = f₁([1, 2]) + f₂(1)", "f₂"],
])("%j says %j", (source, said) => {
  const messages = viewOf(source).analysis.problems.map(({ message }) => message);
  expect(messages.join("\n")).toContain(said);
  expect(messages.join("\n")).not.toMatch(/\b[fa][012]\b/);
});
