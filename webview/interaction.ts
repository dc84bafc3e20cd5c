/** Pointer, wheel and keys as actions; a key that is handled here does not travel on to VS Code. */
import type { Canvas } from "./draw.ts";
import type { Direction } from "../src/picture/places.ts";
import type { Action } from "./model.ts";
import { zoomStep } from "./toolbar.ts";

export interface Handlers {
  readonly dispatch: (action: Action) => void;
  /** The next or previous node in reading order from one, or the first; none beyond the last. */
  readonly along: (from: string | undefined, by: 1 | -1) => string | undefined;
  readonly beside: (from: string, direction: Direction) => string | undefined;
  /** Puts the keyboard on a node or a group's control. */
  readonly focus: (id: string) => void;
  readonly canToggle: (id: string) => boolean;
  /** The turn before or behind the one that is drawn of a loop, or of the loop that a node is in. */
  readonly turnFrom: (id: string, by: 1 | -1) => string | undefined;
  /** Ends what is being shown by itself; any key or press does. */
  readonly interrupt: () => void;
}

/** The pointer moves this far before a press becomes a drag. */
const dragStart = 4;
const panStep = 48;
const lineHeight = 16;

export function listen(canvas: Canvas, handlers: Handlers): void {
  listenToPointer(canvas, handlers);
  canvas.root.addEventListener("wheel", (event) => onWheel(event, canvas, handlers), { passive: false });
  canvas.root.addEventListener("keydown", (event) => {
    if (!onKey(event, canvas, handlers)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.root.addEventListener("focusin", (event) => {
    const id = idAt(event.target);
    if (id !== undefined) handlers.dispatch({ kind: "focus", id });
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "ArrowLeft") return;
    handlers.dispatch({ kind: "back" });
    event.preventDefault();
    event.stopPropagation();
  });
  addEventListener("pointerdown", handlers.interrupt, { capture: true });
  addEventListener("keydown", handlers.interrupt, { capture: true });
}

function listenToPointer({ root }: Canvas, { dispatch, focus }: Handlers): void {
  let pressed: { readonly x: number; readonly y: number } | undefined;
  let dragged = false;
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 1) return;
    pressed = { x: event.clientX, y: event.clientY };
    dragged = false;
  });
  root.addEventListener("pointermove", (event) => {
    if (pressed === undefined) return;
    const dx = event.clientX - pressed.x;
    const dy = event.clientY - pressed.y;
    if (!dragged && Math.hypot(dx, dy) < dragStart) return;
    if (!dragged) root.setPointerCapture(event.pointerId);
    dragged = true;
    root.classList.add("dragging");
    pressed = { x: event.clientX, y: event.clientY };
    dispatch({ kind: "pan", dx, dy });
  });
  const release = (): void => {
    pressed = undefined;
    root.classList.remove("dragging");
  };
  root.addEventListener("pointerup", release);
  root.addEventListener("pointercancel", release);
  root.addEventListener("click", (event) => {
    if (dragged) return;
    const at = hitBy(event);
    const toggled = toggleAt(at);
    const turn = attributeAt(at, "data-turn");
    const id = idAt(at) ?? wireAt(at);
    if (turn !== undefined) {
      dispatch({ kind: "turn", id: turn });
    } else if (toggled !== undefined) {
      focus(toggled);
      dispatch({ kind: "toggle", id: toggled });
    } else if (id !== undefined) {
      focus(id);
      dispatch({ kind: "select", id, focus: false });
    } else {
      root.focus({ preventScroll: true });
      dispatch({ kind: "deselect" });
    }
  });
  root.addEventListener("dblclick", (event) => {
    const id = idAt(event.target);
    if (id === undefined || toggleAt(event.target) !== undefined) return;
    dispatch({ kind: "select", id, focus: true });
  });
}

function onWheel(event: WheelEvent, { root }: Canvas, { dispatch, interrupt }: Handlers): void {
  event.preventDefault();
  interrupt();
  const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeight : 1;
  if (event.ctrlKey || event.metaKey) {
    // A pinch on a trackpad arrives as a wheel with the control key, in small steps.
    const { left, top } = root.getBoundingClientRect();
    const factor = Math.exp(-Math.max(-50, Math.min(50, event.deltaY * scale)) * 0.01);
    dispatch({ kind: "zoom", factor, at: { x: event.clientX - left, y: event.clientY - top } });
    return;
  }
  const sideways = event.shiftKey && event.deltaX === 0;
  const dx = sideways ? event.deltaY : event.deltaX;
  const dy = sideways ? 0 : event.deltaY;
  dispatch({ kind: "pan", dx: -dx * scale, dy: -dy * scale });
}

const arrows: ReadonlyMap<string, Direction> = new Map([
  ["ArrowLeft", "left"],
  ["ArrowRight", "right"],
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
]);

/** Whether the key was handled. */
function onKey(event: KeyboardEvent, canvas: Canvas, handlers: Handlers): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const id = idAt(event.target);
  const direction = arrows.get(event.key);
  if (direction !== undefined) {
    if (id === undefined) pan(direction, event.shiftKey ? 4 * panStep : panStep, handlers);
    else go(handlers.beside(id, direction) ?? handlers.along(id, sign(direction)), handlers);
    return true;
  }
  switch (event.key) {
    case "+":
    case "=":
      handlers.dispatch({ kind: "zoom", factor: zoomStep });
      return true;
    case "-":
    case "_":
      handlers.dispatch({ kind: "zoom", factor: 1 / zoomStep });
      return true;
    case "0":
    case "f":
      handlers.dispatch({ kind: "fit" });
      return true;
    case "Escape":
      handlers.dispatch({ kind: "deselect" });
      canvas.root.focus({ preventScroll: true });
      return true;
    default:
      return id !== undefined && onNodeKey(event, id, handlers);
  }
}

function onNodeKey(event: KeyboardEvent, id: string, handlers: Handlers): boolean {
  switch (event.key) {
    case "Tab":
      return go(handlers.along(id, event.shiftKey ? -1 : 1), handlers);
    case "Home":
      return go(handlers.along(undefined, 1), handlers);
    case "End":
      return go(handlers.along(undefined, -1), handlers);
    case "PageUp":
    case "PageDown":
      return turn(handlers.turnFrom(id, event.key === "PageDown" ? 1 : -1), handlers);
    case "Enter":
      handlers.dispatch({ kind: "select", id, focus: true });
      return true;
    case " ":
      handlers.dispatch(
        handlers.canToggle(id) ? { kind: "toggle", id } : { kind: "select", id, focus: false },
      );
      return true;
    default:
      return false;
  }
}

function turn(id: string | undefined, { dispatch }: Handlers): boolean {
  if (id !== undefined) dispatch({ kind: "turn", id });
  return id !== undefined;
}

function go(id: string | undefined, handlers: Handlers): boolean {
  if (id === undefined) return false;
  handlers.focus(id);
  return true;
}

function pan(direction: Direction, by: number, { dispatch }: Handlers): void {
  const dx = direction === "left" ? by : direction === "right" ? -by : 0;
  const dy = direction === "up" ? by : direction === "down" ? -by : 0;
  dispatch({ kind: "pan", dx, dy });
}

function sign(direction: Direction): 1 | -1 {
  return direction === "left" || direction === "up" ? -1 : 1;
}

/** What a click is meant for: the control that it is on, also where a wire leads over it. */
function hitBy({ clientX, clientY, target }: MouseEvent): EventTarget | null {
  if (wireAt(target) === undefined) return target;
  const below = document.elementsFromPoint(clientX, clientY);
  return below.find((element) => element.closest(".control") !== null) ?? target;
}

function attributeAt(target: EventTarget | null, name: string): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest(`[${name}]`)?.getAttribute(name) ?? undefined;
}

/** The node, or the group whose control, an event is at. */
function idAt(target: EventTarget | null): string | undefined {
  return attributeAt(target, "data-id") ?? attributeAt(target, "data-toggle");
}

function toggleAt(target: EventTarget | null): string | undefined {
  return attributeAt(target, "data-toggle");
}

/** The node that a wire or its texts belong to. */
function wireAt(target: EventTarget | null): string | undefined {
  return attributeAt(target, "data-from");
}
