/** The panel's state and its reducer: messages and a person's acts in, the next state and what is to be done out. */
import type { FromPanel, GraphView, PanelState, ToPanel, ViewNode } from "../src/protocol/graph-view.ts";
import {
  type Area,
  type Camera,
  fit,
  limit,
  panBy,
  seesAll,
  show,
  type Size,
  toPanelSpace,
  zoomAt,
  firstLook,
} from "../src/picture/camera.ts";
import { beyond, type Side } from "../src/picture/beyond.ts";
import { areaOf, controlOf, middleShift } from "../src/picture/places.ts";
import type { Point } from "../src/picture/curve.ts";
import type { Picture } from "../src/picture/layout.ts";
import { holds, type Plan } from "../src/picture/plan.ts";

/** A graph with the plan of its picture. */
export interface Planned {
  readonly view: GraphView;
  readonly plan: Plan;
}

export interface State {
  readonly uri: string | undefined;
  readonly file: string;
  readonly locked: boolean;
  /** No `.grad` editor is there to follow. */
  readonly nothing: boolean;
  /** What the host said last. */
  readonly latest: Planned | undefined;
  /** The picture on the screen, and the plan that it was made for; behind `latest` while a layout is under way. */
  readonly picture: { readonly plan: Plan; readonly picture: Picture; readonly uri: string } | undefined;
  /** Why the latest graph could not be laid out. */
  readonly failure: string | undefined;
  readonly opened: Readonly<Record<string, readonly string[]>>;
  readonly camera: Camera;
  /** The camera of an earlier life of this panel, for the first picture. */
  readonly restored: Camera | undefined;
  /** The person moved the view: it is theirs until they ask for the whole picture. */
  readonly touched: boolean;
  readonly size: Size;
  /** How much of the panel's bottom the card covers. */
  readonly cover: number;
  /** The control that was used to open or close, and where on the panel it is to stay. */
  readonly anchor: (Point & { readonly id: string }) | undefined;
  readonly selected: string | undefined;
  readonly focused: string | undefined;
  readonly lit: readonly string[];
  /** A node that is to be brought into view with the picture that is under way. */
  readonly toShow: string | undefined;
}

export type Action =
  | { readonly kind: "graph"; readonly message: Extract<ToPanel, { kind: "graph" }>; readonly plan: Plan }
  | { readonly kind: "nothing" }
  | Extract<ToPanel, { kind: "lit" }>
  | { readonly kind: "picture"; readonly plan: Plan; readonly picture: Picture }
  | { readonly kind: "failed"; readonly text: string }
  /** With a plan where the graph is to flow the other way in that size. */
  | { readonly kind: "resize"; readonly size: Size; readonly plan?: Plan | undefined }
  | { readonly kind: "cover"; readonly height: number }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "zoom"; readonly factor: number; readonly at?: Point }
  | { readonly kind: "fit" }
  /** Towards what lies beyond an edge. */
  | { readonly kind: "go"; readonly side: Side }
  | { readonly kind: "select"; readonly id: string; readonly focus: boolean }
  | { readonly kind: "deselect" }
  | { readonly kind: "focus"; readonly id: string | undefined }
  | { readonly kind: "toggle"; readonly id: string }
  | { readonly kind: "lock" };

export type Effect =
  | { readonly kind: "post"; readonly message: FromPanel }
  | { readonly kind: "layout"; readonly plan: Plan }
  | { readonly kind: "save" }
  | { readonly kind: "announce"; readonly text: string }
  /** Puts the keyboard on a node or group, where it was on one that has become this one. */
  | { readonly kind: "focus"; readonly id: string };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The state of a panel that begins, or that comes back with what `setState` kept. */
export function initialState(kept: PanelState | undefined): State {
  const camera = kept === undefined ? { x: 0, y: 0, zoom: 1 } : { ...kept.pan, zoom: kept.zoom };
  return {
    uri: kept?.uri,
    file: "",
    locked: kept?.locked ?? false,
    nothing: false,
    latest: undefined,
    picture: undefined,
    failure: undefined,
    opened: kept?.opened ?? {},
    camera,
    restored: kept === undefined ? undefined : camera,
    touched: false,
    size: { width: 0, height: 0 },
    cover: 0,
    anchor: undefined,
    selected: undefined,
    focused: undefined,
    lit: [],
    toShow: undefined,
  };
}

/** What outlives a reload. */
export function keptState(state: State): PanelState {
  const { uri, locked, opened, camera } = state;
  return { uri, locked, opened, pan: { x: camera.x, y: camera.y }, zoom: camera.zoom };
}

/** The first message to the host: everything is wanted. */
export function readyMessage({ opened, uri, locked }: State): FromPanel {
  return { kind: "ready", opened, uri, locked };
}

export function reduce(state: State, action: Action): Step {
  switch (action.kind) {
    case "graph":
      return takeGraph(state, action.message, action.plan);
    case "nothing":
      return step({ ...state, ...cleared, nothing: true, uri: undefined, file: "", locked: false }, [
        { kind: "save" },
      ]);
    case "lit":
      return action.uri === state.uri ? light(state, action.ids, action.show) : step(state);
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
      return step({ ...state, camera: fit(pictureSize(state), state.size), touched: false }, [
        { kind: "save" },
      ]);
    case "go":
      return moved(state, towards(state, action.side));
    case "select":
      return select(state, action.id, action.focus);
    case "deselect":
      return step({ ...state, selected: undefined });
    case "focus":
      return step(uncovered({ ...state, focused: action.id }, action.id));
    case "toggle":
      return toggle(state, action.id);
    case "lock":
      return step({ ...state, locked: !state.locked }, [
        { kind: "post", message: { kind: "lock", locked: !state.locked } },
        { kind: "save" },
      ]);
  }
}

/** The sentence above the picture, if there is one. */
export function bannerOf(state: State): string | undefined {
  return state.failure ?? state.latest?.view.banner;
}

/** The sentence in place of a picture, if there is none to show. */
export function emptyOf(state: State): string | undefined {
  if (state.nothing) return "Open a .grad file to see its graph here.";
  return state.latest?.view.empty;
}

export function selectedNode(state: State): ViewNode | undefined {
  return state.latest?.view.nodes.find((node) => node.id === state.selected);
}

const cleared = {
  latest: undefined,
  picture: undefined,
  failure: undefined,
  anchor: undefined,
  selected: undefined,
  focused: undefined,
  lit: [],
  toShow: undefined,
} as const;

function step(state: State, effects: readonly Effect[] = []): Step {
  return { state, effects };
}

function takeGraph(state: State, message: Extract<ToPanel, { kind: "graph" }>, plan: Plan): Step {
  const { view, file, locked } = message;
  const other = view.uri !== state.uri;
  const base: State = {
    ...state,
    ...(other ? { ...cleared, touched: false, restored: undefined } : {}),
    uri: view.uri,
    file,
    locked,
    nothing: false,
    failure: undefined,
  };
  if (view.empty !== undefined) {
    return step({ ...base, latest: { view, plan }, picture: undefined, selected: undefined }, [
      { kind: "save" },
    ]);
  }
  const latest = { view, plan: planToKeep(base, plan) };
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
    selected: view.nodes.some((node) => node.id === selected) ? selected : undefined,
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
  const next: State = {
    ...state,
    picture: { plan, picture, uri: state.uri },
    failure: undefined,
    anchor: undefined,
    restored: undefined,
  };
  const effects: Effect[] = [{ kind: "save" }];
  if (state.anchor !== undefined && state.focused === state.anchor.id) {
    effects.push({ kind: "focus", id: state.anchor.id });
  }
  if (before === undefined || before.picture.flow !== picture.flow)
    return step(firstCamera(next, state.restored), effects);
  const held = state.anchor === undefined ? undefined : controlOf(picture, state.anchor.id);
  if (state.anchor !== undefined && held !== undefined) {
    const zoom = state.camera.zoom;
    const camera = { x: state.anchor.x - held.x * zoom, y: state.anchor.y - held.y * zoom, zoom };
    return step({ ...next, camera, touched: true }, effects);
  }
  const by = middleShift(before.picture, picture);
  const { x, y, zoom } = state.camera;
  const kept = { x: x - by.x * zoom, y: y - by.y * zoom, zoom };
  const grew = seesAll(state.camera, before.picture, state.size) && !seesAll(kept, picture, state.size);
  return step({ ...next, camera: grew && !state.touched ? look(next) : kept }, effects);
}

function firstCamera(state: State, restored: Camera | undefined): State {
  const first = look(state);
  if (restored === undefined || !isUsable(restored, pictureSize(state), state.size)) {
    return { ...state, camera: first, touched: false };
  }
  const away = Math.abs(restored.x - first.x) + Math.abs(restored.y - first.y);
  return { ...state, camera: restored, touched: away > 1 || restored.zoom !== first.zoom };
}

function look(state: State): Camera {
  const target = state.picture?.picture.nodes.find((node) => node.shape === "target");
  return firstLook(pictureSize(state), state.size, target);
}

/** Most of a panel further, or as far as there is something. */
function towards(state: State, side: Side): Camera {
  const { camera, size, picture } = state;
  if (picture === undefined) return camera;
  const isLevel = side === "left" || side === "right";
  const far = 0.8 * (isLevel ? size.width : size.height);
  const by = Math.min(far, beyond(picture.picture, camera, size, () => true)[side].distance);
  const sign = side === "left" || side === "up" ? 1 : -1;
  return isLevel ? { ...camera, x: camera.x + sign * by } : { ...camera, y: camera.y + sign * by };
}

function isUsable(camera: Camera, picture: Size, panel: Size): boolean {
  const same = panBy(camera, 0, 0, picture, panel);
  return camera.zoom > 0 && same.x === camera.x && same.y === camera.y;
}

function resized(state: State, size: Size, plan: Plan | undefined): Step {
  const next = { ...state, size };
  if (plan !== undefined && state.latest !== undefined) {
    const turned = { ...next, latest: { view: state.latest.view, plan }, touched: false };
    return step(turned, [{ kind: "layout", plan }]);
  }
  return step(state.touched || state.picture === undefined ? next : { ...next, camera: look(next) });
}

function moved(state: State, camera: Camera): Step {
  return step({ ...state, camera, touched: true }, [{ kind: "save" }]);
}

function select(state: State, id: string, focus: boolean): Step {
  const uri = state.uri;
  if (uri === undefined || state.latest?.view.nodes.some((node) => node.id === id) !== true)
    return step(state);
  const next = uncovered({ ...state, selected: id, focused: id }, id);
  return step(next, [{ kind: "post", message: { kind: "reveal", uri, id, focus } }]);
}

function light(state: State, ids: readonly string[], show: boolean): Step {
  const same = ids.length === state.lit.length && ids.every((id, index) => id === state.lit[index]);
  const next = same ? state : { ...state, lit: ids };
  if (!show) return step(next);
  const isDrawn = state.picture !== undefined && state.picture.plan === state.latest?.plan;
  return step(isDrawn ? uncovered(next, ids[0]) : { ...next, toShow: ids[0] });
}

function toggle(state: State, id: string): Step {
  const { uri, latest, picture } = state;
  if (uri === undefined || latest === undefined) return step(state);
  const group = latest.view.groups.find((candidate) => candidate.id === id);
  const node = latest.view.nodes.find((candidate) => candidate.id === id && candidate.canOpen);
  const aside = latest.view.aside?.id === id ? latest.view.aside : undefined;
  if (group === undefined && node === undefined && aside === undefined) return step(state);
  const before = Object.hasOwn(state.opened, uri) ? (state.opened[uri] ?? []) : [];
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

/** Moves the view as little as needed for a node that the person turned to. */
function uncovered(state: State, id: string | undefined): State {
  const area: Area | undefined =
    id === undefined || state.picture === undefined ? undefined : areaOf(state.picture.picture, id);
  if (area === undefined) return state;
  const free = { width: state.size.width, height: state.size.height - state.cover };
  const camera = show(state.camera, area, free, limit(free.height / 10, 8, 32));
  return camera.x === state.camera.x && camera.y === state.camera.y
    ? state
    : { ...state, camera, touched: true };
}

function pictureSize(state: State): Size {
  return state.picture?.picture ?? { width: 0, height: 0 };
}

function middle(size: Size): Point {
  return { x: size.width / 2, y: size.height / 2 };
}
