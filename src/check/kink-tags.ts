/** What the library says of other frameworks at the kinks of its functions: behind "Kink:" in the text above a `def`. */
import { docList, listOf } from "./doc-tags.ts";
import { saidOf } from "./library.ts";

export interface FrameworkSlope {
  readonly framework: string;
  /** A number, the slope that is used here, or a number for each place. */
  readonly slope: number | "same" | ReadonlyMap<number, number>;
  /** As it is written: `0 at -3 and 1 at 3`. */
  readonly text: string;
}

/** Of a function of the library, by any of its names; undefined where it says nothing. */
export const slopesElsewhere = saidOf("Kink", (said) => listOf(said).map(slopeOf));

/** `PyTorch same, JAX 1.`, or `PyTorch same, JAX 0 at -3 and 1 at 3.` */
export function kinkTag(doc: string): readonly FrameworkSlope[] {
  return docList(doc, "Kink").map(slopeOf);
}

function slopeOf(one: string): FrameworkSlope {
  const [framework = "", ...words] = one.split(" ");
  const text = words.join(" ");
  const places = text.split(" and ").map((each) => each.split(" at ").map(Number));
  const slope =
    text === "same"
      ? text
      : places[0]?.length === 2
        ? new Map(places.map(([value = NaN, place = NaN]) => [place, value]))
        : Number(text);
  return { framework, slope, text };
}
