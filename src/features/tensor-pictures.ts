/** Pictures of tensors in a hover: a heat map with its scale, of a value and of the gradient beside it. */
import { computeNode } from "../graph/compute.ts";
import { isRefusal, type Node } from "../graph/ir.ts";
import { dataUri } from "../picture/cells.ts";
import { heatMap } from "../picture/heat-map.ts";
import { valueScale } from "../picture/value-scale.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { formatNumber } from "./format-number.ts";
import { plain } from "./markdown.ts";
import { lookAt, MOST_LOOKED, type TensorLook } from "./tensor-look.ts";
import type { View } from "./view.ts";

/** Of fewer elements the numbers say all. */
const LEAST_ELEMENTS = 6;

/** The ends of a scale, whose numbers stand in full above it. */
const DIGITS = 3;

/** A tensor with what is written above its picture. */
export interface Pictured {
  readonly label: string;
  readonly tensor: Tensor | undefined;
  /** Whose value it is, where a run may have the elements that are not here. */
  readonly node?: Node | undefined;
  readonly isBool?: boolean;
}

/** The elements of a value as far as they are there: of a large one only where it is written in the file or loaded. */
export function elementsOf({ analysis, numbers }: View, node: Node): Tensor | undefined {
  const known = numbers?.tensor(node) ?? analysis.program.inputs.get(node);
  if (known !== undefined || node.gate.isData !== true) return known;
  const loaded = computeNode(node, []);
  return isRefusal(loaded) ? undefined : loaded;
}

/** How the values look that a run has and has not told whole, as far as somebody has asked it. */
export type Looks = ReadonlyMap<Node, TensorLook>;

/** The values of which only a run can say how they look. */
export function unseen(all: readonly Pictured[]): readonly Node[] {
  return all.flatMap(({ tensor, node }) =>
    tensor === undefined && node !== undefined && isSeen(elementCount(node.sizes)) ? [node] : [],
  );
}

function isSeen(count: number): boolean {
  return count >= LEAST_ELEMENTS && count <= MOST_LOOKED;
}

/** One picture beside the other; empty where there is nothing to see: few elements, or all of them alike. */
export function tensorPictures(all: readonly Pictured[], looks: Looks): string {
  const drawn = all.flatMap((one): readonly Drawn[] => {
    const { tensor, node } = one;
    if (tensor !== undefined) return isSeen(tensor.data.length) ? [draw(one, lookAt(tensor))] : [];
    const look = node && looks.get(node);
    return look === undefined ? [] : [draw(one, look)];
  });
  if (!drawn.some(({ isVaried }) => isVaried)) return "";
  const rows = [
    drawn.map(({ label }) => `**${plain(label)}**`),
    drawn.map(() => ":--"),
    drawn.map(({ picture }) => picture),
    drawn.map(({ scale }) => scale),
    drawn.map(({ marks }) => marks),
  ].filter((cells) => cells.some((cell) => cell !== ""));
  // A gradient has the shape of its value.
  const note = drawn[0]?.note ?? "";
  const notes = note === "" ? [] : [plain(note)];
  // What is alone has its name above it already.
  if (drawn.length === 1) return [...rows.slice(2).flat(), ...notes].join(LINE_BREAK);
  const table = rows.map((cells, i) => `| ${cells.join(i === 1 ? " | --- | " : ` | ${GAP} | `)} |`);
  return [table.join("\n"), ...notes].join("\n\n");
}

const LINE_BREAK = "  \n";
/** A column between two pictures: what stands below them must not run together. */
const GAP = "&emsp;";

interface Drawn {
  readonly label: string;
  readonly picture: string;
  readonly scale: string;
  /** What the marks in the picture mean, with how many there are of each. */
  readonly marks: string;
  readonly note: string;
  readonly isVaried: boolean;
}

function draw({ label, isBool = false }: Pictured, look: TensorLook): Drawn {
  const { alt, heatMap: heat, scale, ends, marks, note, isVaried } = drawTensor(look, isBool);
  return {
    label,
    picture: image(`Heat map of ${label}: ${alt}`, heat()),
    scale: scaleOf(ends, scale),
    marks: plain(marks),
    note,
    isVaried,
  };
}

/** A tensor's heat map and its scale, and what is to be read with them. */
export interface DrawnTensor {
  readonly heatMap: () => string;
  readonly alt: string;
  readonly scale: () => string;
  readonly ends: readonly string[];
  /** What the marks in the picture mean, with how many there are of each. */
  readonly marks: string;
  readonly note: string;
  readonly isVaried: boolean;
}

export function drawTensor(look: TensorLook, isBool: boolean): DrawnTensor {
  const { least, most, ups, grid, columns } = look;
  const { count, min, max, nans, infs, zeros } = look.summary;
  const full = Math.max(Math.abs(least), Math.abs(most));
  const ends = least <= most && !isBool ? [...new Set([least, most])] : [];
  const range = ends.map((one) => formatNumber(one, DIGITS));
  const marked = [
    { mark: "·", some: zeros, what: isBool ? "False" : `zero${zeros === 1 ? "" : "s"}` },
    { mark: "×", some: nans, what: "NaN" },
    { mark: "▲", some: ups, what: "∞" },
    { mark: "▼", some: infs - ups, what: "-∞" },
  ].filter(({ some }) => some > 0);
  const told = marked.map(({ some, what }) => `${some} ${what}`);
  return {
    heatMap: () => heatMap(grid, full),
    alt: [range.join(" to "), ...told, grid.note].filter((text) => text !== "").join(", "),
    scale: () => valueScale(columns, count, full),
    ends: range,
    marks: marked.map(({ mark }, i) => `${mark} ${told[i]!}`).join(", "),
    note: grid.note,
    isVaried: nans > 0 ? nans < count : min !== max,
  };
}

/** The picture between the numbers that it leads from and to; of a single one before it. */
function scaleOf([first, last]: readonly string[], scale: () => string): string {
  if (first === undefined) return "";
  return last === undefined ? `${image("=", scale())} ${first}` : `${first} ${image("to", scale())} ${last}`;
}

function image(alt: string, picture: string): string {
  return `![${plain(alt)}](${dataUri(picture)})`;
}
