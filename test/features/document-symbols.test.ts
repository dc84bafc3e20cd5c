/** The outline as text: what each entry is, where its name stands, and what it holds. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { documentSymbols, type Outlined } from "../../src/features/document-symbols.ts";
import { analyse } from "../check.ts";
import { mutated } from "../fuzz/mutations.ts";
import { render, sourceOf, type Label } from "../labels.ts";

/** Holds that the names of the outline are exactly those that the labels say. */
function checkNames(fixture: string): void {
  const labels = everything(documentSymbols(analyse(sourceOf(fixture)))).map(
    ({ kind, detail, nameSpan }): Label => ({ span: nameSpan, text: `${kind} ${detail}` }),
  );
  expect(render(sourceOf(fixture), labels)).toBe(render(fixture));
}

function everything(list: readonly Outlined[]): readonly Outlined[] {
  return list.flatMap((one) => [one, ...everything(one.children)]);
}

/** Each entry with its lines, indented below the one that holds it. */
function tree(source: string): string {
  const analysis = analyse(source);
  const show = (list: readonly Outlined[], indentation: string): string =>
    list
      .map(({ name, span, children }) => {
        const [first, last] = [span.start, span.end].map((offset) => analysis.lines.lineAt(offset) + 1);
        return `${indentation}${name} ${first}-${last}\n${show(children, `${indentation}  `)}`;
      })
      .join("");
  return show(documentSymbols(analysis), "");
}

test("a name is told by what it is", () => {
  checkNames(`
    x: [N, D] = [[1, 2], [3, 4], [5, 6]]
  # ^ leaf [N=3, D=2]
  #     ^ dimension
  #        ^ dimension
    w: [D] = param([0.5, -1])
  # ^ trained [D=2]
    rate = -0.3
  # ^^^^ leaf -0.3
    h = x @ w
  # ^ value [N=3]
    L = sum(h) * rate
  # ^ target
    L.backward()
  # ^^^^^^^^^^^^ target
  `);
});

test("what a block binds again is listed once in it", () => {
  checkNames(`
    s, t = 1, [1, 2]
  # ^ leaf 1
  #    ^ leaf [2]
    for i in range(3):
  #     ^ loop
  #     ^ counter
        s = s * 2
  #     ^ value
        s += i
    s = s + 1
    y = sum(t)
  # ^ target
  `);
});

test("a function holds its parameters, its names, its loops and its backward block", () => {
  expect(
    tree(`def f(x: [N, D], k=2):
    y = x * k
    for i in range(2):
        z, y = y + i, 2 * y
    return y
backward(g):
    dx = g * k
    return dx, None

r = f([[1]])
`),
  ).toMatchInlineSnapshot(`
    "f 1-8
      x 1-1
        N 1-1
        D 1-1
      k 1-1
      y 2-2
      for i in range(2) 3-4
        i 3-3
        z 4-4
        y 4-4
      backward 6-8
        g 6-6
        dx 7-7
    r 10-10
    "
  `);
});

test("what is imported or broken is listed by its name", () => {
  const source = 'from "other.grad" import f, x\ny = = 2\nθ₁ = 1';
  expect(everything(documentSymbols(analyse(source))).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "value f",
    "value x",
    "value y",
    "leaf θ₁",
  ]);
  const known = `${source}\n--- other.grad\ndef f(a): return a\nx = 3\n`;
  expect(documentSymbols(analyse(known))[0]).toMatchObject({ kind: "function", detail: "other.grad" });
});

test("every entry has a name, which stands in it, and lies in the one that holds it: an editor takes nothing else", () => {
  let seen = 0;
  const check = (list: readonly Outlined[], start: number, end: number): void => {
    for (const { name, span, nameSpan, children } of list) {
      expect(name.trim()).not.toBe("");
      const places = [start, span.start, nameSpan.start, nameSpan.end, span.end, end];
      expect(places, name).toEqual(places.toSorted((a, b) => a - b));
      check(children, span.start, span.end);
      seen += 1;
    }
  };
  fc.assert(
    fc.property(mutated, (text) => check(documentSymbols(analyse(text)), 0, text.length)),
    { seed: 4, numRuns: 200 },
  );
  expect(seen).toBeGreaterThan(1000);
});
