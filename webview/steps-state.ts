/** The part of the panel's state that steps through the graph: on or off, at which step, playing or not, how fast. */
import type { FromPanel } from "../src/protocol/graph-view.ts";
import type { StepsView, StepView } from "../src/protocol/steps-view.ts";
import { flowStep } from "./flow-state.ts";
import { uncovered } from "./looking.ts";
import { type Action, type Effect, type State, step, type Step, type StepsState } from "./model.ts";

type StepsAction = Extract<
  Action,
  {
    kind: "steps" | "stepThrough" | "toggleSteps" | "stepTo" | "stepBy" | "playSteps" | "stepSpeed";
  }
>;

export function stepsStep(state: State, action: StepsAction): Step {
  const { steps, uri } = state;
  switch (action.kind) {
    case "steps":
      return action.view.uri === uri && steps.isOn ? taken(state, action.view) : step(state);
    case "stepThrough":
      return steps.isOn ? step(state, [{ kind: "focusSteps" }]) : begun(state);
    case "toggleSteps":
      return steps.isOn ? ended(state) : begun(state);
    case "stepTo":
      return at(state, action.index, false);
    case "stepBy":
      return at(state, stepIndex(steps) + action.by, action.isPlaying === true);
    case "playSteps":
      return played(state);
    case "stepSpeed":
      return step({ ...state, steps: { ...steps, speed: action.speed } }, [{ kind: "save" }]);
  }
}

/** Which step is shown, from 0. */
export function stepIndex({ view, at: id, way }: StepsState): number {
  const ids = view?.steps.map((one) => one.id) ?? [];
  const index = ids.indexOf(id ?? "");
  if (index >= 0) return index;
  const known = new Set(ids);
  return Math.max(0, ids.indexOf(way.findLast((one) => known.has(one)) ?? ""));
}

/** The step that is shown, where any is. */
export function shownStep(steps: StepsState): StepView | undefined {
  return steps.isOn ? steps.view?.steps[stepIndex(steps)] : undefined;
}

const nowhere = { view: undefined, at: undefined, way: [] } as const;

function begun(state: State): Step {
  // The gradient flow stands where the picture is.
  const { state: base, effects } = state.flow.isShown ? flowStep(state, { kind: "toggleFlow" }) : step(state);
  const steps: StepsState = { ...base.steps, isOn: true, isPlaying: false, ...nowhere };
  return step({ ...base, steps }, [
    ...effects,
    { kind: "post", message: { kind: "steps", on: true } },
    { kind: "save" },
    { kind: "focusSteps" },
  ]);
}

function ended(state: State): Step {
  const steps: StepsState = { ...state.steps, isOn: false, isPlaying: false, ...nowhere };
  return step({ ...state, steps }, [
    { kind: "post", message: { kind: "steps", on: false } },
    ...lightOf({ ...state, steps }),
    { kind: "save" },
    { kind: "announce", text: "Steps ended, the whole graph is shown" },
  ]);
}

/** The newest steps. The one that somebody came to stays, also through a text in between that does not have its gate. */
function taken(state: State, view: StepsView): Step {
  const { steps } = state;
  const at = steps.at ?? view.steps[0]?.id;
  const found = view.steps.findIndex(({ id }) => id === at);
  const way = found < 0 ? steps.way : view.steps.slice(0, found + 1).map(({ id }) => id);
  const next: State = { ...state, steps: { ...steps, view, at, way } };
  return step(next, isSamePlace(steps, next.steps) ? [] : lightOf(next));
}

function at(state: State, index: number, isPlaying: boolean): Step {
  const { steps } = state;
  const all = steps.view?.steps ?? [];
  const to = Math.min(Math.max(0, index), all.length - 1);
  const shown = all[to];
  if (shown === undefined) return step(state);
  const way = all.slice(0, to + 1).map(({ id }) => id);
  const isOn = isPlaying && to < all.length - 1;
  const next = { ...state, steps: { ...steps, at: shown.id, way, isPlaying: isOn } };
  if (shown.id === shownStep(steps)?.id) return step(next);
  return step(uncovered(next, shown.node), [...lightOf(next), { kind: "save" }]);
}

/** Plays on, or from the start where nothing is left; or pauses. */
function played(state: State): Step {
  const { steps } = state;
  if (steps.isPlaying) return step({ ...state, steps: { ...steps, isPlaying: false } });
  const isOver = stepIndex(steps) === (steps.view?.steps.length ?? 0) - 1;
  const from = isOver ? at(state, 0, true) : step(state);
  return step({ ...from.state, steps: { ...from.state.steps, isPlaying: true } }, from.effects);
}

/** Tells the host which place in the source the step stands at. */
function lightOf({ uri, steps }: State): readonly Effect[] {
  if (uri === undefined) return [];
  const message: FromPanel = { kind: "stepAt", uri, ...placeOf(steps) };
  return [{ kind: "post", message }];
}

/** Behind the last step everything is computed. */
function placeOf(steps: StepsState): Pick<Extract<FromPanel, { kind: "stepAt" }>, "range" | "step"> {
  const shown = shownStep(steps);
  const isLast = shown === steps.view?.steps.at(-1);
  return {
    range: shown?.range,
    step: shown === undefined || isLast ? undefined : { pass: shown.pass, node: shown.node },
  };
}

function isSamePlace(a: StepsState, b: StepsState): boolean {
  return JSON.stringify(placeOf(a)) === JSON.stringify(placeOf(b));
}

/** Of another file nothing is known yet, and nothing of it was stepped through. */
export function withoutSteps({ steps }: State): StepsState {
  return { ...steps, ...nowhere, isPlaying: false };
}
