/** `.csv` files: numbers, headers, and the sentence and the place for what is neither. */
import { expect, test } from "vitest";
import { read, shown, utf8 } from "./reading.ts";

/** The three readings: nobody says what the first line is; it is a header; it is none. */
function readings(text: string): readonly unknown[] {
  const table = read("x.csv", utf8(text));
  if (table.kind !== "table") return [table.kind === "failed" ? table.reason : table];
  return [table.plain, table.withHeader, table.withoutHeader].map(shown);
}

const noNumbers = "The file has no line of numbers.";
const nothingBelow = "The file has no line of numbers below its first line.";

test.each<[what: string, text: string, expected: unknown]>([
  [
    "numbers",
    "1,2\n3,4\n",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["a header", "a,b\n1,2", [[1, 2]]],
  ["a header in quotes, with a comma, a quotation mark and line breaks", '"a,""x","\r\nb"\n1,2', [[1, 2]]],
  ["a header of quoted numbers", '"2019","2020"\n1,2', [[1, 2]]],
  ["a header with empty cells", "a,,\n1,2,3", [[1, 2, 3]]],
  ["a header of other length", "a,b,c\n1,2\n", [[1, 2]]],
  ["no line break at the end", "1\n2", [[1], [2]]],
  [
    "lone CR",
    "a,b\r1,2\r\r3,4",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    "CRLF, a BOM, blank lines, spaces and quotes",
    '\ufeffx, y\r\n"1" , 2e-3\r\n\r\n-.5,+3.\r\n \r\n\u00a0\r\n',
    [
      [1, 0.002],
      [-0.5, 3],
    ],
  ],
  [
    "nan and inf are numbers, in the first line too",
    "nan,-inf\ninf,0\nNaN,+Infinity\n-nan,INF",
    [
      [NaN, -Infinity],
      [Infinity, 0],
      [NaN, Infinity],
      [NaN, Infinity],
    ],
  ],
  [
    "what Python's float() takes",
    "+3,1e5,1E-5,00012,.5e1,5.,1e400,-0,1e-400",
    [[3, 1e5, 1e-5, 12, 5, 5, Infinity, -0, 0]],
  ],
  [
    "numbers to the last digit",
    "0.1,0.30000000000000004,123456789012345,9007199254740993,1.7976931348623157e308,5e-324,2.5000000000000001,0.000000000000001",
    [
      [
        0.1, 0.30000000000000004, 123456789012345, 9007199254740992, 1.7976931348623157e308, 5e-324, 2.5,
        1e-15,
      ],
    ],
  ],
  ["one column", "1\n2", [[1], [2]]],
  ["nothing", "", noNumbers],
  ["blank lines", "\n \r\n\t\n", noNumbers],
  ["a byte order mark alone", "\ufeff", noNumbers],
  ["a header alone", "a,b\n", nothingBelow],
  ["a ragged line", "1,2\n3", "Line 2 has 1 value; the lines above have 2."],
  ["a ragged line below a header", "a,b\n1,2\n\n3,4,5", "Line 4 has 3 values; the lines above have 2."],
  ["a comma too many", "1,2\n3,4,", "Line 2, column 5: value 3 is nothing, not a number."],
  ["a word", "1,2\n3,setosa", 'Line 2, column 3: value 2 is "setosa", not a number.'],
  ["an empty value", "1,2\n3,", "Line 2, column 3: value 2 is nothing, not a number."],
  ["an empty value between others", "1,2,3\r\n4,  ,6", "Line 2, column 5: value 2 is nothing, not a number."],
  ["a quoted word", '1,2\n3, "a b"', 'Line 2, column 4: value 2 is "a b", not a number.'],
  ["a long one", `1\n${"x".repeat(50)}`, `Line 2, column 1: value 1 is "${"x".repeat(19)}…", not a number.`],
  ["columns behind other letters", "a\n1\n1é😀\n", 'Line 3, column 1: value 1 is "1é😀", not a number.'],
  ["a line break in a quoted value", '1,2\n"3\n4",5', 'Line 2, column 1: value 1 is "3 4", not a number.'],
  [
    "lines behind a line break in a header",
    '"a\nb",c\n1,x',
    'Line 3, column 3: value 2 is "x", not a number.',
  ],
  [
    "more behind a closing quotation mark",
    'a\n1\n"1"2',
    'Line 3, column 1: value 1 is ""1"2", not a number.',
  ],
  [
    "a quotation mark within a value",
    'size,n\n5" pipe,1',
    'Line 2, column 1: value 1 is "5" pipe", not a number.',
  ],
  [
    "a quotation mark that nothing closes",
    '1,2\n3,"4\n5,6',
    "Line 2, column 3: a quotation mark opens here, and none closes it.",
  ],
  [
    "one in the first line",
    '"1,2\n3,4',
    "Line 1, column 1: a quotation mark opens here, and none closes it.",
  ],
])("%s", (_, text, expected) => {
  expect(readings(text)[0]).toEqual(expected);
});

const bySign = (line: number, sign: string): string =>
  `In line ${line}, ${sign} stand between the values. Save the file with commas between them, and with points in the numbers.`;

test.each<[text: string, expected: string]>([
  ["1;2\n3;4", bySign(1, "semicolons")],
  ["a;b\n1;2", bySign(2, "semicolons")],
  ["1,5;2,5\n3,5;4,5", bySign(1, "semicolons")],
  ["a;b\n1;setosa", bySign(2, "semicolons")],
  ["1\t2\n3\t4", bySign(1, "tabs")],
  ["a\tb\n1\t2", bySign(2, "tabs")],
  ["1 2\n3 4", bySign(1, "spaces")],
  ["a b\n1  2", bySign(2, "spaces")],
])("other marks than commas between values are named: %j", (text, expected) => {
  expect(readings(text)[0]).toBe(expected);
});

const unclear = " If this line is a header, write header=True behind the path.";

test.each<[text: string, mistake: string]>([
  ["1,b\n1,2", 'Line 1, column 3: value 2 is "b", not a number.'],
  ["1,\n1,2", "Line 1, column 3: value 2 is nothing, not a number."],
  [",0\n1,2", "Line 1, column 1: value 1 is nothing, not a number."],
  ["\n,0,1\n1,2", "Line 2, column 1: value 1 is nothing, not a number."],
  ["NA,1\n1,2", 'Line 1, column 1: value 1 is "NA", not a number.'],
  ["1,2x\n1,2", 'Line 1, column 3: value 2 is "2x", not a number.'],
  ["1,?\n1,2", 'Line 1, column 3: value 2 is "?", not a number.'],
  ["0x10,1\n1,2", 'Line 1, column 1: value 1 is "0x10", not a number.'],
  ["nan,x\n1,2", 'Line 1, column 5: value 2 is "x", not a number.'],
  ["1_000,1\n1,2", 'Line 1, column 1: value 1 is "1_000", not a number.'],
  ['"a\nb",1\n1,2', 'Line 1, column 1: value 1 is "a b", not a number.'],
])("a first line that is half numbers is no header until somebody says so: %j", (text, mistake) => {
  expect(readings(text)).toEqual([mistake + unclear, [[1, 2]], mistake]);
  expect(read("x.csv", utf8(text))).toMatchObject({ isUnclear: true });
});

test.each<[text: string, expected: readonly unknown[]]>([
  [
    "1,2\n3,4",
    [
      [
        [1, 2],
        [3, 4],
      ],
      [[3, 4]],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ],
  ["a,b\n3,4", [[[3, 4]], [[3, 4]], 'Line 1, column 1: value 1 is "a", not a number.']],
  [
    '"1","2"\n3,4',
    [
      [[3, 4]],
      [[3, 4]],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ],
  ["1,2", [[[1, 2]], nothingBelow, [[1, 2]]]],
  [
    "1,2,3\n4,5",
    [
      "Line 2 has 2 values; the lines above have 3.",
      [[4, 5]],
      "Line 2 has 2 values; the lines above have 3.",
    ],
  ],
  ["1;2\n4,5", [bySign(1, "semicolons"), [[4, 5]], bySign(1, "semicolons")]],
])("%j is read without a word, with header=True, with header=False", (text, expected) => {
  expect(readings(text)).toEqual(expected);
  expect(read("x.csv", utf8(text))).toMatchObject({ isUnclear: false });
});

test("bytes that are not UTF-8", () => {
  const reason = "The file is not text in UTF-8; save it as UTF-8.";
  expect(read("x.csv", Uint8Array.of(0xff, 0xfe, 0x31))).toEqual({ kind: "failed", reason });
  expect(read("x.csv", Uint8Array.of(0x31, 0x0a, 0xe9))).toMatchObject({ plain: { kind: "failed", reason } });
});

test("a number is what JavaScript reads, however many digits it has", () => {
  let state = 1;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const cells = Array.from({ length: 2000 }, () => {
    const digits = Array.from({ length: 1 + random(20) }, () => random(10)).join("");
    const point = random(digits.length + 1);
    return `${["", "-", "+"][random(3)]!}${digits.slice(0, point)}.${digits.slice(point)}${["", "e5", "E-12"][random(3)]!}`;
  });
  expect(readings(cells.join(","))[0]).toEqual([cells.map(Number)]);
});

test("numbers that would take more than there is room for are refused before there are any", () => {
  expect(read("x.csv", utf8("1,2\n".repeat(100_000)), 2 ** 20)).toEqual({
    kind: "failed",
    reason:
      "Its 200001 numbers would take 1.53 MB, and 1.00 MB are left of what a run and its files may take.",
  });
});
