/**
 * The tags in the text above a `def`: lines that begin with one of these words and a colon, behind all other text. What a tag says
 * goes on to the next tag.
 */

/**
 * Other names; the local gradient; what the lecture's list of operators calls it; what a second argument by position is; where it
 * hardly moves; what a loss takes, by parameter; what its numbers are; which slope other frameworks use at its
 * kinks; which function takes what it refuses.
 */
const words = [
  "Also",
  "Gradient",
  "Lecture",
  "Second argument",
  "Flat",
  "Loss",
  "Gives",
  "Kink",
  "Otherwise",
] as const;

export type DocTag = (typeof words)[number];

const start = new RegExp(`^(?=(?:${words.join("|")}): )`, "mu");

/** What a tag says, on one line; undefined where there is none. */
export function docTag(doc: string, tag: DocTag): string | undefined {
  if (!doc.includes(`${tag}: `)) return undefined;
  const found = doc.split(start).find((part) => part.startsWith(`${tag}: `));
  return found
    ?.slice(tag.length + 2)
    .trim()
    .replace(/\s*\n\s*/gu, " ");
}

/** What a tag lists: `A, B.` */
export function docList(doc: string, tag: DocTag): readonly string[] {
  const said = docTag(doc, tag);
  return said === undefined ? [] : listOf(said);
}

/** `A, B.` */
export function listOf(said: string): readonly string[] {
  return said.replace(/\.$/u, "").split(", ");
}

/** The text without what some of its tags say. */
export function withoutTags(doc: string, ...tags: readonly DocTag[]): string {
  const isLeft = (part: string): boolean => !tags.some((tag) => part.startsWith(`${tag}: `));
  return doc.split(start).filter(isLeft).join("");
}
