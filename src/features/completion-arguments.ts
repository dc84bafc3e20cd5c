/** What can stand in a call: its keyword arguments, and the few values that an argument can have. */
import { placeOf, shownName, type Callable, type Param } from "../check/signature.ts";
import type { Shape } from "../tensor/shape.ts";
import { choicesOf } from "../check/choices.ts";
import { callableNamed, plain, type Item } from "./completion-item.ts";
import type { Scope } from "./scope.ts";
import type { ArgumentPlace } from "./typing.ts";
import type { View } from "./view.ts";

/** `dim=`: the parameters that this call has not got yet. */
export function keywordArguments(view: View, place: ArgumentPlace | undefined): readonly Item[] {
  const callable = place && callableNamed(view, place.callee);
  if (place === undefined || callable === undefined || place.keyword !== undefined || !place.isEmpty)
    return [];
  const { signature } = callable;
  const taken = Array.from({ length: place.positional }, (_, i) => placeOf(signature, i, place.isMethod));
  if (place.isMethod) taken.push(signature.receiver ?? 0);
  return signature.params
    .filter((param, i) => (param.named || !taken.includes(i)) && !place.given.includes(param.name))
    .map((param) => {
      const label = `${shownName(param)}=`;
      const detail = param.defaultText === undefined ? "" : `= ${param.defaultText}`;
      const item = plain(label, "argument", detail, () => param.doc);
      return hasChoices(callable, param) ? { ...item, opens: "list" } : item;
    });
}

/** The parameter that the argument at this place is for, where nothing of it is there yet. */
function parameterAt(
  view: View,
  place: ArgumentPlace | undefined,
): { readonly callable: Callable; readonly param: Param } | undefined {
  const callable = place && callableNamed(view, place.callee);
  if (place === undefined || callable === undefined || !place.isEmpty) return undefined;
  const { params } = callable.signature;
  const name = place.keyword ?? params[placeOf(callable.signature, place.index, place.isMethod)]?.name;
  const param = params.find((one) => one.name === name);
  return param && { callable, param };
}

/** The words that the argument at this place can be. */
export function words(view: View, place: ArgumentPlace | undefined): readonly Item[] {
  const found = parameterAt(view, place);
  if (found === undefined) return [];
  const { callable, param } = found;
  return choicesOf(callable, param.name).map((word) =>
    plain(word, "choice", param.defaultText === `"${word}"` ? "default" : ""),
  );
}

function isSwitch({ defaultText }: Param): boolean {
  return defaultText === "True" || defaultText === "False";
}

function isDimension({ name }: Param): boolean {
  return /^dims?\d?$/.test(name);
}

function hasChoices(callable: Callable, param: Param): boolean {
  return isSwitch(param) || isDimension(param) || choicesOf(callable, param.name).length > 0;
}

/** The few values that the argument at this place can have: words, dimensions, True and False. */
export function choices(view: View, scope: Scope, place: ArgumentPlace | undefined): readonly Item[] {
  const param = parameterAt(view, place)?.param;
  const quoted = words(view, place).map((word) => {
    const text = `"${word.label}"`;
    return { ...word, label: text, text };
  });
  if (param === undefined) return quoted;
  const values = isSwitch(param) ? ["True", "False"] : [];
  const switches = values.map((word) => plain(word, "choice", param.defaultText === word ? "default" : ""));
  const shape = scope.names.find(({ name }) => name === place?.subject)?.shape;
  return [...quoted, ...switches, ...(isDimension(param) ? dimensions(shape) : [])];
}

/** `0 (N)`, `1 (D)`, and the last one as it is mostly written. */
function dimensions(shape: Shape | undefined): readonly Item[] {
  if (shape === undefined) return ["0", "1", "-1"].map((at) => plain(at, "choice"));
  const last = shape.length === 0 ? [] : [plain("-1", "choice", "the last dimension")];
  const each = shape.map(({ name, size }, at) => ({
    ...plain(name === undefined ? `${at}` : `${at} (${name})`, "choice", `of size ${size}`),
    text: `${at}`,
  }));
  return [...each, ...last];
}
