/** A sentence that leads to places in the file: its links are made by whoever shows it. */

export interface Lead {
  readonly text: string;
  readonly offset: number;
}

export type Sentence = readonly (string | Lead)[];

/** The words alone. */
export function wordsOf(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === "string" ? part : part.text)).join("");
}
