/** A text as a comment, in lines that are not too long. */
export function commented(text: string): string {
  const wrapped = text.replace(/(?=.{101})(.{0,100}) /gu, "$1\n");
  return `${wrapped.replace(/^/gmu, "# ").replace(/ +$/gmu, "")}\n`;
}
