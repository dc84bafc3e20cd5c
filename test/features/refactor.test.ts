/** Rewritings of programs, before and after; and that no value and no gradient is another one then. */
import { describe, expect, test } from "vitest";
import type { Span } from "../../src/base/span.ts";
import { refactoringsAt } from "../../src/features/refactor/index.ts";
import type { View } from "../../src/features/view.ts";
import { walkExpressions } from "../../src/syntax/walk.ts";
import { analyse, viewOf } from "../check.ts";
import { fileResult, type PrintedResult } from "../file-result.ts";
import programs from "../golden/programs.json";
import { differences, type Numbers } from "../golden/differences.ts";
import { applyFix } from "../syntax/apply-fix.ts";

/** The text without its marks, and what `«…»` selects or where `$0` stands. */
function selectionIn(marked: string): { readonly source: string; readonly selection: Span } {
  const caret = marked.indexOf("$0");
  if (caret >= 0) return { source: marked.replace("$0", ""), selection: { start: caret, end: caret } };
  const [start, end] = [marked.indexOf("«"), marked.indexOf("»") - 1];
  return { source: marked.replace(/[«»]/gu, ""), selection: { start, end } };
}

/** The program after the one rewriting whose title begins so; the titles of all where there is none. */
function after(marked: string, title: string): string {
  const { source, selection } = selectionIn(marked);
  const all = refactoringsAt(viewOf(source), selection);
  const found = all.find((one) => one.title.startsWith(title));
  return found === undefined ? `none of: ${all.map((one) => one.title).join(", ")}` : applyFix(source, found);
}

describe("extract to a name", () => {
  test("puts the part on a line above", () => {
    expect(after("x = 2\ny = «(x + 1)» * x\n", "Extract to a name")).toBe(
      "x = 2\nvalue = x + 1\ny = value * x\n",
    );
    expect(after("x = 2\nvalue = 3\ny = exp(« x * value » + 1)\n", "Extract to a name")).toBe(
      "x = 2\nvalue = 3\nvalue2 = x * value\ny = exp( value2  + 1)\n",
    );
  });

  test("needs no brackets any more", () => {
    expect(after("x = 2\ny = x * («x + 1»)\n", "Extract to a name")).toBe(
      "x = 2\nvalue = x + 1\ny = x * value\n",
    );
  });

  test("stays in its block, and on its line behind a semicolon", () => {
    expect(after("def f(x):\n    return «x * x» + 1\ny = f(2)\n", "Extract to a name")).toBe(
      "def f(x):\n    value = x * x\n    return value + 1\ny = f(2)\n",
    );
    expect(after("x = 2; y = 1 + «x * x»\n", "Extract to a name")).toBe(
      "x = 2; value = x * x; y = 1 + value\n",
    );
  });

  test("keeps lines that go on together", () => {
    expect(after("x = 2\ny = exp(1 + «x *\n    x»)\n", "Extract to a name")).toBe(
      "x = 2\nvalue = (x *\n    x)\ny = exp(1 + value)\n",
    );
  });

  test("is not offered for what is a name already, or a part of no expression", () => {
    expect(after("x = 2\ny = 1 + «x»\n", "Extract to a name")).toMatch(/^none of/);
    expect(after("x = 2\ny = 1 «+ x»\n", "Extract to a name")).toMatch(/^none of/);
    expect(after("x = 2\ny = «x * x»\n", "Extract to a name")).toMatch(/^none of/);
  });
});

test("a byte order mark stays the first", () => {
  const marked = (text: string, part: string): readonly string[] => {
    const view = viewOf(text);
    const start = text.indexOf(part);
    return refactoringsAt(view, { start, end: start + part.length }).map((one) => applyFix(text, one));
  };
  for (const [text, part] of [
    ["y = exp(2 * 3) + 1\nz = y * 2\n", "2 * 3"],
    ["y = exp(2 * 3) + 1; z = y * 2\n", "exp(2 * 3)"],
    ["def f(x):\n    h = x * x\n    k = h + 2\n    return k\ny = f(2)\n", "h = x * x\n    k = h + 2"],
    ["# c\ndef f(x):\n    h = x * x\n    return h + 1\ny = f(2)\n", "h = x * x"],
  ] as const) {
    const plain = marked(text, part);
    expect(plain.length).toBeGreaterThan(0);
    expect(marked(`\uFEFF${text}`, part)).toEqual(plain.map((one) => `\uFEFF${one}`));
  }
});

describe("inline", () => {
  test("puts the formula in each place, in brackets where it needs them", () => {
    expect(after("x = 2\n$0s = x + 1\ny = s * s + s\n", "Inline s")).toBe(
      "x = 2\ny = (x + 1) * (x + 1) + (x + 1)\n",
    );
    expect(after("x = 2\ns = x * 3\ny = $0s + exp(s) # why\n", "Inline s")).toBe(
      "x = 2\ny = x * 3 + exp(x * 3) # why\n",
    );
    expect(after("x = 2\ns = -x # the sign\ny = $0s ** 2\n", "Inline s")).toBe(
      "x = 2\n# the sign\ny = (-x) ** 2\n",
    );
  });

  test("is not offered where a name in it is another one by then", () => {
    expect(after("x = 2\ns = x * x\nx = s + 1\ny = $0s * x\n", "Inline")).toMatch(/^none of/);
    expect(after("x = 2\nfor i in range(3):\n    s = x * x\n    x = $0s + 1\n", "Inline")).toBe(
      "x = 2\nfor i in range(3):\n    x = x * x + 1\n",
    );
    expect(after("x = 2\ns = x * x\nfor i in range(3):\n    x = $0s + x\n", "Inline")).toMatch(/^none of/);
  });

  test("is not offered for leaves, drawn numbers, versions, targets, and what a gradient is taken by", () => {
    expect(after("$0x = 2\ny = x * x\n", "Inline")).toMatch(/^none of/);
    expect(after("x = 2\n$0n = x * randn(3)\ny = sum(n)\n", "Inline")).toMatch(/^none of/);
    expect(after("x = 2\n$0y = x * x\ny = y + 1\nz = y\n", "Inline y")).toMatch(/^none of/);
    expect(after("x = 2\n$0y = x * x\ny.backward()\n", "Inline")).toMatch(/^none of/);
    expect(after("x = 2\n$0h = x * x\ny = h * h\ng = grad(y, h)\n", "Inline")).toMatch(/^none of/);
  });
});

describe("one line for each step, and back", () => {
  const long = "x = [[1, 2]]\nw = [[1], [2]]\ny = 3\n$0L = mean((relu(x @ w) - y) ** 2, dim=0)\n";
  const split =
    "x = [[1, 2]]\nw = [[1], [2]]\ny = 3\nt1 = x @ w\nt2 = relu(t1)\nt3 = t2 - y\nt4 = t3 ** 2\n$0L = mean(t4, dim=0)\n";

  test("splits", () => {
    expect(after(long, "Split")).toBe(split.replace("$0", ""));
  });

  test("joins", () => {
    expect(after(split, "Join")).toBe(long.replace("$0", ""));
  });

  test("leaves what is not computed in any case, and what is only numbers", () => {
    expect(after("x = 2\ny = $0x * (2 * pi) + (x + 1 if x > 3 else x)\n", "Split")).toBe(
      "x = 2\nt1 = 2 * pi\nt2 = x * t1\ny = t2 + (x + 1 if x > 3 else x)\n",
    );
    expect(after("x = 2\ny = $0x * (2 * 3)\n", "Split")).toMatch(/^none of/);
  });
});

describe("extract to a function", () => {
  test("takes what the lines read, and gives what is read of them", () => {
    expect(
      after("x = 2\nw = 3\n«h = x * w\na = relu(h)\nb = a + x»\nL = x * b\n", "Extract to a function"),
    ).toBe(
      "x = 2\nw = 3\ndef step(x, w):\n    h = x * w\n    a = relu(h)\n    b = a + x\n    return b\n\nb = step(x, w)\nL = x * b\n",
    );
  });

  test("of a loop stands before it", () => {
    expect(
      after(
        "x = 2\n# The steps.\nfor i in range(3):\n    «y = x * i\n    x = y + 1»\nL = x\n",
        "Extract to a function",
      ),
    ).toBe(
      "x = 2\ndef step(x, i):\n    y = x * i\n    x = y + 1\n    return x\n\n# The steps.\nfor i in range(3):\n    x = step(x, i)\nL = x\n",
    );
  });

  test("is not offered where a result is used inside too: that way is in no name's gradient then", () => {
    expect(after("x = 2\n«h = x * x\na = h + 1»\nL = a * h\n", "Extract to a function")).toMatch(/^none of/);
  });

  test("keeps leaves and targets in the file", () => {
    expect(after("«x = 2\ny = x * x»\n", "Extract to a function")).toMatch(/^none of/);
    expect(after("x = 2\n«y = x * x\ny.backward()»\n", "Extract to a function")).toMatch(/^none of/);
    expect(after("x = 2\n«y = x * x\nz» = y\n", "Extract to a function")).toMatch(/^none of/);
  });
});

test("where numbers are drawn nothing is taken out, put in or split: others would be drawn", () => {
  expect(after("x = [1, 2]\ny = sum(«x * 2» + randn(2))\n", "Extract to a name")).toMatch(/^none of/u);
  expect(after("x = [1, 2]\ny = sum(«dropout(x)» * x)\n", "Extract to a name")).toMatch(/^none of/u);
  expect(after("x = [1, 2]\n$0y = sum(x * 2 + randn(2))\n", "Split")).toMatch(/^none of/u);
  expect(after("x = [1, 2]\n$0a = x * 2\ny = sum(a + randn(2))\n", "Inline")).toMatch(/^none of/u);
  expect(after("x = [1, 2]\n«y = dropout(x)\nz = y * 2»\nL = sum(z)\n", "Extract to a f")).toMatch(
    /^none of/u,
  );
});

test("a line that gives no value is not extracted, nor what is trained inlined", () => {
  expect(after("x = 2\n«check(4, x)»\nL = x * x\n", "Extract to a name")).toMatch(/^none of/u);
  expect(after("x = 2\n$0y = x * x\nminimize(y, lr=0.1)\n", "Inline")).toMatch(/^none of/u);
});

test("a size is not made a param", () => {
  expect(after("$0n = 3\nx = [1, 2, 3] * ones(n)\nL = sum(x)\n", "Make n a param")).toMatch(/^none of/u);
});

test("a name of a function that nothing reads goes", () => {
  const title = "Remove h, which nothing reads";
  expect(after("def f(x):\n    $0h = exp(x)\n    return x\ny = f(1)\n", title)).toBe(
    "def f(x):\n    return x\ny = f(1)\n",
  );
  for (const other of [
    "def f(x):\n    $0h = exp(x)\n    return h\ny = f(1)\n",
    "def f(x):\n    $0h = exp(x)\n    return x\nbackward(g):\n    return g * h\ny = f(1)\n",
    "def f(x):\n    $0h = rand(2, seed=1)\n    return x\ny = f(1)\n",
    "def f(x):\n    $0h = dropout(x)\n    return x\ny = f(1)\n",
    "$0h = 1\ny = 2\n",
    "def f(x):\n    for i in range(2):\n        $0h = x * i\n    return x\ny = f(1)\n",
    "def f(x):\n    for i in range(2): $0h = x * i\n    return x\ny = f(1)\n",
  ])
    expect(after(other, title)).toMatch(/^none of/u);
});

test("one line in other words", () => {
  expect(after("$0w = [1, 2]\nL = sum(w)\n", "Make w a param")).toBe("w = param([1, 2])\nL = sum(w)\n");
  expect(after("$0w = param([1, 2])\nL = sum(w)\n", "Make")).toMatch(/^none of/);
  expect(after("w = [1, 2]\n$0y = w * 2\n", "Add")).toBe("w = [1, 2]\ny = w * 2\ny.backward(ones(2))\n");
  expect(after("w = [1, 2]\n$0y = sum(w) # done\nz = y\n", "Add")).toBe(
    "w = [1, 2]\ny = sum(w) # done\ny.backward()\nz = y\n",
  );
  expect(after("x = 2\n$0x *= x + 1\n", "Write")).toBe("x = 2\nx = x * (x + 1)\n");
  expect(after("a: [N, 2] = [[1, 2]]\n$0b = a * 2\n", "Annotate")).toBe(
    "a: [N, 2] = [[1, 2]]\nb: [N, 2] = a * 2\n",
  );
  expect(after("x = [1]\nfor i in range(2):\n    $0x = cat([x, x])\n", "Annotate")).toBe(
    "x = [1]\nfor i in range(2):\n    x: [_] = cat([x, x])\n",
  );
});

test("a function's backward block is written from its derivative", () => {
  const net = "w = [1, 2]\ny = f(w, 3)\nL = sum(y)\n";
  expect(after(`def $0f(x, k):\n    return k * x ** 2\n${net}`, "Write the backward block of f")).toBe(
    `def f(x, k):\n    return k * x ** 2\nbackward(g):\n    return g * k * 2 * x, sum(g * x ** 2, dim=0)\n${net}`,
  );
  expect(after("def $0f(x): return x * x\ny = f(3)\n", "Write the backward block of f")).toBe(
    "def f(x): return x * x\nbackward(g):\n    return 2 * g * x\ny = f(3)\n",
  );
  expect(after(`s = 2\ndef $0f(x, k):\n    return k * x * s\n${net}`, "Write the")).toMatch(/^none of/);
});

type Named = Readonly<Record<string, Numbers>>;

/** Whatever a person may select: each expression, each name, each line, and some lines in a row. */
function selectionsIn(view: View): readonly Span[] {
  const { tree } = view.analysis;
  const selections: Span[] = [];
  walkExpressions(tree, ({ span }, stmt) => {
    selections.push(span, { start: span.start, end: span.start });
    selections.push({ start: stmt.span.start, end: stmt.span.start });
  });
  tree.statements.forEach(({ span }, i) => {
    for (const last of tree.statements.slice(i, i + 3))
      selections.push({ start: span.start, end: last.span.end });
  });
  return [...new Map(selections.map((one) => [`${one.start} ${one.end}`, one])).values()];
}

/** Which names that are still there have other numbers than PyTorch gave them. */
function differing(found: PrintedResult["values"], expected: Named): readonly string[] {
  return differences(found, Object.fromEntries(Object.entries(expected).filter(([name]) => name in found)));
}

test.each(programs as unknown as readonly { id: string; source: string; values: Named; grads: Named }[])(
  "every value and gradient of $id is the same afterwards",
  ({ id, source, values, grads }) => {
    const view = viewOf(source);
    const done = new Set([source]);
    for (const selection of selectionsIn(view)) {
      for (const refactoring of refactoringsAt(view, selection)) {
        if (refactoring.title.startsWith("Add ")) continue;
        const written = applyFix(source, refactoring);
        if (done.has(written)) continue;
        done.add(written);
        const { result } = fileResult(id, written);
        const wrong = [...differing(result.values, values), ...differing(result.grads, grads)];
        const errors = analyse(written).problems.filter(({ severity }) => severity === "error");
        expect([refactoring.title, wrong, errors.map(({ message }) => message), written]).toEqual([
          refactoring.title,
          [],
          [],
          written,
        ]);
      }
    }
    expect(done.size).toBeGreaterThan(4);
  },
);
