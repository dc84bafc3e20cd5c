/** How groups lie within one another. */
import type { Group } from "./ir.ts";

/** Whether a group is another one or lies within it. */
export function isWithin(group: Group | undefined, outer: Group): boolean {
  for (let at = group; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** The outermost call of a library function around a group, itself included. */
export function libraryCall(group: Group | undefined): Group | undefined {
  let found: Group | undefined;
  for (let at = group; at !== undefined; at = at.parent) if (at.library && at.kind === "call") found = at;
  return found;
}

/** The same of the standard library alone: what a person's other file has written is looked into. */
export function standardCall(group: Group | undefined): Group | undefined {
  let found: Group | undefined;
  for (let at = group; at !== undefined; at = at.parent)
    if (at.library && at.imported !== true && at.kind === "call") found = at;
  return found;
}
