/** The bar under the picture: what happens in the step that is shown, and what goes to others: buttons, a slider, keys, a clock. */
import { roomIn } from "../src/picture/camera.ts";
import { speeds, type StepView } from "../src/protocol/steps-view.ts";
import type { Action, State, StepsState } from "./model.ts";
import { stepIndex } from "./steps-state.ts";
import { html, set, setClasses, setText } from "./svg.ts";

export interface Steps {
  update(state: State): void;
  /** Puts the keyboard on the slider. */
  focus(): void;
}

/** So many lines have room for the sentence; a longer one scrolls. */
const fewestLines = 2;
const mostLines = 4;
/** What a letter takes, and what stands beside the sentence: the pass before it, the padding and the scroll bar at the ends. */
const letter = 7.6;
const aroundSentence = 130;

/** How long a step is shown at the first speed, in milliseconds. */
const beat = 1600;

/** `leave` takes the keyboard when the bar goes away. */
export function createSteps(parent: Element, dispatch: (action: Action) => void, leave: () => void): Steps {
  const root = html("section", "steps", parent);
  root.setAttribute("aria-label", "Steps");
  root.hidden = true;
  const said = html("p", "said", root);
  // A long sentence scrolls, by keys too.
  said.tabIndex = 0;
  const pass = html("span", "pass", said);
  said.append(" ");
  const title = html("strong", "", said);
  said.append(" ");
  const sentence = html("span", "sentence", said);
  const controls = html("div", "controls", root);
  const button = (icon: string, name: string, action: Action): HTMLButtonElement => {
    const element = html("button", `icon codicon codicon-${icon}`, controls);
    label(element, name);
    element.addEventListener("click", () => dispatch(action));
    return element;
  };
  const first = button("debug-reverse-continue", "To the start (Home)", { kind: "stepTo", index: 0 });
  const back = button("debug-step-back", "One step back (←)", { kind: "stepBy", by: -1 });
  const play = button("debug-start", "", { kind: "playSteps" });
  const next = button("debug-step-over", "One step forward (→)", { kind: "stepBy", by: 1 });
  const last = button("debug-continue", "To the end (End)", { kind: "stepTo", index: Infinity });
  const slider = html("input", "slider", controls);
  set(slider, { type: "range", min: 0, max: 0, step: 1, "aria-label": "Step" });
  slider.addEventListener("input", () => dispatch({ kind: "stepTo", index: slider.valueAsNumber }));
  const count = html("span", "count", controls);
  const speed = createSpeed(controls, dispatch);
  const close = button("close", "Leave the steps (Escape)", { kind: "toggleSteps" });
  close.addEventListener("click", leave);
  root.addEventListener("keydown", (event) => {
    if (!onKey(event, dispatch)) return;
    if (event.key === "Escape") leave();
    event.preventDefault();
    event.stopPropagation();
  });
  const clock = createClock(() => dispatch({ kind: "stepBy", by: 1, isPlaying: true }));
  let lines = fewestLines;
  return {
    focus: () => slider.focus(),
    update({ steps, flow, size, large }) {
      root.hidden = !steps.isOn || flow.isShown;
      clock.set(root.hidden ? undefined : steps);
      if (root.hidden) {
        lines = fewestLines;
        return;
      }
      const all = steps.view?.steps ?? [];
      lines = Math.max(lines, linesOf(all, roomIn(size, large).width));
      said.style.setProperty("--lines", String(lines));
      const index = stepIndex(steps);
      const shown = all[index];
      const isBack = shown?.pass === "backward";
      setClasses(root, { backward: isBack });
      setText(pass, shown === undefined ? "" : isBack ? "backward" : "forward");
      setText(title, shown === undefined ? "" : `${shown.title} :`);
      setText(sentence, shown?.sentence ?? steps.view?.empty ?? "");
      // Nobody can listen as fast as they are played.
      set(said, { "aria-live": steps.isPlaying ? "off" : "polite" });
      const end = Math.max(0, all.length - 1);
      set(slider, { max: end, "aria-valuetext": spoken(steps) });
      if (slider.valueAsNumber !== index) slider.value = String(index);
      const turn = all.findIndex((one) => one.pass === "backward");
      slider.style.setProperty("--turn", `${turn < 0 || end === 0 ? 100 : (100 * (turn - 0.5)) / end}%`);
      setText(count, all.length === 0 ? "" : `${index} / ${end}`);
      first.disabled = back.disabled = index === 0;
      next.disabled = last.disabled = index === end;
      play.disabled = end === 0;
      setClasses(play, { "codicon-debug-pause": steps.isPlaying, "codicon-debug-start": !steps.isPlaying });
      label(play, steps.isPlaying ? "Pause (space)" : "Play (space)");
      speed.value = String(steps.speed);
    },
  };
}

/** The room for the longest sentence: the picture above must not move from step to step. */
function linesOf(steps: readonly StepView[], width: number): number {
  const longest = Math.max(0, ...steps.map(({ title, sentence }) => title.length + sentence.length));
  const perLine = Math.max(1, width - aroundSentence / 2) / letter;
  return Math.min(mostLines, Math.ceil((longest + aroundSentence / letter) / perLine));
}

function label(element: HTMLElement, text: string): void {
  if (element.title === text) return;
  element.title = text;
  element.setAttribute("aria-label", text);
}

function createSpeed(parent: Element, dispatch: (action: Action) => void): HTMLSelectElement {
  const select = html("select", "speed", parent);
  label(select, "Speed");
  for (const speed of speeds) {
    const option = html("option", "", select);
    option.value = String(speed);
    setText(option, `${speed}×`);
  }
  select.addEventListener("change", () => dispatch({ kind: "stepSpeed", speed: Number(select.value) }));
  return select;
}

/** What the slider says: `forward, step 2 of 9, ×: f = q · z = 3 · -4 = -12`. */
function spoken(steps: StepsState): string {
  const all = steps.view?.steps ?? [];
  const index = stepIndex(steps);
  const shown = all[index];
  if (shown === undefined) return "";
  return `${shown.pass}, step ${index} of ${all.length - 1}, ${shown.title}: ${shown.sentence}`;
}

/** Whether the key was handled. A list of choices has its own arrows, a button its own space. */
function onKey(event: KeyboardEvent, dispatch: (action: Action) => void): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") dispatch({ kind: "toggleSteps" });
  else if (event.target instanceof HTMLSelectElement) return false;
  else if (event.key === " " && event.target instanceof HTMLButtonElement) return false;
  else {
    const action = keys.get(event.key);
    if (action === undefined) return false;
    dispatch(action);
  }
  return true;
}

const keys: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["ArrowRight", { kind: "stepBy", by: 1 }],
  ["ArrowUp", { kind: "stepBy", by: 1 }],
  ["ArrowLeft", { kind: "stepBy", by: -1 }],
  ["ArrowDown", { kind: "stepBy", by: -1 }],
  ["Home", { kind: "stepTo", index: 0 }],
  ["End", { kind: "stepTo", index: Infinity }],
  [" ", { kind: "playSteps" }],
]);

/** Goes on to the next step when the one that is shown has been shown long enough. */
function createClock(tick: () => void): { set(steps: StepsState | undefined): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: { readonly at: string | undefined; readonly speed: number } | undefined;
  return {
    set(steps) {
      const isPlaying = steps?.isPlaying === true && steps.view !== undefined;
      if (isPlaying && running?.at === steps.at && running?.speed === steps.speed) return;
      clearTimeout(timer);
      running = isPlaying ? { at: steps.at, speed: steps.speed } : undefined;
      if (!isPlaying) return;
      timer = setTimeout(() => {
        running = undefined;
        tick();
      }, beat / steps.speed);
    },
  };
}
