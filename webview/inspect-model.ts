/** What the inspector knows of the selected value, what can happen to it, and what is read from it. */
import type { ToPanel } from "../src/protocol/graph-view.ts";
import type {
  Aspect,
  ElementView,
  ImageView,
  InspectQuestion,
  TakenAs,
  TensorView,
  WindowView,
} from "../src/protocol/inspect.ts";
import type { CompositeView } from "../src/protocol/composite-view.ts";
import type { SavingsView } from "../src/protocol/savings-view.ts";

/** What a table shows: its rows and columns from the first to the one behind the last. */
export interface Seen {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface InspectState {
  readonly aspect: Aspect;
  /** How the elements are shown, where they can be shown as a picture. */
  readonly look: Look;
  /** Three matrices are one picture in colour. */
  readonly isColour: boolean;
  /** What was said of the tensor that is looked at; undefined while nothing is known. */
  readonly tensor: TensorView | undefined;
  /** Why it cannot be looked at. */
  readonly refused: string | undefined;
  /** The places along all dimensions but the last two, whose rows and columns are the table. */
  readonly slice: readonly number[];
  readonly seen: Seen | undefined;
  /** The elements that are there. */
  readonly part: WindowView | undefined;
  readonly image: ImageView | undefined;
  /** The questions whose answers are waited for or shown, by their kinds: any other answer is dropped. */
  readonly asked: Readonly<Partial<Record<InspectQuestion["kind"], string>>>;
  /** The element that is looked at, and what was said of it, or of the one before. */
  readonly element: readonly number[] | undefined;
  readonly told: ElementView | undefined;
  /** What reverse mode saves, in the target's card. */
  readonly savings: SavingsView | undefined;
  /** The selected opened call beside itself as one gate. */
  readonly composite: CompositeView | undefined;
}

export type Look = "table" | "picture";

export const noInspection: InspectState = {
  aspect: "value",
  look: "table",
  isColour: true,
  tensor: undefined,
  refused: undefined,
  slice: [],
  seen: undefined,
  part: undefined,
  image: undefined,
  asked: {},
  element: undefined,
  told: undefined,
  savings: undefined,
  composite: undefined,
};

export type InspectAction =
  | Extract<ToPanel, { kind: "inspected" }>
  | { readonly kind: "aspect"; readonly aspect: Aspect }
  | { readonly kind: "look"; readonly look: Look }
  | { readonly kind: "colour"; readonly isColour: boolean }
  /** The table shows another part of itself. */
  | { readonly kind: "see"; readonly seen: Seen }
  /** Another place along a dimension that is no row and no column. */
  | { readonly kind: "slice"; readonly dim: number; readonly at: number }
  | { readonly kind: "element"; readonly index: readonly number[] }
  | { readonly kind: "take"; readonly as: TakenAs };

/** The rows and columns of a table of these sizes. */
export function tableSize(sizes: readonly number[]): { readonly rows: number; readonly columns: number } {
  return { rows: sizes.at(Math.max(-2, -sizes.length)) ?? 1, columns: sizes.length < 2 ? 1 : sizes.at(-1)! };
}

/** What has rows and columns can be a picture: `[H, W]`, and the matrices of more dimensions. */
export function canBePicture({ tensor }: InspectState): boolean {
  const { rows, columns } = tableSize(tensor?.sizes ?? []);
  return rows > 1 && columns > 1 && rows * columns * channels <= mostInPicture;
}

/** Whether its matrices by threes are red, green and blue: `[3, H, W]`, `[N, 3, H, W]`. */
export function canBeColour(state: InspectState): boolean {
  return canBePicture(state) && state.tensor?.sizes.at(-3) === channels;
}

/** Whether a picture is shown, and which dimension's place is then not chosen: that of its colours. */
export function shownAsPicture(state: InspectState): { readonly inColour: number | undefined } | undefined {
  if (state.look === "table" || !canBePicture(state)) return undefined;
  return { inColour: state.isColour && canBeColour(state) ? state.slice.length - 1 : undefined };
}

const channels = 3;
const mostInPicture = 2 ** 22;

/** The index of an element of the table. */
export function elementAt({ tensor, slice }: InspectState, row: number, column: number): readonly number[] {
  return (tensor?.sizes.length ?? 0) < 2 ? [row] : [...slice, row, column];
}

/** The row and the column of an element where it stands in the table that is shown. */
export function cellOf(
  { tensor, slice }: InspectState,
  index: readonly number[],
): { readonly row: number; readonly column: number } | undefined {
  const rank = tensor?.sizes.length ?? 0;
  if (index.length !== rank || slice.some((at, dim) => at !== index[dim])) return undefined;
  return rank < 2 ? { row: index[0] ?? 0, column: 0 } : { row: index.at(-2)!, column: index.at(-1)! };
}

/** The element's text, where it is among those that are there. */
export function textAt(
  state: InspectState,
  row: number,
  column: number,
): { text: string; level: number } | undefined {
  const { part, slice } = state;
  if (part === undefined) return undefined;
  const { starts, sizes } = part.window;
  if (slice.some((at, dim) => at !== starts[dim])) return undefined;
  const isVector = starts.length < 2;
  const [top, left] = isVector ? [starts[0]!, 0] : [starts.at(-2)!, starts.at(-1)!];
  const [height, width] = isVector ? [sizes[0]!, 1] : [sizes.at(-2)!, sizes.at(-1)!];
  const [down, across] = [row - top, column - left];
  if (down < 0 || down >= height || across < 0 || across >= width) return undefined;
  const at = down * width + across;
  return { text: part.texts[at] ?? "", level: part.levels[at] ?? 0 };
}
