/** However long, deep or wide a line or a file is, it is read and run, or refused with one problem that says what to do. */
import { describe, expect, test, vi } from "vitest";
import { analyse } from "./check.ts";
import { useAll } from "./use.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Makes a text of a size; what is wrong with it up to 64, below the limits, and far above them. */
type Construct = readonly [name: string, make: (n: number) => string, small: string, large: string];

const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join("");
const within = (open: string, inner: string, close: string, n: number): string =>
  open.repeat(n) + inner + close.repeat(n);
const functions = (n: number, body: (call: string) => string): string =>
  `def f0(x): return x * 0.9\n${lines(n, (i) => `def f${i + 1}(x): return ${body(`f${i}(x)`)}\n`)}y = f${n}(2)\n`;
const blocks = (n: number, header: (i: number) => string): string =>
  `x = 1\n${lines(n, (i) => `${" ".repeat(i)}${header(i)}:\n`)}${" ".repeat(n)}x = x * 2\ny = x\n`;

const constructs: readonly Construct[] = [
  ["attributes", (n) => `x = ones(2, 2)\ny = sum(x${".T".repeat(n)})\n`, "", "too-deep"],
  ["methods", (n) => `x = 2\ny = x${".tanh()".repeat(n)}\n`, "", "too-deep"],
  ["methods of the library", (n) => `x = [2]\ny = sum(x${".reshape(1)".repeat(n)})\n`, "", "too-deep"],
  ["slices", (n) => `x = ones(3)\ny = sum(x${"[0:]".repeat(n)})\n`, "", "too-deep"],
  ["shapes", (n) => `x = ones(3)\ny = sum(x${".shape".repeat(n)})\n`, "", "too-deep"],
  ["names of modules", (n) => `x = 2\ny = ${"torch.".repeat(n)}exp(x)\n`, "module-prefix", "module-prefix"],
  ["undefined objects", (n) => `y = z${".exp()".repeat(n)}\n`, "undefined-name", "too-deep"],
  ["brackets", (n) => `y = ${within("(", "1", ")", n)}\n`, "", "too-deep"],
  ["gates of sums", (n) => `y = ${within("tanh(1 + ", "2", ")", n)}\n`, "", "too-deep"],
  ["functions of sums", (n) => `y = ${within("softmax(1 + ", "[2]", ", 0)", n)}[0]\n`, "", "too-deep"],
  ["sums in brackets", (n) => `a = 1\ny = ${within("a + (", "a", ")", n)}\n`, "", "too-deep"],
  [
    "comparisons in brackets",
    (n) => `a = 1\ny = ${within("where(a < ", "a", ", a, a)", n)}\n`,
    "",
    "too-deep",
  ],
  ["choices", (n) => `a = 1\ny = a${" if False else a".repeat(n)}\n`, "", "too-deep"],
  ["signs", (n) => `a = 1\ny = ${"-".repeat(n)}a\n`, "", "too-deep"],
  ["powers", (n) => `a = 1\ny = a${" ** a".repeat(n)}\n`, "", "too-deep"],
  ["sums", (n) => `a = 1\ny = a${" + a".repeat(n)}\n`, "", ""],
  ["comparisons", (n) => `a = 1\ny = sum(where(a${" < a".repeat(n)}, 1, 2))\n`, "no-gradient", "no-gradient"],
  ["bindings in a row", (n) => `${"x = ".repeat(n)}1\n`, "chained-binding", "chained-binding"],
  ["numbers", (n) => `x = [${"1, ".repeat(n)}]\ny = sum(x)\n`, "", ""],
  ["lists of numbers", (n) => `y = sum(${within("[", "1", "]", n)})\n`, "", "too-deep"],
  ["lists of names", (n) => `a = 1\ny = sum(${within("[", "a", "]", n)})\n`, "", "too-deep"],
  ["lists line by line", (n) => `x = 1\n${"x = [x]\n".repeat(n)}y = sum(x)\n`, "", "too-many-dimensions"],
  ["sizes", (n) => `y = sum(zeros(${Array(n).fill(1).join(", ")}))\n`, "", "too-many-dimensions"],
  ["sizes in a list", (n) => `y = sum(zeros([${"1, ".repeat(n)}]))\n`, "", "too-many-dimensions"],
  ["new dimensions", (n) => `x = 1\ny = sum(x[${"None, ".repeat(n)}])\n`, "", "too-many-dimensions"],
  ["expanded sizes", (n) => `x = 1\ny = sum(x.expand(${"1, ".repeat(n)}))\n`, "", "too-many-dimensions"],
  ["loops", (n) => blocks(n, (i) => `for i${i} in range(1)`), "", "too-deep"],
  ["blocks of Python", (n) => blocks(n, () => "if x"), "if-statement", "if-statement"],
  ["functions of functions", (n) => functions(n, (call) => call), "", "calls-too-deep"],
  ["functions in sums", (n) => functions(n, (call) => `1 + (${call})`), "", "calls-too-deep"],
  ["functions of attributes", (n) => functions(n, (call) => `${call}.T`), "", "calls-too-deep"],
  ["lines", (n) => `y = 1\n${"y = y * 1.01\n".repeat(n)}`, "", "exploding"],
  ["lines of tensors", (n) => `x = ones(2)\n${"x = tanh(x)\n".repeat(n)}sum(x).backward()\n`, "", ""],
  ["lines of names", (n) => `x0 = 2\n${lines(n, (i) => `x${i + 1} = x${i}\n`)}y = x${n} * 2\n`, "", ""],
  ["statements on a line", (n) => `y = 1${"; y = y * 1.01".repeat(n)}\n`, "", "exploding"],
  ["turns", (n) => `y = 1\nfor i in range(${n}):\n    y = y * 1.01\n`, "", "exploding"],
  [
    "turns with a backward block",
    (n) => `def f(x): return x * 1.01\nbackward(g): return g * 1.01\ny = 1\nfor i in range(${n}): y = f(y)\n`,
    "",
    "exploding",
  ],
];

const SIZES = [3, 64];
const LARGE = [2_000];

/** Where something may stand: at the edges and in the middle. */
function places(text: string): readonly number[] {
  const { length } = text;
  return [
    0,
    text.indexOf("="),
    text.lastIndexOf("y ="),
    length >> 2,
    length >> 1,
    (length >> 1) + 1,
    length - 3,
  ];
}

describe.each(constructs)("%s", (_, make, small, large) => {
  test.each(SIZES)("%i of them", (n) => {
    const text = make(n);
    expect(useAll(text, places(text))).toEqual(small === "" ? [] : [small]);
  });

  test.each(LARGE)("%i of them", (n) => {
    const text = make(n);
    expect(useAll(text, places(text))).toEqual(large === "" ? [] : [large]);
  });
});

test("what is too deep on one line does not hide the rest of the file", () => {
  const { problems, program } = analyse(`a = 1\nb = a${".exp()".repeat(500)}\nc = a * 2\nc.backward()\n`);
  expect(problems.map(({ code, span }) => [code, span.start < 800])).toEqual([["too-deep", true]]);
  expect(program.target?.text).toBe("c");
});

test("64 dimensions are as many as there can be", () => {
  const { problems } = analyse(`x = zeros([${"1, ".repeat(64)}])\ny = x[None]\n`);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    [
      "too-many-dimensions",
      "This would have 65 dimensions, and a tensor has at most 64: join some of them into one, as with reshape.",
    ],
  ]);
});
