/** The words that a parameter takes: from a gate's record, or from what a function compares its parameter with. */
import { libraryScope } from "./functions.ts";
import { placeOf, type Callable } from "./signature.ts";
import type { Expr, ExprOf } from "../syntax/tree.ts";
import { walkExpressions } from "../syntax/walk.ts";

/** In the order in which the function names them; none where any text or no text is taken. */
export function choicesOf(callable: Callable, parameter: string): readonly string[] {
  const found = new Set<string>();
  collect(callable, parameter, found, new Set());
  return [...found];
}

/** A function that hands its parameter on takes the words of the function that gets it. */
function collect(callable: Callable, parameter: string, found: Set<string>, seen: Set<string>): void {
  const key = `${callable.signature.name} ${parameter}`;
  if (seen.has(key)) return;
  seen.add(key);
  const own = callable.signature.params.find((param) => param.name === parameter);
  for (const choice of own?.choices ?? []) found.add(choice);
  if (callable.kind === "gate") return;
  const isIt = (expr: Expr | undefined): boolean => expr?.kind === "name" && expr.name === parameter;
  walkExpressions(callable.def.body, (expr) => {
    if (expr.kind === "compare") {
      const sides = [expr.first, ...expr.rest.map((one) => one.right)];
      if (sides.some(isIt)) for (const side of sides) if (side.kind === "string") found.add(side.value);
    } else if (expr.kind === "call") {
      const callee = libraryScope.get(expr.callee.name);
      // What is no function is a word of the library.
      if (callee === undefined) wordsOf(expr);
      else for (const name of namesIn(callee, expr)) collect(callee, name, found, seen);
    }
  });

  /** `one_of(mode, "mode", "constant", "reflect")`. */
  function wordsOf({ args }: ExprOf<"call">): void {
    if (!isIt(args[0]?.value)) return;
    for (const { value } of args.slice(1)) {
      if (value.kind === "string" && value.value !== parameter) found.add(value.value);
    }
  }

  /** What the parameter is called in the function that it is handed to. */
  function namesIn({ signature }: Callable, { receiver, args }: ExprOf<"call">): readonly string[] {
    return args.flatMap(({ keyword, value }, i) => {
      if (!isIt(value)) return [];
      const name = keyword?.name ?? signature.params[placeOf(signature, i, receiver !== undefined)]?.name;
      return name === undefined ? [] : [name];
    });
  }
}
