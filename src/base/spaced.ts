/** So many of a list, the first, the last and some evenly between; all where there are no more. */
export function spaced<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const apart = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => all[Math.round(i * apart)]!);
}
