/** Looks a word up in a plain object. */

/** The entry that the table itself has for the word: `constructor`, `toString` and their like, which every object has, are no entries. */
export function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
