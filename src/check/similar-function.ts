/** The function that a person probably meant: one of the file, or one that ships with Nabla. */
import { inTurn, mostSimilar, type Effort } from "../base/similar.ts";
import { builtins } from "./functions.ts";
import { languageFunctions } from "./language.ts";
import { otherNames } from "../syntax/foreign-table.ts";

/** The functions that ship with Nabla: those that stand under a module's name, and the others. */
const modular = [...builtins.keys()].filter((key) => key.includes("."));
const plain = [...builtins.keys()].filter((key) => !key.includes("."));

/** Of a name with a module's before it: the function without it, if there is one, else one of that module; and the other way. */
export function similarFunction(
  name: string,
  own: Iterable<string>,
  isMethod: boolean,
  effort: Effort,
): string | undefined {
  const dot = name.lastIndexOf(".") + 1;
  if (dot > 0) {
    const bare = name.slice(dot);
    const module = name.slice(0, dot);
    if (builtins.has(bare)) return bare;
    return mostSimilar(
      name,
      modular.filter((key) => key.startsWith(module)),
      effort,
    );
  }
  const called = otherNames.get(name.toLowerCase());
  if (called !== undefined) return called;
  const inModule = isMethod ? undefined : modular.find((key) => key.endsWith(`.${name}`));
  return inModule ?? mostSimilar(name, inTurn(own, plain, languageFunctions.keys()), effort);
}
