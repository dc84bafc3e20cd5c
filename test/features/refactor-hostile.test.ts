/** Every rewriting of programs that are hard to write anew: no number is another one then, and no mistake is made. */
import { expect, test } from "vitest";
import type { Span } from "../../src/base/span.ts";
import { refactoringsAt } from "../../src/features/refactor/index.ts";
import type { Stmt } from "../../src/syntax/tree.ts";
import { childStatements, walkExpressions, walkStatements } from "../../src/syntax/walk.ts";
import { analyse, viewOf } from "../check.ts";
import { fileResult, type PrintedResult } from "../file-result.ts";
import { differences, type Numbers } from "../golden/differences.ts";
import { applyFix } from "../syntax/apply-fix.ts";

/** Names that are taken or shadowed, comments, tabs, CRLF, semicolons, blocks on one line, drawn numbers, lines that go on. */
const programs: readonly string[] = [
  "x = [1, 2]\na = exp(x) * 2\ny = sum(exp(a) * randn(2) * relu(x))\ns = x * 2 + randn(2)\nt = s * 3\nL = sum(t) * y\n",
  "def f(x):\n    a = relu(x) * 2\n    y = a * dropout(exp(x)) + exp(a)\n    z = relu(y) * dropout(relu(x))\n    return z\nx = [1, 2]\nL = sum(f(x) * f(x))\n",

  "x = [1, 2]\ny = sum(dropout(x * 2) * x) + sum(dropout(x))\n",
  "x = [1, 2]\ny = sum(x * randn(2)) + sum(rand(2) * 2)\nz = y * sum(randn(2))\n",
  "def f(x):\n    h = dropout(x * 2)\n    return h * x\nx = [1, 2]\ny = sum(f(x) + f(x * 2))\n",
  "x = [1, 2]\nfor i in range(2):\n    x = x * randn(2) + i\nL = sum(x)\n",

  "x = 2\ny = ones(3) * (x * x)\n",
  "x = 2; y = x * x; z = y + 1 # c\nL = z * y\n",
  "x = 2\r\n# the\r\ny = x * (x + 1) # c\r\nL = y * y\r\nL.backward()\r\n",
  "def f(x): return x * x + 1\ny = f(2)\n",
  "def f(x):\n\th = x * x\n\tk = h + 1\n\treturn k * h\ny = f(2)\n",
  "def f(x, k=1 + 2):\n    h = k * x # note\n    return exp(h)\n\ny = f(2)\nz = f(3, 2)\nL = y * z\n",
  "x = 2\nfor i in range(3):\n    y = x * i\n    x = y + 1\nL = x * x\n",
  "x = 2\nfor i in range(1 + 2): x = x * x + i\nL = x\n",
  "def f(x):\n    for i in range(3):\n        h = x * i\n    return x\ny = f(2)\n",
  "def f(x):\n    for i in range(3): h = x * i\n    return x\ny = f(2)\n",
  "def f(x):\n    a: [N, 2] = x\n    b: [N, 2] = x * 2\n    return b\ny = sum(f(ones(3, 2)))\n",
  "value = 1\nstep = 2\nt1 = 3\nx = value * (step + t1) + 2\n",
  "x = [1, 2]\ny = sum(x * 2 + (x * 3 if True else x))\n",
  "x = [1, 2]\nw = x\nw += x * 2\nw *= w + 1\nL = sum(w)\n",
  "x = 3\nx -= 1 - x\nx /= 2 if True else 1\nx **= 2\ny = x\n",
  "x = 2\ny = x * 3\nz = grad(y * y, x) + y\nL = z * z\n",
  "x = 2\ny = x * 3\ncheck(6, x)\nL = y * y\n",
  "def f(x):\n    s = x * x\n    return s\nbackward(g):\n    t = g * 2\n    return t * x\ny = f(3)\n",
  "def f(x):\n    s = x * x\n    u = s + x\n    return u, s\na, b = f(3)\nL = a * b\n",
  "x = 2\ny = -x ** 2\nz = (y + 1) * -y\nL = z - (x - y)\n",
  "x = [[1, 2], [3, 4]]\ny = x[0] @ x[1]\nz = (x @ x)[0, 1]\nv = (x * 2).T\nL = sum(v) * z + y\n",
  "x = [1, 2, 3]\nv, i = topk(x * 2, 2)\nL = sum(v * 2)\n",
  "x = 2\ny = (x +\n     1) * 3 # c\nz = exp(\n    y, # arg\n)\nL = z\n",
  "x₁ = 2\nŷ = x₁ * (x₁ + 1) # 😀\nL = ŷ * ŷ\n",
  "def g(a):\n    return a * a\ndef f(a):\n    b = g(a) + a\n    c = b * 2\n    return c + b\nx = 2\ny = f(x) + g(x)\n",
  "k = 2\ndef f(a):\n    b = a * k\n    c = b * b\n    return c\nx = 2\ny = f(x)\n",
  "x = 2\ny = x * x\nz = y + 1\ny = z * 2\nL = y + z\n",
  "x = randn(2, seed=1)\ny = x * 2\nz = sum(y)\n",
  "x = randn(2)\nn = randn(2)\ny = x * 2 + n\nz = sum(y)\n",
  "x = 2\nn = 2 + 1\ny = zeros(n) + x\nz = sum(y)\n",
  "\ufeffx = 2\ny = x * (x + 1)",
  "x = 2\na = x * 3\nfor i in range(2):\n    b = a + i\n    x = b * x\n# end\nL = x * a\n",
  "L2 = 3\nx = 1\nfor i in range(3):\n\tx += i * x # c\n\n\ty = x\nL = y * x\n",
  "pi = 3\nx = pi * 2\ny = x * pi\n",
  "x = 2\nsum = x * 3\ny = sum * sum\n",
  "x = 1\ndef f(x):\n    y = x + 1\n    x = y * 2\n    z = x * y\n    return z + x\na = f(x)\nb = a * f(2)\n",
  "x = param(2)\ny = x.exp()\nz = y.sum().sqrt()\nL = z * where(x > 1, x, y)\n",
  "x = [1, 2, 3]\nk = [0, 2]\ny = x[k] * 2\nL = sum(y)\n",
  "x = [1, 2, 3]\nn = 2\ny = x[n] * 2\nz = x[:n]\nw = reshape(x, n + 1)\nL = y + sum(z) + sum(w)\n",
  "x = 2\n# before\ny = x * 3 # behind y\n\n# lead\nz = y + 1 # behind z\nL = z * y # end\n",
  "def f(x, w):\n    # forward\n    h = x @ w # product\n\n    a = relu(h) # gate\n    return sum(a)\n\n# data\nx = [[1, 2]]\nw = [[1], [2]]\nL = f(x, w)\nL.backward()\n",
  "x = 2\nfor i in range(2):\n    for j in range(2):\n        y = x * i + j\n        x = y + 1 # in\n    z = x * 2\nL = z * x\n",
  "x = 3\nfor i in range(3):\n    t = x * x; u = t + i\n    x = u / 2\nL = x\n",
  "x = 2\ny = x * x; L = y * y; L.backward()\n",
  "def f(x):\n    h = x * x; k = h + 1\n    return k\ny = f(2); z = f(y)\n",
  "x = [1, 2]\ny = sum(\n    x *\n    x\n) + 1\nz = (\n    y\n    * 2\n)\nL = z * y\n",
  "a = 2\nb = a * 3\ndef f(a):\n    c = b * a\n    return c\nd = f(b)\nL = d * b\n",
  "x = 2\ny = x * 2\ndef f(a):\n    return a * y\nz = f(x) + y\ny = z * 2\nL = y\n",
  "x = 2\nf = x * 3\ndef f2(f):\n    return f * f\nL = f2(f)\n",
  "x = 2\ny = detach(x * x) * x\nz = y * (x * x)\nL = z\n",
  "x = [1, 2]\ny = dropout(x * 2)\nz = y * 3\nL = sum(z)\n",
  "x: [N] = [1, 2]\ny: [N] = x * 2\nz: [N] = y + x\nL = sum(z)\n",
  "x = 2\ny = x * 2 if 1 > 0 else x\nz = y ** -x\nL = -z ** 2\n",
  "x = 2\ny = not (x > 1)\nz = where(y, x, x * x)\nL = z * z\n",
  "x = 2\nL = (x + 1) * (x + 1)\nJ = jacobian(L * x, x)\nH = hessian(L, x)\n",
  "x = [2, 3]\ny = x * x\ny.backward([1, 2] * 2)\n",
  "x = 2\r\nfor i in range(3):\r\n\ty = x * i # a\r\n\tx = y + 1\r\n\r\nL = x * x\r\n",
  "def f(x):\r\n\th = x * x # sq\r\n\tk = h + x\r\n\treturn k * h\r\nx = 3\r\ny = f(x)\r\nL = y * y",
  "x = 2\ny = x * x\nminimize(y, lr=0.1)\n",
];

type Named = PrintedResult["values"];

/** Of what was there before, what has another number now. */
function differing(after: Named, before: Named): readonly string[] {
  const kept = Object.entries(before).filter(([name]) => name in after);
  return differences(after, Object.fromEntries(kept) as Readonly<Record<string, Numbers>>);
}

/** Whatever a person may select: each expression, each name, each line, and some lines in a row. */
function selectionsIn(statements: readonly Stmt[]): readonly Span[] {
  const found: Span[] = [];
  const caret = (start: number): number => found.push({ start, end: start });
  const rows = (block: readonly Stmt[]): void =>
    block.forEach(({ span }, i) => {
      for (const last of block.slice(i, i + 4)) found.push({ start: span.start, end: last.span.end });
    });
  walkExpressions(statements, ({ span }) => {
    found.push(span);
    caret(span.start);
  });
  rows(statements);
  walkStatements(statements, (stmt) => {
    caret(stmt.kind === "def" ? stmt.name.span.start : stmt.span.start);
    rows(childStatements(stmt));
  });
  return [...new Map(found.map((one) => [`${one.start} ${one.end}`, one])).values()];
}

test.each(programs)("%j", (source) => {
  const view = viewOf(source);
  const { statements } = view.analysis.tree;
  expect(view.analysis.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const before = fileResult("file.grad", source).result;
  const done = new Set([source]);
  for (const selection of selectionsIn(statements)) {
    for (const refactoring of refactoringsAt(view, selection)) {
      const written = applyFix(source, refactoring);
      if (done.has(written)) continue;
      done.add(written);
      const { result } = fileResult("file.grad", written);
      const isSame = !refactoring.title.startsWith("Add ");
      expect({
        title: refactoring.title,
        written,
        mistakes: analyse(written).problems.filter(({ severity }) => severity === "error"),
        values: isSame ? differing(result.values, before.values) : [],
        gradients: isSame ? differing(result.grads, before.grads) : [],
        lost: isSame
          ? Object.keys(before.grads).filter((name) => name in result.values && !(name in result.grads))
          : [],
        breaks: source.includes("\r\n") ? /(?<!\r)\n/u.test(written) : written.includes("\r"),
      }).toEqual({
        title: refactoring.title,
        written,
        mistakes: [],
        values: [],
        gradients: [],
        lost: [],
        breaks: false,
      });
    }
  }
});
