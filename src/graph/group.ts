/** How groups lie within one another. */
import type { Group } from "./ir.ts";

/** Whether a group is another one or lies within it. */
export function isWithin(group: Group | undefined, outer: Group): boolean {
  for (let at = group; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}
