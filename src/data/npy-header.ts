/** Reads the header of NumPy's `.npy` files as strictly as NumPy does: a dictionary in Python's words, with three keys. */
import { latin1 } from "../base/bytes.ts";
import { MAX_DIMENSIONS } from "../tensor/shape.ts";

export interface Header {
  /** NumPy's word for the type of an element. */
  readonly descr: string;
  readonly fortran: boolean;
  readonly sizes: readonly number[];
  /** Where the elements start. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself reads no longer header of a file that may come from anybody. */
const LONGEST = 10_000;

/** What Python takes for a space. */
const SPACE = "[ \\t\\n\\r\\f]*";
const SIZE = "(?:0+|[1-9][0-9]*)";
const SHAPE = RegExp(`^\\(${SPACE}((?:${SIZE}${SPACE},${SPACE})*)(${SIZE})?${SPACE}\\)$`);
const END = RegExp(`^${SPACE}\\}${SPACE}$`);

/** The header, or a sentence that says why there is none. */
export function readHeader(bytes: Uint8Array): Header | string {
  if (bytes.length < 8 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    return "This is not a .npy file: it does not start as numpy.save writes it.";
  }
  const [major = 0, minor = 0] = bytes.subarray(6);
  if (major < 1 || major > 3 || minor !== 0) {
    return `Version ${major}.${minor} of the .npy format is not known; numpy.save writes 1.0, 2.0 and 3.0.`;
  }
  const begin = major === 1 ? 10 : 12;
  if (bytes.length < begin) return "The file ends within its header.";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = begin + length;
  if (start > bytes.length) return "The file ends within its header.";
  if (length > LONGEST) return `The file's header has ${length} bytes; numpy reads up to ${LONGEST}.`;
  const text = latin1(bytes.subarray(begin, start));
  // Python 2 wrote `(3L, 4L)`; version 3 is younger.
  const entries = readDictionary(major < 3 ? text.replace(/(\d)L/g, "$1") : text);
  if (entries === undefined) return "The file's header cannot be read: numpy.save writes another one.";
  return headerOf(entries, start);
}

function headerOf(entries: ReadonlyMap<string, string>, start: number): Header | string {
  const [descr, fortran, shape] = ["descr", "fortran_order", "shape"].map((key) => entries.get(key));
  const isComplete = descr !== undefined && fortran !== undefined && shape !== undefined;
  if (!isComplete || entries.size > 3) {
    return "The file's header does not say descr, fortran_order and shape, and nothing else, as numpy.save does.";
  }
  if (descr.startsWith("[")) {
    return "The file holds records with named fields; save one plain array of numbers.";
  }
  if (!/^['"]/.test(descr))
    return `The file's header says that its type is ${shorten(descr)}, which is none.`;
  if (fortran !== "True" && fortran !== "False") {
    return `The file's header says that fortran_order is ${shorten(fortran)}, not True or False.`;
  }
  const sizes = sizesOf(shape);
  if (sizes === undefined)
    return `The file's header says that the shape is ${shorten(shape)}, which no array has.`;
  if (sizes.length > MAX_DIMENSIONS) {
    return `The file's header says that there are ${sizes.length} dimensions; numpy has at most ${MAX_DIMENSIONS}.`;
  }
  return { descr: descr.slice(1, -1), fortran: fortran === "True", sizes, start };
}

/** A word of a header as a message has room for it. */
export function shorten(word: string): string {
  return word.length > 40 ? `${word.slice(0, 39)}…` : word;
}

/** The whole numbers of a tuple: `()`, `(3,)`, `(3, 4)`. */
function sizesOf(shape: string): readonly number[] | undefined {
  const inner = SHAPE.exec(shape);
  if (inner === null) return undefined;
  const [, most = "", last] = inner;
  // `(3)` is a number in brackets.
  if (most === "" && last !== undefined) return undefined;
  const sizes = [...most.split(",").slice(0, -1), ...(last === undefined ? [] : [last])].map((size) =>
    Number(size),
  );
  // Without the zeros: what NumPy counts bytes with must hold it.
  const elements = sizes.reduce((product, size) => (size === 0 ? product : product * size), 1);
  return sizes.every(Number.isSafeInteger) && Number.isSafeInteger(elements * 8) ? sizes : undefined;
}

/** One entry: a key in quotes, a colon, and a value: text, a word, or brackets with what is in them. */
const ENTRY = RegExp(
  `${SPACE}(?:'([a-z_]*)'|"([a-z_]*)")${SPACE}:${SPACE}` +
    `('[^'\\\\]*'|"[^"\\\\]*"|[A-Za-z]+|\\([^()'"]*\\)|\\[[^{}]*\\])${SPACE}(,|\\}${SPACE}$)`,
  "y",
);

/** The entries' values as they are written, each key's last one, as in Python; undefined where this is no dictionary. */
function readDictionary(text: string): ReadonlyMap<string, string> | undefined {
  const opening = /^(?:[ \t]*|\n+)\{/.exec(text);
  if (opening === null) return undefined;
  const entries = new Map<string, string>();
  const entry = RegExp(ENTRY);
  entry.lastIndex = opening[0].length;
  for (;;) {
    const at = entry.lastIndex;
    const found = entry.exec(text);
    if (found === null) {
      // A comma may stand behind the last entry.
      return entries.size > 0 && END.test(text.slice(at)) ? entries : undefined;
    }
    entries.set(found[1] ?? found[2] ?? "", found[3] ?? "");
    if (found[4] !== ",") return entries;
  }
}
