/** The inspector's part of the panel's state: what is looked at of the selected value, and what the host has said of it. */
import type { FromPanel, ToPanel } from "../src/protocol/graph-view.ts";
import type { InspectQuestion, TensorWindow } from "../src/protocol/inspect.ts";
import {
  type InspectAction,
  type InspectState,
  noInspection,
  shownAsPicture,
  tableSize,
} from "./inspect-model.ts";
import { openedCall } from "./composite-state.ts";
import { type Effect, selectedNode, type State, type Step, step } from "./model.ts";

/** So many rows and columns are brought beyond those that are seen: scrolling goes on in what is there. */
const beyond = { rows: 40, columns: 12 };

export function inspectStep(state: State, action: InspectAction): Step {
  const { inspect } = state;
  switch (action.kind) {
    case "inspected": {
      const next = answered(state, action);
      // A picture needs to know the sizes first.
      return asking(next, next.inspect.tensor === inspect.tensor ? [] : ["image"]);
    }
    case "aspect": {
      if (action.aspect === inspect.aspect) return step(state);
      // The gradient has the sizes of its value: what is seen of one is seen of the other.
      const next = {
        ...inspect,
        aspect: action.aspect,
        tensor: undefined,
        refused: undefined,
        part: undefined,
        image: undefined,
      };
      return asking({ ...state, inspect: { ...next, asked: {} } }, ["tensor", "window"]);
    }
    case "look": {
      const next = { ...state, inspect: { ...inspect, look: action.look } };
      return look(next);
    }
    case "colour":
      return asking({ ...state, inspect: { ...inspect, isColour: action.isColour } }, ["image"]);
    case "take": {
      const { uri, selected } = state;
      if (uri === undefined || selected === undefined) return step(state);
      const message: FromPanel = { kind: "take", uri, id: selected, aspect: inspect.aspect, as: action.as };
      return step(state, [{ kind: "post", message }]);
    }
    case "see": {
      const { seen } = action;
      const isSame = JSON.stringify(seen) === JSON.stringify(inspect.seen);
      return see(isSame ? state : { ...state, inspect: { ...inspect, seen } });
    }
    case "slice": {
      const size = inspect.tensor?.sizes[action.dim] ?? 0;
      const at = Math.max(0, Math.min(size - 1, action.at));
      if (at === inspect.slice[action.dim]) return step(state);
      const slice = inspect.slice.with(action.dim, at);
      return look({ ...state, inspect: { ...inspect, slice, part: undefined } });
    }
    case "element": {
      const slice = action.index.slice(0, -2);
      const isElsewhere = slice.some((at, dim) => at !== inspect.slice[dim]);
      const next = { ...inspect, element: action.index, slice };
      const asked = asking({ ...state, inspect: next }, ["element"]);
      if (!isElsewhere) return asked;
      const seen = look({ ...asked.state, inspect: { ...asked.state.inspect, part: undefined } });
      return step(seen.state, [...asked.effects, ...seen.effects]);
    }
  }
}

/** What is to be asked after something else has happened: another value is selected, or its numbers may be others. */
export function inspectAfter(before: State, { state, effects }: Step): Step {
  if (state.selected === before.selected && state.latest?.view === before.latest?.view)
    return step(state, effects);
  const isSame = state.selected === before.selected && state.uri === before.uri;
  const { aspect, look: shown, isColour } = state.inspect;
  // A call that is closed again keeps its id.
  const composite = openedCall(state) && state.inspect.composite;
  const kept = isSame ? state.inspect : { ...noInspection, aspect, look: shown, isColour };
  const next = { ...state, inspect: { ...kept, composite: isSame ? composite : undefined } };
  const asked = asking(next, ["tensor", "window", "element", "savings", "composite"]);
  return step(asked.state, [...effects, ...asked.effects]);
}

function asking(state: State, kinds: readonly InspectQuestion["kind"][]): Step {
  return kinds.reduce<Step>((done, kind) => {
    const question = questionOf(done.state, kind);
    if (question === undefined || state.uri === undefined) return done;
    const { inspect } = done.state;
    const asked = { ...inspect.asked, [kind]: JSON.stringify(question) };
    const message: FromPanel = { kind: "inspect", uri: state.uri, question };
    const effect: Effect = { kind: "post", message };
    return step({ ...done.state, inspect: { ...inspect, asked } }, [...done.effects, effect]);
  }, step(state));
}

function questionOf(state: State, kind: InspectQuestion["kind"]): InspectQuestion | undefined {
  const node = selectedNode(state);
  const { aspect } = state.inspect;
  if (kind === "savings") return node?.kind === "target" ? { kind } : undefined;
  if (kind === "composite") {
    const call = openedCall(state);
    return call && { kind, id: call.id };
  }
  // What a single number is stands in the card.
  if (node?.value === undefined || node.shape === "scalar") return undefined;
  switch (kind) {
    case "tensor":
      return { kind, id: node.id, aspect };
    case "window": {
      const window = shownAsPicture(state.inspect) ? undefined : windowAround(state.inspect);
      return window && { kind, id: node.id, aspect, window };
    }
    case "image": {
      const window = pictured(state.inspect);
      return window && { kind, id: node.id, aspect, window };
    }
    case "element": {
      const { element } = state.inspect;
      return element && { kind, id: node.id, aspect: "value", index: element };
    }
    case "take":
      return undefined;
  }
}

/** What the picture shows: a matrix of the slice, or all three of a picture in colour. */
function pictured(inspect: InspectState): TensorWindow | undefined {
  const shown = shownAsPicture(inspect);
  const { tensor, slice } = inspect;
  if (shown === undefined || tensor === undefined) return undefined;
  const isWhole = (dim: number): boolean => dim >= slice.length || dim === shown.inColour;
  return {
    starts: tensor.sizes.map((_, dim) => (isWhole(dim) ? 0 : slice[dim]!)),
    sizes: tensor.sizes.map((size, dim) => (isWhole(dim) ? size : 1)),
  };
}

/** What is seen of the table with what is around it. */
function windowAround({ seen, tensor, slice }: InspectState): TensorWindow | undefined {
  if (seen === undefined || tensor === undefined) return undefined;
  const { rows, columns } = tableSize(tensor.sizes);
  const top = Math.max(0, seen.top - beyond.rows);
  const height = Math.min(rows, seen.bottom + beyond.rows) - top;
  if (tensor.sizes.length < 2) return { starts: [top], sizes: [height] };
  const left = Math.max(0, seen.left - beyond.columns);
  const width = Math.min(columns, seen.right + beyond.columns) - left;
  return { starts: [...slice, top, left], sizes: [...slice.map(() => 1), height, width] };
}

/** Asks for another slice, as it is shown. */
function look(state: State): Step {
  return shownAsPicture(state.inspect) ? asking(state, ["image"]) : see(state);
}

/** Asks for what is seen where it is not there and is not on its way. */
function see(state: State): Step {
  const { inspect } = state;
  const { asked, part } = inspect;
  const onItsWay = asked.window === undefined ? undefined : (JSON.parse(asked.window) as InspectQuestion);
  const isThere = (window: TensorWindow | undefined): boolean =>
    window !== undefined && covers(inspect, window);
  if (isThere(part?.window) || (onItsWay?.kind === "window" && isThere(onItsWay.window))) return step(state);
  return asking(state, ["window"]);
}

/** Whether a window has all that is seen of the table. */
function covers({ seen, slice }: InspectState, { starts, sizes }: TensorWindow): boolean {
  if (seen === undefined) return true;
  if (slice.some((at, dim) => at !== starts[dim])) return false;
  const isVector = starts.length < 2;
  const [top, height] = isVector ? [starts[0]!, sizes[0]!] : [starts.at(-2)!, sizes.at(-2)!];
  const [left, width] = isVector ? [0, 1] : [starts.at(-1)!, sizes.at(-1)!];
  return top <= seen.top && top + height >= seen.bottom && left <= seen.left && left + width >= seen.right;
}

function answered(state: State, { uri, question, answer }: Extract<ToPanel, { kind: "inspected" }>): State {
  const { inspect } = state;
  if (uri !== state.uri || inspect.asked[question.kind] !== JSON.stringify(question)) return state;
  // What is newer than the picture is right: its picture is on its way.
  if (answer !== null && answer.version < (state.latest?.view.version ?? 0)) return state;
  if (answer?.kind === "refused" && question.kind === "element")
    return { ...state, inspect: { ...inspect, told: undefined } };
  if (answer?.kind === "refused")
    return { ...state, inspect: { ...inspect, tensor: undefined, part: undefined, refused: answer.text } };
  switch (answer?.kind) {
    case undefined:
      return question.kind === "tensor" || question.kind === "savings" || question.kind === "composite"
        ? { ...state, inspect: { ...inspect, [question.kind]: undefined } }
        : state;
    case "savings":
    case "composite":
      return { ...state, inspect: { ...inspect, [answer.kind]: answer } };
    case "tensor": {
      const { sizes } = answer;
      const isOther = sizes.join() !== inspect.tensor?.sizes.join();
      const slice = isOther ? keptSlice(inspect, sizes) : inspect.slice;
      const isIn =
        inspect.element?.length === sizes.length && inspect.element.every((at, dim) => at < sizes[dim]!);
      const element = isIn ? inspect.element : undefined;
      const told = element === undefined ? undefined : inspect.told;
      return { ...state, inspect: { ...inspect, tensor: answer, refused: undefined, slice, element, told } };
    }
    case "window":
      return { ...state, inspect: { ...inspect, part: answer } };
    case "image":
      return { ...state, inspect: { ...inspect, image: answer } };
    case "element":
      return { ...state, inspect: { ...inspect, told: answer } };
    case "take":
      return state;
  }
}

/** The slice that was looked at, where the tensor still has it. */
function keptSlice({ slice }: InspectState, sizes: readonly number[]): readonly number[] {
  return sizes.slice(0, -2).map((size, dim) => Math.max(0, Math.min(size - 1, slice[dim] ?? 0)));
}
