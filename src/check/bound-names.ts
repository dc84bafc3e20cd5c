/** Which names a statement binds. */
import type { Identifier, Stmt } from "../syntax/tree.ts";

/** The names that a statement binds in its own block; a loop's body is looked at apart. */
export function boundNames(stmt: Stmt): readonly Identifier[] {
  const names: Identifier[] = [];
  eachBoundName(stmt, (name) => names.push(name));
  return names;
}

export function eachBoundName(stmt: Stmt, visit: (name: Identifier) => void): void {
  switch (stmt.kind) {
    case "bind":
      for (const target of stmt.targets) visit(target.name);
      break;
    case "augmented":
      visit(stmt.target);
      break;
    case "for":
      visit(stmt.name);
      break;
    case "from":
    case "error":
      stmt.names.forEach(visit);
      break;
    default:
      break;
  }
}
