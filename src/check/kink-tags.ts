/** What the library says of other frameworks at the kinks of its functions: behind "Kink:" in the text above a `def`. */
import { docList } from "./doc-tags.ts";
import { builtins, libraryScope } from "./functions.ts";

export interface FrameworkSlope {
  readonly framework: string;
  /** A number, the slope that is used here, or a number for each place. */
  readonly slope: number | "same" | ReadonlyMap<number, number>;
  /** As it is written: `0 at -3 and 1 at 3`. */
  readonly text: string;
}

const tags: ReadonlyMap<string, readonly FrameworkSlope[]> = new Map(
  [...libraryScope, ...builtins].flatMap(([name, callable]) => {
    const said = callable.kind === "def" ? kinkTag(callable.def.doc) : [];
    return said.length === 0 ? [] : [[name, said] as const];
  }),
);

/** Of a function of the library, by any of its names; undefined where it says nothing. */
export function slopesElsewhere(name: string): readonly FrameworkSlope[] | undefined {
  return tags.get(name);
}

/** `PyTorch same, JAX 1.`, or `PyTorch same, JAX 0 at -3 and 1 at 3.` */
export function kinkTag(doc: string): readonly FrameworkSlope[] {
  return docList(doc, "Kink").map((one) => {
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
  });
}
