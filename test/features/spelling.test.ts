/** Names are compared after NFKC, and shown as the file writes them: `x₁` is `x₁` at line ends, in hovers, graph and messages. */
import { expect, test } from "vitest";
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
    service.hover(uri, text.indexOf(word), { link: undefined })?.markdown ?? "";
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
