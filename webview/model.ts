/** What the panel's state is, what can happen to it, and what is read from it. */
import type { Side } from "../src/picture/beyond.ts";
import type { Camera, Size } from "../src/picture/camera.ts";
import type { Point } from "../src/picture/curve.ts";
import type { Picture } from "../src/picture/layout.ts";
import type { Plan } from "../src/picture/planned.ts";
import { defaultRate, type FlowView } from "../src/protocol/flow-view.ts";
import type { WhatIfSubject } from "../src/protocol/what-if-view.ts";
import type {
  FlowAsked,
  FromPanel,
  GraphView,
  PanelState,
  ToPanel,
  ViewNode,
} from "../src/protocol/graph-view.ts";
import { type InspectAction, type InspectState, noInspection } from "./inspect-model.ts";
import type { StepsView } from "../src/protocol/steps-view.ts";
import type { Against, PinsView } from "../src/protocol/pins-view.ts";
import { type JacobianAction, type JacobianState, noJacobian } from "./jacobian-model.ts";
import { noPast, type Past } from "./past.ts";
import { noPrediction, type PredictState } from "./predict-model.ts";
import { noWhatIf, type WhatIfAction, type WhatIfState } from "./what-if-model.ts";

/** A graph with the plan of its picture. */
export interface Planned {
  readonly view: GraphView;
  readonly plan: Plan;
}

export interface Drawn {
  readonly plan: Plan;
  readonly picture: Picture;
  readonly uri: string;
  /** The middle of the part that it shows of a large graph. */
  readonly centre: string | undefined;
  readonly large: boolean;
}

export interface State {
  readonly uri: string | undefined;
  readonly file: string;
  readonly locked: boolean;
  /** Everything is to be read from afar. */
  readonly large: boolean;
  /** No `.grad` editor is there to follow. */
  readonly nothing: boolean;
  /** What the host said last. */
  readonly latest: Planned | undefined;
  /** The picture on the screen, and the plan that it was made for; behind `latest` while a layout is under way. */
  readonly picture: Drawn | undefined;
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
  readonly past: Past;
  /** The newest version of the text that the panel was told of. */
  readonly textVersion: number;
  readonly flow: FlowState;
  readonly inspect: InspectState;
  readonly steps: StepsState;
  readonly whatIf: WhatIfState;
  /** The pinned values of the file, as the host said last. */
  readonly pins: PinsView | undefined;
  readonly jacobian: JacobianState;
  readonly predict: PredictState;
}

/** Stepping through the graph, in a bar under the picture. */
export interface StepsState {
  readonly isOn: boolean;
  /** The step that a person came to, by its id; the first one where there is none. */
  readonly at: string | undefined;
  /** The ids up to there, as they were last known: while its gate is gone, the nearest one before it is shown. */
  readonly way: readonly string[];
  readonly isPlaying: boolean;
  /** How many times as fast as at first. */
  readonly speed: number;
  /** What the host said last. */
  readonly view: StepsView | undefined;
}

/** The gradient flow, which takes the picture's place. */
export interface FlowState {
  readonly isShown: boolean;
  /** The learning rate that updates are judged at. */
  readonly rate: number;
  /** What the host said last. */
  readonly view: FlowView | undefined;
}

export type Action =
  | WhatIfAction
  | { readonly kind: "graph"; readonly message: Extract<ToPanel, { kind: "graph" }>; readonly plan: Plan }
  | { readonly kind: "nothing" }
  | Extract<ToPanel, { kind: "lit" }>
  | Extract<ToPanel, { kind: "edited" }>
  | Extract<ToPanel, { kind: "flow" }>
  | Extract<ToPanel, { kind: "showFlow" }>
  | Extract<ToPanel, { kind: "pins" | "predicted" | "allCalls" }>
  /** What is typed for the hidden gradient of the selected node. */
  | { readonly kind: "predict"; readonly text: string }
  /** Pins a drawn node, or takes its pin away. */
  | { readonly kind: "togglePin"; readonly id: string }
  | { readonly kind: "unpin"; readonly id: string }
  | { readonly kind: "against"; readonly against: Against }
  /** The gradient flow or the picture. */
  | { readonly kind: "toggleFlow" }
  | JacobianAction
  | { readonly kind: "rate"; readonly rate: number }
  /** Shows a row of the gradient flow, or a pinned value, in the source. */
  | { readonly kind: "row"; readonly id: string; readonly focus: boolean }
  | Extract<ToPanel, { kind: "steps" }>
  | Extract<ToPanel, { kind: "stepThrough" }>
  /** Begins to step through the graph, or ends it. */
  | { readonly kind: "toggleSteps" }
  /** To a step, from 0; beyond the last one to that. */
  | { readonly kind: "stepTo"; readonly index: number }
  /** `isPlaying`: it came by itself, and more are to come. */
  | { readonly kind: "stepBy"; readonly by: 1 | -1; readonly isPlaying?: true }
  | { readonly kind: "playSteps" }
  | { readonly kind: "stepSpeed"; readonly speed: number }
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
  /** To the view before. */
  | { readonly kind: "back" }
  | { readonly kind: "select"; readonly id: string; readonly focus: boolean }
  | { readonly kind: "deselect" }
  | { readonly kind: "focus"; readonly id: string | undefined }
  | { readonly kind: "toggle"; readonly id: string }
  /** Another turn of an opened loop, by the loop's id with the turn: `loop t#0@3`. */
  | { readonly kind: "turn"; readonly id: string }
  | InspectAction
  | { readonly kind: "lock" };

export type Effect =
  | { readonly kind: "post"; readonly message: FromPanel }
  | { readonly kind: "layout"; readonly plan: Plan }
  | { readonly kind: "save" }
  | { readonly kind: "announce"; readonly text: string }
  /** Puts the keyboard on what steps through the graph. */
  | { readonly kind: "focusSteps" }
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
    large: false,
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
    selected: kept?.selected,
    focused: undefined,
    lit: [],
    toShow: undefined,
    past: noPast,
    textVersion: 0,
    pins: undefined,
    jacobian: noJacobian,
    predict: noPrediction,
    flow: { ...(kept?.flow ?? { isShown: false, rate: defaultRate }), view: undefined },
    inspect: noInspection,
    steps: {
      isOn: kept?.steps?.isOn ?? false,
      at: kept?.steps?.at,
      way: [],
      isPlaying: false,
      speed: kept?.steps?.speed ?? 1,
      view: undefined,
    },
    whatIf: noWhatIf,
  };
}

/** What outlives a reload. */
export function keptState(state: State): PanelState {
  const { uri, locked, opened, camera, selected, steps } = state;
  const { isShown, rate } = state.flow;
  const pan = { x: camera.x, y: camera.y };
  return {
    uri,
    locked,
    opened,
    pan,
    zoom: camera.zoom,
    selected,
    flow: { isShown, rate },
    steps: { isOn: steps.isOn, at: steps.at, speed: steps.speed },
  };
}

/** The first message to the host: everything is wanted. */
export function readyMessage(state: State): FromPanel {
  const { opened, uri, locked, flow, steps } = state;
  const whatIf = selectedLeaf(state);
  const asked = { flow: flowAsked(flow), steps: steps.isOn };
  return { kind: "ready", opened, uri, locked, ...asked, ...(whatIf === undefined ? {} : { whatIf }) };
}

/** What is asked of the host. */
export function flowAsked({ isShown, rate }: FlowState): FlowAsked {
  return isShown ? rate : undefined;
}

/** The groups that are opened in the file that is shown. */
export function openedIn({ opened, uri }: State): readonly string[] {
  if (uri === undefined) return [];
  return Object.hasOwn(opened, uri) ? (opened[uri] ?? []) : [];
}

/** The sentence above the picture, if there is one. */
export function bannerOf(state: State): string | undefined {
  return state.failure ?? state.latest?.view.banner;
}

/** The sentence in place of a picture, if there is none to show. */
export function emptyOf(state: State): string | undefined {
  if (state.nothing) return "Open a .grad file to see its graph here.";
  if (state.flow.isShown) return state.flow.view?.empty;
  return state.latest?.view.empty;
}

/** Whether the picture is older than the text. */
export function isOld({ latest, textVersion, flow }: State): boolean {
  if (flow.isShown) return flow.view !== undefined && flow.view.version < textVersion;
  return latest !== undefined && (latest.view.isOld || latest.view.version < textVersion);
}

/** The selected node, as it is in a view. */
export function selectedNode(state: State, view = state.latest?.view): ViewNode | undefined {
  return view?.nodes.find((node) => node.id === state.selected);
}

/** The leaf that is selected, with the element of it that is looked at. */
export function selectedLeaf(state: State): WhatIfSubject | undefined {
  const { uri, inspect } = state;
  const node = selectedNode(state);
  if (uri === undefined || (node?.kind !== "leaf" && node?.kind !== "constant" && node?.kind !== "target"))
    return undefined;
  const { tensor, element: index = [] } = inspect;
  const element = index.reduce((before, at, dim) => before * (tensor?.sizes[dim] ?? 1) + at, 0);
  return { uri, id: node.id, element };
}

/** Whether leaves are set, as far as the panel knows. */
export function isWhatIf({ latest, whatIf }: State): boolean {
  return whatIf.asked !== undefined || whatIf.view?.set !== undefined || latest?.view.isWhatIf === true;
}

export const cleared = {
  latest: undefined,
  picture: undefined,
  failure: undefined,
  anchor: undefined,
  selected: undefined,
  focused: undefined,
  lit: [],
  toShow: undefined,
  past: noPast,
  textVersion: 0,
  inspect: noInspection,
  whatIf: noWhatIf,
  pins: undefined,
  predict: noPrediction,
} as const;

export function step(state: State, effects: readonly Effect[] = []): Step {
  return { state, effects };
}

export function pictureSize(state: State): Size {
  return state.picture?.picture ?? { width: 0, height: 0 };
}

/** The id of the turn before or behind the one that is drawn, of the innermost loop that a node or a group is or is in. */
export function turnFrom({ nodes, groups }: GraphView, id: string, by: 1 | -1): string | undefined {
  const own = new Map(groups.map((group) => [group.id, group]));
  let at = own.get(id) ?? own.get(nodes.find((node) => node.id === id)?.group ?? "");
  while (at !== undefined && at.turns === undefined) at = own.get(at.parent ?? "");
  if (at?.turns === undefined) return undefined;
  const turn = at.turns.shown + by;
  return turn >= 0 && turn < at.turns.count ? `${at.id}@${turn}` : undefined;
}
