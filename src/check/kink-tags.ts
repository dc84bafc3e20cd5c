/** What the library says of other frameworks at the kinks of its functions: behind "Kink:" in the text above a `def`. */
import { docList } from "./doc-tags.ts";
import { builtins, libraryScope } from "./functions.ts";

export interface FrameworkSlope {
  readonly framework: string;
  /** A number, or the slope that is used here. */
  readonly slope: number | "same";
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

/** `PyTorch same, JAX 1.` */
export function kinkTag(doc: string): readonly FrameworkSlope[] {
  return docList(doc, "Kink").map((one) => {
    const [framework = "", slope = ""] = one.split(" ");
    return { framework, slope: slope === "same" ? slope : Number(slope) };
  });
}
