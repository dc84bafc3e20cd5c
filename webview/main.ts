/** The graph panel: wires messages, state, layout and drawing together; everything that decides is elsewhere. */
import type { Before } from "../src/picture/boxes.ts";
import { type Camera, roomIn } from "../src/picture/camera.ts";
import { acrossOf, type Picture } from "../src/picture/layout.ts";
import { neighbour, readingOrder } from "../src/picture/places.ts";
import { holds, planGraph } from "../src/picture/plan.ts";
import { type Plan } from "../src/picture/planned.ts";
import type { FromPanel, GraphView, PanelState, ToPanel } from "../src/protocol/graph-view.ts";
import { createCard } from "./card.ts";
import { createCanvas } from "./draw.ts";
import { createComposite } from "./composite.ts";
import { createFlow } from "./flow.ts";
import { listen } from "./interaction.ts";
import { createInspector } from "./inspect.ts";
import { createJacobian } from "./jacobian.ts";
import { createLayoutClient } from "./layout-client.ts";
import { createMargins } from "./margins.ts";
import { createMeasure, roomy } from "./measure.ts";
import {
  type Action,
  bannerOf,
  type Effect,
  emptyOf,
  initialState,
  isWhatIf,
  keptState,
  readyMessage,
  selectedNode,
  turnFrom,
} from "./model.ts";
import { cameraBetween, canMove, ease, motionIsReduced, movementTime, pictureBetween } from "./motion.ts";
import { createPins } from "./pins.ts";
import { pinOf } from "./pins-state.ts";
import { createPlayer } from "./play.ts";
import { createPredict } from "./predict.ts";
import { mostRuns, runAlong } from "./run-along.ts";
import { stepIndex } from "./steps-state.ts";
import { createPassing, type StepMarks } from "./steps-passed.ts";
import { createSavings } from "./savings.ts";
import { createSteps } from "./steps.ts";
import { reduce } from "./state.ts";
import { html, setClasses, setText } from "./svg.ts";
import { createToolbar } from "./toolbar.ts";
import { createWhatIf } from "./what-if.ts";

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): PanelState | undefined;
  setState(state: PanelState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const host = acquireVsCodeApi();
const page = html("main", "panel", document.body);
const pins = createPins(page, dispatch);
const stage = html("div", "stage", page);
const banner = html("p", "banner", stage);
banner.setAttribute("role", "status");
const toolbar = createToolbar(stage, dispatch);
const margins = createMargins(stage, dispatch);
const canvas = createCanvas(stage);
html("h1", "unseen", page).textContent = document.title;
const empty = html("p", "empty", stage);
const flow = createFlow(stage, dispatch);
const card = createCard(stage, revealSelected, closeCard, pinSelected, () =>
  dispatch({ kind: "showJacobian" }),
);
const composite = createComposite(card.root, closeCard);
const predict = createPredict(card.root, dispatch);
const savings = createSavings(card.root);
const inspector = createInspector(card.root, dispatch);
const whatIf = createWhatIf(card.root, dispatch);
const steps = createSteps(page, dispatch, () => canvas.root.focus({ preventScroll: true }));
const jacobian = createJacobian(stage, dispatch);
const announcer = html("div", "unseen", page);
announcer.setAttribute("aria-live", "polite");
const player = createPlayer(canvas);
const passing = createPassing();
const layout = createLayoutClient(
  (plan, picture) => dispatch({ kind: "picture", plan, picture }),
  (text) => dispatch({ kind: "failed", text }),
);

let state = initialState(host.getState());
let measure = createMeasure();
let frame = 0;
/** A backward pass that was asked for while its picture was still being made. */
let playWhenDrawn = false;
/** What is on the screen, and where it is coming from. */
let stepped: StepMarks | undefined;
let steppedIndex = 0;
let drawn: { readonly picture: Picture; readonly camera: Camera } | undefined;
let movement: { readonly picture: Picture; readonly camera: Camera; readonly since: number } | undefined;

function dispatch(action: Action): void {
  const before = state;
  const { state: next, effects } = reduce(state, action);
  state = next;
  if (next === before && effects.length === 0) return;
  const isMoved = state.camera !== before.camera || state.picture !== before.picture;
  if (isMoved && movesByItself(action) && drawn !== undefined && !motionIsReduced()) {
    movement = { ...drawn, since: performance.now() };
  }
  effects.forEach(perform);
  frame ||= requestAnimationFrame(render);
}

/** What a person moves by hand follows the hand; what moves by itself takes a moment, so that the eye can follow. */
function movesByItself({ kind }: Action): boolean {
  return kind !== "pan" && kind !== "zoom" && kind !== "resize";
}

function perform(effect: Effect): void {
  switch (effect.kind) {
    case "post":
      return host.postMessage(effect.message);
    case "layout":
      return layout.request(effect.plan, orderBefore(effect.plan));
    case "save":
      return host.setState(keptState(state));
    case "focusSteps":
      requestAnimationFrame(() => requestAnimationFrame(() => steps.focus()));
      return;
    case "announce":
      return setText(announcer, effect.text);
    case "focus": {
      const { id } = effect;
      requestAnimationFrame(() => requestAnimationFrame(() => focus(id)));
    }
  }
}

/** How the picture on the screen is ordered, for one of the same file that flows the same way. */
function orderBefore(plan: Plan): Before | undefined {
  const { picture, uri } = state;
  return picture?.uri === uri && picture?.picture.flow === plan.flow ? acrossOf(picture.picture) : undefined;
}

function render(): void {
  frame = 0;
  setClasses(page, { large: state.large });
  toolbar.update(state);
  margins.update(state, state.latest && passing(state.latest.view, state.steps).marks);
  flow.update(state);
  steps.update(state);
  jacobian.update(state);
  const sentence = bannerOf(state);
  banner.hidden = sentence === undefined;
  setText(banner, sentence ?? "");
  const instead = emptyOf(state);
  empty.hidden = instead === undefined;
  setText(empty, instead ?? "");
  const selected = selectedNode(state, shownView());
  pins.update(state);
  card.show(selected, pinOf(state, state.selected) !== undefined);
  composite.update(state);
  predict.update(state, selected);
  whatIf.update(state);
  savings.show(state.inspect.savings);
  inspector.update(state, selected);
  const seen = card.root.hidden ? composite.root : card.root;
  const cover = seen.hidden || !seen.isConnected ? 0 : Math.ceil(seen.getBoundingClientRect().height);
  if (cover !== state.cover) dispatch({ kind: "cover", height: cover });
  drawPicture();
}

function drawPicture(): void {
  const { latest, picture } = state;
  if (latest === undefined || picture === undefined) {
    drawn = undefined;
    canvas.clear();
    return;
  }
  const part = movement === undefined ? 1 : ease((performance.now() - movement.since) / movementTime);
  const from = part < 1 ? movement : undefined;
  const shown =
    from !== undefined && canMove(from.picture, picture.picture)
      ? pictureBetween(from.picture, picture.picture, part)
      : picture.picture;
  const camera = from === undefined ? state.camera : cameraBetween(from.camera, state.camera, part);
  drawn = { picture: shown, camera };
  const { plan } = latest;
  const { view, marks } = passing(latest.view, state.steps);
  const { selected, focused, lit, size } = state;
  canvas.draw({ picture: shown, camera, size, view, wires: plan.wires, selected, focused, lit, marks });
  if (from !== undefined) {
    frame ||= requestAnimationFrame(render);
    return;
  }
  movement = undefined;
  if (marks !== undefined && marks !== stepped) runStep(marks);
  stepped = marks;
  if (playWhenDrawn && picture.plan === plan) play();
}

function play(): void {
  playWhenDrawn = false;
  const { picture, latest, steps: stepping } = state;
  if (picture === undefined || latest === undefined || motionIsReduced() || stepping.isOn) return;
  player.start(
    picture.picture,
    latest.view.nodes.map(({ id }) => id),
  );
}

/** Lets the values or gradients of a step be seen on their way; one that is jumped to or gone back to is simply there. */
function runStep({ pass, wires }: StepMarks): void {
  const index = stepIndex(state.steps);
  const isNext = index === steppedIndex + 1;
  steppedIndex = index;
  // What still runs for the step before would tell of another pass.
  canvas.overlay.replaceChildren();
  if (!isNext || motionIsReduced() || wires.size > mostRuns) return;
  for (const id of wires) runAlong(canvas, id, pass === "backward");
}

function focus(id: string): void {
  if (canvas.focusable(id) === undefined) {
    // It is outside of what is drawn of a large picture.
    dispatch({ kind: "focus", id });
    drawPicture();
  }
  canvas.focusable(id)?.focus({ preventScroll: true });
}

function revealSelected(): void {
  if (state.selected !== undefined) dispatch({ kind: "select", id: state.selected, focus: true });
}

/** The keyboard goes back to what the card was of. */
function closeCard(): void {
  const { selected } = state;
  dispatch({ kind: "deselect" });
  if (selected !== undefined) focus(selected);
}

function pinSelected(): void {
  if (state.selected !== undefined) dispatch({ kind: "togglePin", id: state.selected });
}

function receive(message: ToPanel): void {
  switch (message.kind) {
    case "graph":
      return dispatch({ kind: "graph", message, plan: planFor(message.view, message.large) });
    case "nothing":
    case "lit":
    case "edited":
    case "flow":
    case "showFlow":
    case "inspected":
    case "steps":
    case "stepThrough":
    case "whatIf":
    case "pins":
    case "jacobian":
    case "showJacobian":
    case "predicted":
    case "allCalls":
      return dispatch(message);
    case "play":
      playWhenDrawn = true;
      frame ||= requestAnimationFrame(render);
  }
}

/** The graph with the numbers that have been computed, where it is stepped through. */
function shownView(): GraphView | undefined {
  return state.latest && passing(state.latest.view, state.steps).view;
}

function planFor(view: GraphView, large: boolean): Plan {
  const { latest, size } = state;
  const before = latest?.view.uri === view.uri && state.large === large ? latest.plan : undefined;
  const plan = planGraph(view, measure, roomIn(size, large), before?.flow);
  if (view.isWhatIf !== true || before === undefined || holds(before, plan)) return plan;
  return planGraph(view, roomy(measure), roomIn(size, large), before.flow);
}

/** In a panel of another size the graph may flow another way. */
function resize(): void {
  const size = { width: stage.clientWidth, height: stage.clientHeight };
  const { latest } = state;
  const plan = latest && planGraph(latest.view, measure, roomIn(size, state.large));
  dispatch({ kind: "resize", size, plan: plan?.flow === latest?.plan.flow ? undefined : plan });
}

function order(): string[] {
  const { latest, picture } = state;
  if (latest === undefined || picture === undefined) return [];
  const parents = new Map<string, string | undefined>([
    ...latest.view.groups.map((group) => [group.id, group.parent] as const),
    ...latest.view.nodes.map((node) => [node.id, node.group] as const),
  ]);
  return readingOrder(picture.picture, (id) => parents.get(id));
}

listen(canvas, {
  dispatch,
  focus,
  along(from, by) {
    const ids = order();
    if (from === undefined) return by === 1 ? ids[0] : ids.at(-1);
    return ids[ids.indexOf(from) + by];
  },
  beside: (from, direction) => state.picture && neighbour(state.picture.picture, from, direction),
  canToggle: (id) =>
    state.latest?.view.nodes.some((node) => node.id === id && node.canOpen) === true ||
    state.latest?.view.groups.some((group) => group.id === id) === true,
  turnFrom: (id, by) => state.latest && turnFrom(state.latest.view, id, by),
  interrupt() {
    playWhenDrawn = false;
    if (player.isPlaying()) player.stop();
  },
});

// Wherever the keyboard is in the panel, Escape first takes back what is set.
addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !isWhatIf(state)) return;
    dispatch({ kind: "resetLeaves" });
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);
for (const { root } of [card, composite]) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closeCard();
    event.preventDefault();
    event.stopPropagation();
  });
}
addEventListener("message", (event: MessageEvent<ToPanel>) => receive(event.data));
new ResizeObserver(resize).observe(stage);
// Another theme may bring other fonts: texts are measured anew, and the host sends the graph again.
new MutationObserver(() => {
  measure = createMeasure();
  host.postMessage(readyMessage(state));
}).observe(document.body, { attributeFilter: ["class"] });
resize();
host.postMessage(readyMessage(state));
