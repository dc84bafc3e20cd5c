/** The inspector: below the card's texts the elements of a value and of its gradient as a table, and what they are like. */
import {
  type Aspect,
  type TakenAs,
  type TensorFact,
  type TensorPicture,
  type TensorView,
} from "../src/protocol/inspect.ts";
import type { ViewNode, ViewNumber } from "../src/protocol/graph-view.ts";
import { createElementCard } from "./element.ts";
import { createGrid } from "./grid.ts";
import { createImage } from "./image.ts";
import {
  canBeColour,
  canBePicture,
  cellOf,
  elementAt,
  type InspectState,
  shownAsPicture,
  tableSize,
  textAt,
} from "./inspect-model.ts";
import type { Action, State } from "./model.ts";
import { html, pictureUri, set, setClasses, setText } from "./svg.ts";

export interface Inspector {
  /** `node` is the selected one, with the numbers that are shown of it. */
  update(state: State, node: ViewNode | undefined): void;
}

const aspects: readonly Aspect[] = ["value", "gradient"];

export function createInspector(parent: Element, dispatch: (action: Action) => void): Inspector {
  const root = html("div", "inspector", parent);
  const bar = html("div", "bar", root);
  const tabs = createTabs(bar, dispatch);
  const looks = createLooks(bar, dispatch);
  const slices = createSlices(bar, dispatch);
  createTakes(bar, dispatch);
  const refused = html("p", "refused", root);
  const body = html("div", "body", root);
  let state: State | undefined;
  const grid = createGrid(body, {
    seen: (seen) => dispatch({ kind: "see", seen }),
    pick: ({ row, column }) => {
      if (state !== undefined) dispatch({ kind: "element", index: elementAt(state.inspect, row, column) });
    },
  });
  const image = createImage(body);
  const aside = html("div", "aside-facts", body);
  const facts = createFacts(aside, (index) => {
    dispatch({ kind: "element", index });
    const spot = state && cellOf(state.inspect, index);
    if (spot !== undefined) grid.bring(spot);
  });
  const picture = createPicture(aside);
  const element = createElementCard(root, dispatch);
  return {
    update(next, node) {
      state = next;
      const { inspect } = next;
      const { tensor } = inspect;
      const isThere = node !== undefined && node.shape !== "scalar" && isComputed(node.value);
      root.hidden = !isThere || (tensor === undefined && inspect.refused === undefined);
      if (root.hidden || node === undefined) return;
      tabs.show(inspect.aspect, isComputed(node.gradient));
      refused.hidden = inspect.refused === undefined;
      setText(refused, inspect.refused ?? "");
      body.hidden = tensor === undefined || !isComputed(node[inspect.aspect]);
      const asPicture = shownAsPicture(inspect);
      looks.show(inspect);
      slices.show(tensor, inspect.slice, asPicture?.inColour);
      // While one steps through the graph, what is not computed yet has an empty text.
      element.show(tensor && node.gradient?.short !== "" ? inspect.told : undefined);
      if (tensor === undefined) return;
      facts.show(tensor.facts);
      picture.show(tensor.picture);
      const name = node.name ?? node.label;
      grid.root.hidden = asPicture !== undefined;
      image.show(
        asPicture && inspect.image,
        `${inspect.aspect === "value" ? "" : "the gradient of "}${name}`,
      );
      if (asPicture !== undefined) return;
      const { rows, columns } = tableSize(tensor.sizes);
      grid.show({
        label: `${inspect.aspect === "value" ? "Elements" : "Gradient"} of ${name}`,
        rows,
        columns,
        width: tensor.width,
        cell: (row, column) => textAt(inspect, row, column),
        picked: inspect.element && cellOf(inspect, inspect.element),
      });
    },
  };
}

/** Where the graph is stepped through, a number that is not computed yet is empty. */
function isComputed(number: ViewNumber | undefined): boolean {
  return number !== undefined && number.short !== "";
}

const takes: readonly { readonly as: TakenAs; readonly text: string; readonly title: string }[] = [
  { as: "list", text: "Copy list", title: "Copy all elements as a list of Python" },
  { as: "csv", text: "Copy CSV", title: "Copy all elements as CSV" },
  { as: "npy", text: "Save .npy", title: "Save all elements as a file that numpy.load reads" },
  { as: "grad", text: "Insert as literal", title: "Insert all elements at the caret of the file" },
];

function createTakes(parent: Element, dispatch: (action: Action) => void): void {
  const root = html("div", "takes", parent);
  set(root, { role: "group", "aria-label": "Take the elements" });
  for (const { as, text, title } of takes) {
    const button = html("button", "link", root);
    setText(button, text);
    button.title = title;
    button.addEventListener("click", () => dispatch({ kind: "take", as }));
  }
}

interface Tabs {
  show(shown: Aspect, hasGradient: boolean): void;
}

function createTabs(parent: Element, dispatch: (action: Action) => void): Tabs {
  const root = html("div", "tabs", parent);
  set(root, { role: "group", "aria-label": "Value or gradient" });
  const buttons = aspects.map((aspect) => {
    const button = html("button", aspect, root);
    setText(button, aspect);
    button.addEventListener("click", () => dispatch({ kind: "aspect", aspect }));
    return { aspect, button };
  });
  return {
    show(shown, hasGradient) {
      for (const { aspect, button } of buttons) {
        set(button, { "aria-pressed": String(aspect === shown) });
        button.disabled = aspect === "gradient" && !hasGradient;
      }
    },
  };
}

interface Looks {
  show(inspect: InspectState): void;
}

/** Table or picture, where it can be one; a picture in colour, where it can be that. */
function createLooks(parent: Element, dispatch: (action: Action) => void): Looks {
  const root = html("div", "tabs looks", parent);
  set(root, { role: "group", "aria-label": "Shown as" });
  const buttons = (["table", "picture"] as const).map((look) => {
    const button = html("button", look, root);
    setText(button, look);
    button.addEventListener("click", () => dispatch({ kind: "look", look }));
    return { look, button };
  });
  const colour = html("button", "colour", root);
  setText(colour, "in colour");
  colour.title = "Its three matrices as red, green and blue";
  colour.addEventListener("click", () =>
    dispatch({ kind: "colour", isColour: colour.getAttribute("aria-pressed") !== "true" }),
  );
  return {
    show(inspect) {
      root.hidden = !canBePicture(inspect);
      for (const { look, button } of buttons) set(button, { "aria-pressed": String(look === inspect.look) });
      colour.hidden = inspect.look === "table" || !canBeColour(inspect);
      set(colour, { "aria-pressed": String(inspect.isColour) });
    },
  };
}

interface Slices {
  /** `whole`: a dimension whose places are all shown. */
  show(tensor: TensorView | undefined, slice: readonly number[], whole: number | undefined): void;
}

/** A field for each dimension that is no row and no column of the table. */
function createSlices(parent: Element, dispatch: (action: Action) => void): Slices {
  const root = html("div", "slices", parent);
  const fields: HTMLInputElement[] = [];
  const before = html("span", "", root);
  const rest = html("span", "", root);
  setText(before, "[");
  const fieldFor = (dim: number): HTMLInputElement => {
    const field = document.createElement("input");
    field.type = "number";
    field.min = "0";
    rest.before(field);
    field.addEventListener("input", () => {
      if (field.value !== "") dispatch({ kind: "slice", dim, at: Math.floor(Number(field.value)) });
    });
    // The keys of the picture are none of a field's.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
    return field;
  };
  return {
    show(tensor, slice, whole) {
      root.hidden = slice.length === 0 || tensor === undefined;
      if (tensor === undefined) return;
      setText(rest, whole === undefined ? " :, : ]" : " :, :, : ]");
      slice.forEach((at, dim) => {
        const field = (fields[dim] ??= fieldFor(dim));
        field.hidden = dim === whole;
        const last = tensor.sizes[dim]! - 1;
        field.max = String(last);
        set(field, { "aria-label": `Place along dimension ${dim}, from 0 to ${last}`, title: `0 … ${last}` });
        if (document.activeElement !== field || Number(field.value) !== at) field.value = String(at);
      });
      for (const spare of fields.slice(slice.length)) spare.hidden = true;
    },
  };
}

interface Facts {
  show(facts: readonly TensorFact[]): void;
}

function createFacts(parent: Element, go: (index: readonly number[]) => void): Facts {
  const root = html("dl", "facts", parent);
  let drawn = "";
  return {
    show(facts) {
      const text = JSON.stringify(facts);
      if (text === drawn) return;
      drawn = text;
      root.replaceChildren();
      for (const { name, text: value, at, alarm } of facts) {
        const row = html("div", "", root);
        setClasses(row, { alarm: alarm === true });
        setText(html("dt", "", row), name);
        const data = html("dd", "", row);
        if (at === undefined) {
          setText(data, value);
          continue;
        }
        const place = html("button", "link", data);
        setText(place, value);
        place.title = `First at [${at.join(", ")}]: go there`;
        place.addEventListener("click", () => go(at));
      }
    },
  };
}

interface Pictures {
  show(picture: TensorPicture | undefined): void;
}

function createPicture(parent: Element): Pictures {
  const root = html("figure", "", parent);
  const heat = html("img", "heat", root);
  const line = html("div", "scale", root);
  const first = html("span", "", line);
  const scale = html("img", "", line);
  scale.alt = "to";
  const last = html("span", "", line);
  const notes = html("figcaption", "", root);
  return {
    show(picture) {
      root.hidden = picture === undefined;
      if (picture === undefined) return;
      set(heat, { src: pictureUri(picture.heatMap), alt: `Heat map: ${picture.alt}` });
      set(scale, { src: pictureUri(picture.scale) });
      setText(first, picture.ends[0] ?? "");
      setText(last, picture.ends[1] ?? "");
      setText(notes, picture.notes.join("; "));
    },
  };
}
