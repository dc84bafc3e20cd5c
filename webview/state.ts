/** The panel's state and its reducer: messages and a person's acts in, the next state and what is to be done out. */
import {
  type Camera,
  panBy,
  seesAll,
  sightOf,
  type Size,
  toPanelSpace,
  zoomAt,
} from "../src/picture/camera.ts";
import type { Point } from "../src/picture/curve.ts";
import type { Picture } from "../src/picture/layout.ts";
import { controlOf, middleShift, shiftOf } from "../src/picture/places.ts";
import { holds, turnText } from "../src/picture/plan.ts";
import { type Plan } from "../src/picture/planned.ts";
import type { GraphView, ToPanel } from "../src/protocol/graph-view.ts";
import { flowStep, withoutView } from "./flow-state.ts";
import { inspectAfter, inspectStep } from "./inspect-state.ts";
import { noJacobian } from "./jacobian-model.ts";
import { isOfJacobian, jacobianIn, jacobianStep } from "./jacobian-state.ts";
import { firstCamera, look, towards, uncovered, whole } from "./looking.ts";
import {
  type Action,
  cleared,
  type Effect,
  isWhatIf,
  openedIn,
  pictureSize,
  type State,
  type Step,
  step,
} from "./model.ts";
import { shownStep, stepsStep, withoutSteps } from "./steps-state.ts";
import { afterAct, type Seen, stepBack } from "./past.ts";
import { whatIfAfter, whatIfStep } from "./what-if-state.ts";
import { pinStep } from "./pins-state.ts";
import { allCalls, isSelectable, openedNow } from "./composite-state.ts";
import { predictStep } from "./predict-state.ts";

export function reduce(state: State, action: Action): Step {
  const { state: next, effects } = whatIfAfter(state, inspectAfter(state, act(state, action)));
  if (state.picture === undefined || next.uri !== state.uri) return step(next, effects);
  const isSeen = next.camera !== state.camera || next.opened !== state.opened;
  const past = isSeen ? afterAct(next.past, seenOf(state), action.kind) : next.past;
  return step(past === next.past ? next : { ...next, past }, effects);
}

function seenOf(state: State): Seen {
  return { camera: state.camera, opened: openedIn(state) };
}

/** To the view before; where other groups were opened in it, they are asked for first. */
function goBack(state: State): Step {
  const back = stepBack(state.past);
  if (back === undefined || state.uri === undefined) return step(state);
  const { camera, opened: ids } = back.seen;
  const now = openedIn(state);
  if (ids.length === now.length && ids.every((id) => now.includes(id)))
    return step({ ...state, past: back.past, camera, touched: true }, [{ kind: "save" }]);
  const past = { ...back.past, returning: camera };
  return step({ ...state, past, opened: { ...state.opened, [state.uri]: ids } }, [
    { kind: "post", message: { kind: "opened", uri: state.uri, ids } },
    { kind: "save" },
  ]);
}

function act(state: State, action: Action): Step {
  if (isOfJacobian(action)) return jacobianStep(state, action);
  switch (action.kind) {
    case "flow":
    case "showFlow":
    case "toggleFlow":
    case "rate":
    case "row":
      return flowStep(state, action);
    case "inspected":
    case "aspect":
    case "see":
    case "slice":
    case "element":
    case "take":
    case "look":
    case "colour":
      return inspectStep(state, action);
    case "steps":
    case "stepThrough":
    case "toggleSteps":
    case "stepTo":
    case "stepBy":
    case "playSteps":
    case "stepSpeed":
      return stepsStep(state, action);
    case "whatIf":
    case "dragLeaf":
    case "resetLeaves":
    case "writeLeaves":
      return whatIfStep(state, action);
    case "predicted":
    case "predict":
      return predictStep(state, action);
    case "pins":
    case "togglePin":
    case "unpin":
    case "against":
      return pinStep(state, action);
    case "graph":
      return takeGraph(state, action.message, action.plan);
    case "nothing":
      return step(
        {
          ...state,
          ...cleared,
          flow: withoutView(state),
          steps: withoutSteps(state),
          jacobian: noJacobian,
          nothing: true,
          uri: undefined,
          file: "",
          locked: false,
        },
        [{ kind: "save" }],
      );
    case "lit":
      return action.uri === state.uri ? light(state, action.ids, action.show) : step(state);
    case "edited":
      return step(action.uri === state.uri ? { ...state, textVersion: action.version } : state);
    case "picture":
      return takePicture(state, action.plan, action.picture);
    case "failed":
      return step({ ...state, failure: action.text }, [
        { kind: "post", message: { kind: "problem", text: action.text } },
      ]);
    case "resize":
      return resized(state, action.size, action.plan);
    case "cover":
      return step(uncovered({ ...state, cover: action.height }, state.selected));
    case "pan":
      return moved(state, panBy(state.camera, action.dx, action.dy, pictureSize(state), state.size));
    case "zoom":
      return moved(state, zoomAt(state.camera, action.factor, action.at ?? middle(state.size)));
    case "fit":
      return step({ ...state, camera: whole(state), touched: false }, [{ kind: "save" }]);
    case "go":
      return moved(state, towards(state, action.side));
    case "back":
      return goBack(state);
    case "select":
      return select(state, action.id, action.focus);
    case "deselect":
      return step({ ...state, selected: undefined }, [{ kind: "save" }]);
    case "focus":
      return step(uncovered({ ...state, focused: action.id }, action.id));
    case "toggle":
      return toggle(state, action.id);
    case "turn":
      return turnTo(state, action.id);
    case "allCalls":
      return allCalls(state, action.ids, action.open);
    case "lock":
      return step({ ...state, locked: !state.locked }, [
        { kind: "post", message: { kind: "lock", locked: !state.locked } },
        { kind: "save" },
      ]);
  }
}

function takeGraph(state: State, message: Extract<ToPanel, { kind: "graph" }>, plan: Plan): Step {
  const { view, file, locked, large } = message;
  const other = view.uri !== state.uri;
  const base: State = {
    ...state,
    ...(other
      ? {
          ...cleared,
          flow: withoutView(state),
          steps: withoutSteps(state),
          touched: false,
          restored: undefined,
        }
      : {}),
    uri: view.uri,
    file,
    locked,
    large,
    predict: { ...(other ? cleared : state).predict, hides: message.hides === true },
    nothing: false,
    failure: undefined,
    jacobian: jacobianIn(state, view),
  };
  if (view.empty !== undefined) {
    return step({ ...base, latest: { view, plan }, picture: undefined, selected: undefined }, [
      { kind: "save" },
    ]);
  }
  // Drawn larger there is room for less, and the graph may flow another way.
  const latest = { view, plan: large === state.large ? planToKeep(base, plan) : plan };
  const next = { ...base, latest, ...followGroups(base, view) };
  const effects: Effect[] = other ? [{ kind: "save" }] : [];
  // The plan that is shown, or that a layout is under way for, is kept as it is while it has room for the numbers.
  if (latest.plan === plan) effects.push({ kind: "layout", plan });
  return step(next, effects);
}

/** A plan whose picture is there or on its way, where it can show the new numbers too; otherwise the new plan. */
function planToKeep(state: State, plan: Plan): Plan {
  if (state.latest !== undefined) return holds(state.latest.plan, plan) ? state.latest.plan : plan;
  return plan;
}

/** A selected node that vanished into a closed group gives way to the group's call. */
function followGroups(state: State, view: GraphView): Pick<State, "selected" | "focused"> {
  const ids = new Set([...view.nodes.map((node) => node.id), ...view.groups.map((group) => group.id)]);
  const before = state.latest?.view;
  const parents = new Map<string, string | undefined>([
    ...(before?.groups ?? []).map((group) => [group.id, group.parent] as const),
    ...(before?.nodes ?? []).map((node) => [node.id, node.group] as const),
  ]);
  const follow = (id: string | undefined): string | undefined => {
    let at = id;
    while (at !== undefined && !ids.has(at)) at = parents.get(at);
    return at;
  };
  const selected = follow(state.selected);
  return {
    selected: openedNow(state, view) ?? (isSelectable(view, selected) ? selected : undefined),
    focused: follow(state.focused),
  };
}

function takePicture(state: State, plan: Plan, picture: Picture): Step {
  const { state: next, effects } = placePicture(state, plan, picture);
  if (next.toShow === undefined || next.picture?.picture !== picture) return step(next, effects);
  return step({ ...uncovered(next, next.toShow), toShow: undefined }, effects);
}

function placePicture(state: State, plan: Plan, picture: Picture): Step {
  // A picture of a graph that is no longer wanted: the one that is wanted is on its way.
  if (state.latest?.plan !== plan || state.uri === undefined) return step(state);
  const before = state.picture;
  const centre = state.latest.view.part?.centre;
  const next: State = {
    ...state,
    picture: { plan, picture, uri: state.uri, centre, large: state.large },
    failure: undefined,
    anchor: undefined,
    restored: undefined,
    past: { ...state.past, returning: undefined },
  };
  const effects: Effect[] = [{ kind: "save" }];
  const { returning } = state.past;
  if (returning !== undefined) return step({ ...next, camera: returning, touched: true }, effects);
  if (state.anchor !== undefined && state.focused === state.anchor.id) {
    effects.push({ kind: "focus", id: state.anchor.id });
  }
  if (before?.picture.flow !== picture.flow || before.large !== state.large)
    return step(withStepSeen(firstCamera(next, state.restored)), effects);
  const held = state.anchor === undefined ? undefined : controlOf(picture, state.anchor.id);
  if (state.anchor !== undefined && held !== undefined) {
    const zoom = state.camera.zoom;
    const camera = { x: state.anchor.x - held.x * zoom, y: state.anchor.y - held.y * zoom, zoom };
    return step({ ...next, camera, touched: true }, effects);
  }
  // Another part of a large graph is looked at from its own middle.
  if (before.centre !== centre) return step({ ...next, camera: look(next), touched: false }, effects);
  // While a leaf is dragged it stays under the eye; otherwise as much as can be.
  const by =
    (isWhatIf(state) ? shiftOf(before.picture, picture, state.selected) : undefined) ??
    middleShift(before.picture, picture, sightOf(state.camera, state.size));
  const { x, y, zoom } = state.camera;
  const kept = { x: x - by.x * zoom, y: y - by.y * zoom, zoom };
  const grew = seesAll(state.camera, before.picture, state.size) && !seesAll(kept, picture, state.size);
  const seen = { ...next, camera: grew && !state.touched ? look(next) : kept };
  return step(isWhatIf(state) ? uncovered(seen, state.selected) : seen, effects);
}

function resized(state: State, size: Size, plan: Plan | undefined): Step {
  const next = { ...state, size };
  if (plan !== undefined && state.latest !== undefined) {
    const turned = { ...next, latest: { view: state.latest.view, plan }, touched: false };
    return step(turned, [{ kind: "layout", plan }]);
  }
  const isMoved = state.touched || state.picture === undefined;
  return step(withStepSeen(isMoved ? next : { ...next, camera: look(next) }));
}

/** In a panel of another size the gate of the step that is shown is still in sight. */
function withStepSeen(state: State): State {
  return uncovered(state, shownStep(state.steps)?.node);
}

function moved(state: State, camera: Camera): Step {
  return step({ ...state, camera, touched: true }, [{ kind: "save" }]);
}

function select(state: State, id: string, focus: boolean): Step {
  const uri = state.uri;
  if (uri === undefined || state.latest === undefined || !isSelectable(state.latest.view, id))
    return step(state);
  const next = uncovered({ ...state, selected: id, focused: id }, id);
  return step(next, [{ kind: "post", message: { kind: "reveal", uri, id, focus } }, { kind: "save" }]);
}

function light(state: State, ids: readonly string[], show: boolean): Step {
  const same = ids.length === state.lit.length && ids.every((id, index) => id === state.lit[index]);
  const next = same ? state : { ...state, lit: ids };
  if (!show) return step(next);
  const isDrawn = state.picture !== undefined && state.picture.plan === state.latest?.plan;
  return step(isDrawn ? uncovered(next, ids[0]) : { ...next, toShow: ids[0] });
}

/** Another turn of a loop; the loop's own control stays where it is. */
function turnTo(state: State, id: string): Step {
  const { uri, latest, picture } = state;
  const loop = latest?.view.groups.find((group) => id.startsWith(`${group.id}@`));
  if (uri === undefined || loop?.turns === undefined) return step(state);
  const turn = Number(id.slice(loop.id.length + 1));
  const control = picture && controlOf(picture.picture, loop.id);
  const anchor = control && { id: loop.id, ...toPanelSpace(state.camera, control) };
  return step({ ...state, anchor }, [
    { kind: "post", message: { kind: "turn", uri, id } },
    { kind: "announce", text: turnText(turn + 1, loop.turns.count) },
  ]);
}

function toggle(state: State, id: string): Step {
  const { uri, latest, picture } = state;
  if (uri === undefined || latest === undefined) return step(state);
  const group = latest.view.groups.find((candidate) => candidate.id === id);
  const node = latest.view.nodes.find((candidate) => candidate.id === id && candidate.canOpen);
  const aside = latest.view.aside?.id === id ? latest.view.aside : undefined;
  if (group === undefined && node === undefined && aside === undefined) return step(state);
  const before = openedIn(state);
  const isOpen = group !== undefined || aside?.isShown === true;
  const ids = isOpen ? before.filter((other) => other !== id) : [...before, id];
  const control = picture === undefined ? undefined : controlOf(picture.picture, id);
  const anchor = control === undefined ? undefined : { id, ...toPanelSpace(state.camera, control) };
  const what =
    aside === undefined ? (group ?? node)?.label : `Values not on the way to ${latest.view.target}`;
  const text = `${what ?? ""} ${isOpen ? "closed" : "opened"}`;
  return step({ ...state, opened: { ...state.opened, [uri]: ids }, anchor }, [
    { kind: "post", message: { kind: "opened", uri, ids } },
    { kind: "save" },
    { kind: "announce", text },
  ]);
}

function middle(size: Size): Point {
  return { x: size.width / 2, y: size.height / 2 };
}
