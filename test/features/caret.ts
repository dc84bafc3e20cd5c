/** Programs with a caret at `$0`. */
export function atCaret(marked: string): { readonly source: string; readonly offset: number } {
  const offset = marked.indexOf("$0");
  if (offset < 0) throw new Error("the fixture has no $0");
  return { source: marked.replace("$0", ""), offset };
}
