/** `load`, and what it says of a first line: `header=True` skips it, `header=False` reads it, and without a word it has to be clear. */
import { expect, test } from "vitest";
import { createAnalyser, PLAIN_REQUEST, type Analysis } from "../../src/analysis.ts";
import type { SourceEntry } from "../../src/data/entry.ts";
import { createEngine, runAnalysis } from "../../src/run.ts";
import { toNested } from "../../src/tensor/tensor.ts";
import { read, utf8 } from "../data/reading.ts";

const npy = "\x93NUMPY\x01\x00\x37\x00{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}\x07";

const sources: ReadonlyMap<string, SourceEntry> = new Map<string, SourceEntry>([
  ["names.csv", read("names.csv", utf8("a,b\n1,2\n"))],
  ["numbers.csv", read("numbers.csv", utf8("1,2\n3,4\n"))],
  ["half.csv", read("half.csv", utf8("1,b\n1,2\n"))],
  [
    "x.npy",
    read(
      "x.npy",
      Uint8Array.from(npy, (letter) => letter.charCodeAt(0)),
    ),
  ],
  ["lib.grad", { kind: "text", text: 'x = load("half.csv")\n' }],
]);

const analyse = (text: string): Analysis => createAnalyser().analyse(text, 1, { ...PLAIN_REQUEST, sources });

function valueOf(text: string): unknown {
  const analysis = analyse(text);
  expect(analysis.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const numbers = runAnalysis(createEngine(), analysis, 1e9).numbers;
  const value = analysis.program.bindings.at(-1)?.value;
  const tensor = value === undefined ? undefined : numbers.tensor(value);
  return tensor === undefined ? undefined : toNested(tensor);
}

test.each<[call: string, expected: unknown]>([
  ['load("names.csv")', [[1, 2]]],
  ['load("names.csv", header=None)', [[1, 2]]],
  ['load("names.csv", header=True)', [[1, 2]]],
  ['load("numbers.csv", header=True)', [[3, 4]]],
  [
    'load("numbers.csv", header=False)',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['load("numbers.csv", header=len(zeros(2)) == 2)', [[3, 4]]],
  ['"half.csv".load(header=True)', [[1, 2]]],
  ['load("x.npy")', [7]],
  ['load("x.npy", header=None)', [7]],
])("%s", (call, expected) => {
  expect(valueOf(`x = ${call}`)).toEqual(expected);
});

const unclear =
  'half.csv cannot be read. Line 1, column 3: value 2 is "b", not a number. If this line is a header, write header=True behind the path.';

test.each([
  ['x = load("half.csv")', unclear],
  [
    'x = load("half.csv", header=False)',
    'half.csv cannot be read. Line 1, column 3: value 2 is "b", not a number.',
  ],
  [
    'x = load("names.csv", header=False)',
    'names.csv cannot be read. Line 1, column 1: value 1 is "a", not a number.',
  ],
  [
    'x = load("x.npy", header=True)',
    "x.npy cannot be read. A .npy file has no header line: leave header out.",
  ],
  ['x = load("numbers.csv", header=1)', "load needs True or False for header, not a number."],
  ['x = load("numbers.csv", True)', "load takes at most 1 argument, load(path, header=None); 2 were given."],
  ['x = load("numbers.csv", heder=True)', "load has no argument heder. Did you mean header?"],
  ['a = 1\nx = load("numbers.csv", header=a > 0)', undefined],
  ['from "lib.grad" import x', `lib.grad, line 1: ${unclear}`],
])("%j says what is wrong", (text, message) => {
  const { problems } = analyse(text);
  expect(problems.filter(({ severity }) => severity === "error").map((problem) => problem.message)).toEqual(
    message === undefined ? [] : [message],
  );
});

test("the repair skips the line, in the file that is checked alone", () => {
  const after = (text: string): string => {
    const edits = analyse(text).problems.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    return edits.reduce(
      (now, { span, text: own }) => now.slice(0, span.start) + own + now.slice(span.end),
      text,
    );
  };
  expect(after('x = load("half.csv")')).toBe('x = load("half.csv", header=True)');
  expect(after('x = load("half.csv",)')).toBe('x = load("half.csv", header=True,)');
  expect(valueOf(after('x = load("half.csv",)'))).toEqual([[1, 2]]);
  for (const text of ['x = load("half.csv", header=False)', 'from "lib.grad" import x'])
    expect(after(text)).toBe(text);
});
