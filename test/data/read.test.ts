/** Data files: what is read, and the sentence for what is not. */
import { expect, test } from "vitest";
import { readData } from "../../src/data/read.ts";
import type { ReadResult } from "../../src/data/result.ts";
import { toNested } from "../../src/tensor/tensor.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function shown(result: ReadResult): unknown {
  return result.kind === "data" ? toNested(result.tensor) : result.reason;
}

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
  ["a header in part", "1,b\n1,2", [[1, 2]]],
  [
    "CRLF, a BOM, blank lines, spaces and quotes",
    '\ufeffx, y\r\n"1" , 2e-3\r\n\r\n-.5,+3.\r\n',
    [
      [1, 0.002],
      [-0.5, 3],
    ],
  ],
  [
    "nan and inf",
    "nan,-inf\ninf,0",
    [
      [NaN, -Infinity],
      [Infinity, 0],
    ],
  ],
  ["one column", "1\n2", [[1], [2]]],
  ["a ragged line", "1,2\n3", "Line 2 has 1 value; the lines above have 2."],
  ["a word", "1,2\n3,setosa", 'Line 2, value 2 is "setosa", not a number.'],
  ["an empty value", "1,2\n3,", "Line 2, value 2 is nothing, not a number."],
  ["nothing", "", "The file has no line of numbers."],
  ["a header alone", "a,b\n", "The file has no line of numbers."],
])("csv: %s", (_, text, expected) => {
  expect(shown(readData("x.csv", utf8(text)))).toEqual(expected);
});

test("csv that is not UTF-8", () => {
  expect(shown(readData("x.csv", Uint8Array.of(0xff, 0xfe, 0x31)))).toBe(
    "The file is not text in UTF-8; save it as UTF-8.",
  );
});

/** A `.npy` file as numpy.lib.format writes it. */
function npy(descr: string, shape: string, elements: Uint8Array, version = 1, order = "False"): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const prefix = version === 1 ? 10 : 12;
  const padded = text.padEnd(Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix - 1) + "\n";
  const bytes = new Uint8Array(prefix + padded.length + elements.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(utf8(padded), prefix);
  bytes.set(elements, prefix + padded.length);
  return bytes;
}

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer);

test.each<[what: string, file: Uint8Array, expected: unknown]>([
  [
    "<f8",
    npy("<f8", "(2, 2)", bytesOf(Float64Array.of(1, 2, 3, 4))),
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    "Fortran order",
    npy("<f8", "(2, 3)", bytesOf(Float64Array.of(1, 4, 2, 5, 3, 6)), 1, "True"),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["a number", npy("<f8", "()", bytesOf(Float64Array.of(7))), 7],
  ["a vector", npy("<f4", "(2,)", bytesOf(Float32Array.of(0.5, -2))), [0.5, -2]],
  ["version 2", npy("<i4", "(2,)", bytesOf(Int32Array.of(-1, 5)), 2), [-1, 5]],
  ["version 3", npy("|u1", "(2,)", Uint8Array.of(0, 255), 3), [0, 255]],
  ["bools", npy("|b1", "(3,)", Uint8Array.of(0, 1, 1)), [0, 1, 1]],
  ["big-endian", npy(">i2", "(2,)", Uint8Array.of(0x01, 0x00, 0xff, 0xff)), [256, -1]],
  ["64 bits", npy("<i8", "(2,)", bytesOf(BigInt64Array.of(-3n, 4n))), [-3, 4]],
  [
    "half floats",
    npy("<f2", "(4,)", bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00))),
    [1, -2, 2 ** -24, Infinity],
  ],
  ["empty", npy("<f8", "(0, 3)", new Uint8Array(0)), []],
  [
    "complex",
    npy("<c16", "(1,)", new Uint8Array(16)),
    "The file holds complex numbers; bools, integers and floats can be loaded: np.save(path, x.astype(np.float64)).",
  ],
  [
    "objects",
    npy("|O", "(1,)", new Uint8Array(16)),
    "The file holds Python objects, which are never read; bools, integers and floats can be loaded: np.save(path, x.astype(np.float64)).",
  ],
  [
    "cut off",
    npy("<f8", "(2,)", new Uint8Array(9)),
    "The file ends 7 bytes early: its header says [2] of <f8.",
  ],
  [
    "something else",
    utf8("hello, world"),
    "This is not a .npy file: it does not start as numpy.save writes it.",
  ],
  [
    "version 9",
    npy("<f8", "(1,)", new Uint8Array(8), 9),
    "Version 9 of the .npy format is not known; numpy.save writes 1 to 3.",
  ],
])("npy: %s", (_, file, expected) => {
  expect(shown(readData("x.npy", file))).toEqual(expected);
});

test("other formats are refused by name", () => {
  expect(shown(readData("x.txt", utf8("1")))).toBe("load reads .csv and .npy files.");
});
