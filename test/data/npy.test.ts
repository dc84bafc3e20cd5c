/** `.npy` files: what NumPy reads of plain numbers is read, and what it refuses is refused; its verdicts are NumPy 2.4's. */
import { expect, test } from "vitest";
import { readData } from "../../src/data/read.ts";
import { atOnce } from "../../src/data/steps.ts";
import { read, shown, utf8 } from "./reading.ts";

/** A `.npy` file as numpy.lib.format writes it, with this header. */
function file(header: string, elements: Uint8Array, version: readonly [number, number] = [1, 0]): Uint8Array {
  const prefix = version[0] === 1 ? 10 : 12;
  const padded = header.padEnd(Math.ceil((prefix + header.length + 1) / 64) * 64 - prefix - 1) + "\n";
  const bytes = new Uint8Array(prefix + padded.length + elements.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, ...version]);
  const view = new DataView(bytes.buffer);
  if (version[0] === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(
    Uint8Array.from(padded, (letter) => letter.charCodeAt(0)),
    prefix,
  );
  bytes.set(elements, prefix + padded.length);
  return bytes;
}

function npy(descr: string, shape: string, elements: Uint8Array, version = 1, order = "False"): Uint8Array {
  return file(`{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`, elements, [
    version,
    0,
  ]);
}

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer);

function numbersOf(bytes: Uint8Array): unknown {
  const result = read("x.npy", bytes);
  if (result.kind === "table") throw new Error("a .npy file has no lines");
  return shown(result);
}

const convert = `bools, integers and floats can be loaded: np.save("x.npy", x.astype("float64")).`;

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
  [
    "Fortran order of three dimensions",
    npy(
      "|u1",
      "(2, 3, 2)",
      Uint8Array.from({ length: 12 }, (_, i) => i),
      1,
      "True",
    ),
    [
      [
        [0, 6],
        [2, 8],
        [4, 10],
      ],
      [
        [1, 7],
        [3, 9],
        [5, 11],
      ],
    ],
  ],
  ["a number", npy("<f8", "()", bytesOf(Float64Array.of(7))), 7],
  ["a vector", npy("<f4", "(2,)", bytesOf(Float32Array.of(0.5, -2))), [0.5, -2]],
  ["version 2", npy("<i4", "(2,)", bytesOf(Int32Array.of(-1, 5)), 2), [-1, 5]],
  ["version 3", npy("|u1", "(2,)", Uint8Array.of(0, 255), 3), [0, 255]],
  ["bools", npy("|b1", "(3,)", Uint8Array.of(0, 1, 1)), [0, 1, 1]],
  ["signed bytes", npy("|i1", "(2,)", Uint8Array.of(127, 128)), [127, -128]],
  ["big-endian", npy(">i2", "(2,)", Uint8Array.of(0x01, 0x00, 0xff, 0xff)), [256, -1]],
  ["big-endian floats", npy(">f4", "(1,)", Uint8Array.of(0x3f, 0x80, 0, 0)), [1]],
  ["unsigned", npy("<u2", "(1,)", Uint8Array.of(0xff, 0xff)), [65535]],
  ["unsigned of 32 bits", npy("<u4", "(1,)", Uint8Array.of(0xff, 0xff, 0xff, 0xff)), [4294967295]],
  ["64 bits", npy("<i8", "(2,)", bytesOf(BigInt64Array.of(-3n, 4n))), [-3, 4]],
  ["unsigned of 64 bits", npy("<u8", "(1,)", bytesOf(BigUint64Array.of(2n ** 63n))), [2 ** 63]],
  [
    "half floats",
    npy("<f2", "(4,)", bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00))),
    [1, -2, 2 ** -24, Infinity],
  ],
  ["no order of bytes", npy("f8", "(1,)", bytesOf(Float64Array.of(2))), [2]],
  ["the machine's order of bytes", npy("=f8", "(1,)", bytesOf(Float64Array.of(2))), [2]],
  ["empty", npy("<f8", "(0, 3)", new Uint8Array(0)), []],
  ["more behind the numbers", npy("|u1", "(1,)", Uint8Array.of(1, 2, 3)), [1]],
  [
    "cut off",
    npy("<f8", "(2,)", new Uint8Array(9)),
    "The file ends 7 bytes early: its header says [2] of <f8.",
  ],
  ["complex", npy("<c16", "(1,)", new Uint8Array(16)), `The file holds complex numbers; ${convert}`],
  ["text", npy("<U4", "(1,)", new Uint8Array(16)), `The file holds text; ${convert}`],
  [
    "objects",
    npy("|O", "(1,)", new Uint8Array(16)),
    `The file holds Python objects, which are never read; ${convert}`,
  ],
  ["dates", npy("<M8[ns]", "(1,)", new Uint8Array(16)), `The file holds values of type <M8[ns]; ${convert}`],
  ["long doubles", npy("<f16", "(1,)", new Uint8Array(16)), `The file holds values of type <f16; ${convert}`],
  [
    "an end too many",
    npy("<f8x", "(1,)", new Uint8Array(8)),
    `The file holds values of type <f8x; ${convert}`,
  ],
  [
    "two types",
    npy("<f8,<f8", "(1,)", new Uint8Array(16)),
    `The file holds values of type <f8,<f8; ${convert}`,
  ],
  [
    "something else",
    utf8("hello, world"),
    "This is not a .npy file: it does not start as numpy.save writes it.",
  ],
  ["nothing", new Uint8Array(0), "This is not a .npy file: it does not start as numpy.save writes it."],
  [
    "version 9",
    npy("<f8", "(1,)", new Uint8Array(8), 9),
    "Version 9.0 of the .npy format is not known; numpy.save writes 1.0, 2.0 and 3.0.",
  ],
  [
    "version 1.1",
    file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8), [1, 1]),
    "Version 1.1 of the .npy format is not known; numpy.save writes 1.0, 2.0 and 3.0.",
  ],
])("%s", (_, bytes, expected) => {
  expect(numbersOf(bytes)).toEqual(expected);
});

const elements = bytesOf(Float64Array.of(1, 2, 3, 4));
const ofShape = (shape: string): unknown => numbersOf(npy("<f8", shape, elements));

test.each<[shape: string, expected: unknown]>([
  [
    "(2,2)",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  [
    "( 2 , 2 , )",
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["(4,)", [1, 2, 3, 4]],
  ["(00,)", []],
  // As Python 2 wrote it.
  [
    "(2L, 2L)",
    [
      [1, 2],
      [3, 4],
    ],
  ],
])("the shape %s", (shape, expected) => {
  expect(ofShape(shape)).toEqual(expected);
});

test.each([
  "(2 2,)",
  "(3)",
  "(2,,)",
  "(,)",
  "(-1,)",
  "(1.0,)",
  "(02,)",
  "(True,)",
  "(0, 99999999999999999999)",
  "(9007199254740993, 0)",
  "(0, 4503599627370496, 4503599627370496)",
  "[2]",
  "(2, 2",
  "((2,),)",
  "None",
  "(2,); x",
])("the shape %s is none", (shape) => {
  expect(ofShape(shape)).toMatch(
    /^The file's header (says that the shape is .*, which no array has|cannot be read: .*)\.$/,
  );
});

test("a shape of hundreds of digits is told in short, and so is one of hundreds of dimensions", () => {
  expect(ofShape(`(0, ${"9".repeat(400)})`)).toBe(
    `The file's header says that the shape is (0, ${"9".repeat(35)}…, which no array has.`,
  );
  expect(ofShape(`(${"1, ".repeat(65)})`)).toBe(
    "The file's header says that there are 65 dimensions; numpy has at most 64.",
  );
  expect(ofShape(`(${"1, ".repeat(64)})`)).not.toBeTypeOf("string");
});

test("a huge shape of nothing takes no time", () => {
  expect(read("x.npy", npy("<f8", "(100000, 100000, 0)", new Uint8Array(0)))).toEqual({
    kind: "data",
    tensor: { sizes: [100000, 100000, 0], data: new Float64Array(0) },
  });
});

const rest = "'fortran_order': False, 'shape': (1,)";
const unreadable = "The file's header cannot be read: numpy.save writes another one.";
const incomplete =
  "The file's header does not say descr, fortran_order and shape, and nothing else, as numpy.save does.";

test.each<[header: string, expected: unknown]>([
  // The last of two that are said is the one that holds.
  [`{'descr': '<f8', 'descr': '|u1', ${rest}}`, [0]],
  [`{'shape': (2,), 'descr': '<f8', ${rest}}`, [1]],
  [`{"descr": "<f8", "fortran_order": False, "shape": (1,)}`, [1]],
  [`  {'descr':'<f8',\n${rest},\n}  `, [1]],
  [`\n{'descr': '<f8', ${rest}}`, [1]],
  [`{'descr': '<f8', ${rest}, 'x': 1}`, unreadable],
  [`{'descr': '<f8', ${rest}, 'x': None}`, incomplete],
  [`{'descr': '<f8', 'fortran_order': False}`, incomplete],
  [`{'descr': '<f8', ${rest},,}`, unreadable],
  [`{'descr': '<f8' ${rest}}`, unreadable],
  [`{'descr': '<f8', ${rest}} x`, unreadable],
  [`{'descr': '<f8', ${rest}}\v`, unreadable],
  [`{'descr': '<f8', ${rest}`, unreadable],
  [`['<f8', False, (1,)]`, unreadable],
  [`{}`, unreadable],
  [``, unreadable],
  [
    `{'descr': [('a', '<f8')], ${rest}}`,
    "The file holds records with named fields; save one plain array of numbers.",
  ],
  [`{'descr': None, ${rest}}`, "The file's header says that its type is None, which is none."],
  [
    `{'descr': '<f8', 'fortran_order': 'False', 'shape': (1,)}`,
    "The file's header says that fortran_order is 'False', not True or False.",
  ],
])("the header %j", (header, expected) => {
  expect(numbersOf(file(header, elements))).toEqual(expected);
});

test("Python 2's long numbers are in no file of version 3", () => {
  expect(numbersOf(npy("<f8", "(2L, 2L)", elements, 3))).toMatch("the shape is (2L, 2L), which no array has");
});

test("a length of the header that lies", () => {
  const good = npy("|u1", "(2,)", Uint8Array.of(1, 2));
  const withLength = (length: number): Uint8Array => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint16(8, length, true);
    return bytes;
  };
  expect(numbersOf(withLength(118))).toEqual([1, 2]);
  for (const length of [0, 1, 20, 56]) expect(numbersOf(withLength(length)), String(length)).toBe(unreadable);
  // It ends before the numbers, in spaces that are taken for them, as NumPy does too.
  expect(numbersOf(withLength(100))).toEqual([32, 32]);
  expect(numbersOf(withLength(65535))).toBe("The file ends within its header.");
  for (let cut = 0; cut < good.length - 1; cut++)
    expect(numbersOf(good.subarray(0, cut)), String(cut)).toBeTypeOf("string");
  expect(numbersOf(file(" ".repeat(10_100), elements))).toMatch(
    /^The file's header has 10\d\d\d bytes; numpy reads up to 10000\.$/,
  );
});

test("numbers that would take more than there is room for are refused before there are any", () => {
  expect(read("x.npy", npy("|u1", "(1000000,)", new Uint8Array(1_000_000)), 2 ** 20)).toEqual({
    kind: "failed",
    reason:
      "Its 1000000 numbers would take 7.63 MB, and 1.00 MB are left of what a run and its files may take.",
  });
});

test("a large file gives way while it is read", () => {
  const steps = readData("x.npy", npy("|u1", "(1000000,)", new Uint8Array(1_000_000)), Infinity);
  let count = 0;
  while (steps.next().done !== true) count += 1;
  expect(count).toBeGreaterThan(5);
  expect(atOnce(readData("x.NPY", npy("|u1", "()", Uint8Array.of(3)), Infinity)).kind).toBe("data");
});

test("other formats are refused by name", () => {
  expect(read("x.txt", utf8("1"))).toEqual({ kind: "failed", reason: "load reads .csv and .npy files." });
  for (const name of ["x.constructor", "x.__proto__", "csv", "x."])
    expect(read(name, utf8("1")).kind).toBe("failed");
});
