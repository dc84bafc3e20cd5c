/** What became of a number between two versions of a file: whether it is another one, and what of that must not be overlooked. */
import { sameSizes } from "../tensor/shape.ts";

/** What is remembered of a value: of a large one its elements are not. */
export interface Measured {
  readonly sizes: readonly number[];
  readonly norm: number;
  readonly elements: readonly number[] | undefined;
}

export type Mark =
  | { readonly kind: "shape" }
  /** It holds a NaN or an infinity now, or holds none any more. */
  | { readonly kind: "not finite" | "finite" }
  /** It was 0 and is not, or the other way round. */
  | { readonly kind: "from zero" | "to zero" }
  /** Of so many elements the sign is another one. */
  | { readonly kind: "signs"; readonly count: number; readonly of: number }
  /** Its norm is so many times what it was: more than ten times, or less than a tenth. */
  | { readonly kind: "factor"; readonly factor: number };

export interface Change {
  readonly isSame: boolean;
  readonly marks: readonly Mark[];
}

/** From this factor on a change is marked. */
const LARGE = 10;

export function changeBetween(before: Measured, after: Measured): Change {
  if (!sameSizes(before.sizes, after.sizes)) return { isSame: false, marks: [{ kind: "shape" }] };
  const isSame =
    before.elements === undefined || after.elements === undefined
      ? Object.is(before.norm, after.norm)
      : before.elements.every((element, i) => Object.is(element, after.elements![i]));
  return { isSame, marks: isSame ? [] : marksOf(before, after) };
}

function marksOf(before: Measured, after: Measured): Mark[] {
  const [was, is] = [isFinite(before), isFinite(after)];
  if (!was || !is) return was === is ? [] : [{ kind: is ? "finite" : "not finite" }];
  if (before.norm === 0 || after.norm === 0)
    return before.norm === after.norm ? [] : [{ kind: after.norm === 0 ? "to zero" : "from zero" }];
  const marks: Mark[] = [];
  const count = turnedSigns(before, after);
  if (count > 0) marks.push({ kind: "signs", count, of: after.elements!.length });
  const factor = after.norm / before.norm;
  if (factor > LARGE || factor < 1 / LARGE) marks.push({ kind: "factor", factor });
  return marks;
}

function isFinite({ norm, elements }: Measured): boolean {
  return Number.isFinite(norm) && elements?.every(Number.isFinite) !== false;
}

/** A zero has no sign. */
function turnedSigns({ elements: before }: Measured, { elements: after }: Measured): number {
  if (before === undefined || after === undefined) return 0;
  return after.filter((element, i) => Math.sign(element) * Math.sign(before[i]!) < 0).length;
}
