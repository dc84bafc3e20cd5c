/** Lets the backward pass be seen: the gradients appear from the target back to the inputs, along the wires. */
import type { Canvas } from "./draw.ts";
import type { Picture, PlacedWire } from "../src/picture/layout.ts";
import { mostRuns, runAlong, runTime } from "./run-along.ts";

/** One moment of the backward pass: the wires whose gradients arrive. */
export interface Moment {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly wires: readonly string[];
}

/** The whole of it, from the first gradient to the last one's arrival. */
export const longestPlay = 1500;
const longestBeat = 220;

/** When each wire's gradient arrives, against the order in which the nodes were evaluated: one beat for each gate. */
export function scheduleBackward(picture: Picture, evaluated: readonly string[]): Moment[] {
  const place = new Map(evaluated.map((id, index) => [id, index]));
  /** Of each value the use that sends back last: then its sum is whole. */
  const lastUse = new Map<string, number>();
  const placeOf = ({ to }: PlacedWire): number | undefined => (to === undefined ? undefined : place.get(to));
  for (const wire of picture.wires)
    lastUse.set(wire.from, Math.min(lastUse.get(wire.from) ?? Infinity, placeOf(wire) ?? Infinity));
  // A branch hands its gradient over at its own gate; a stem has the sum when the last of them has come.
  const beats = Map.groupBy(picture.wires, (wire) => placeOf(wire) ?? lastUse.get(wire.from)!);
  const order = [...beats.keys()].sort((a, b) => b - a);
  const beat = Math.min(longestBeat, (longestPlay - runTime - 100) / Math.max(1, order.length - 1));
  return order.map((key, index) => ({
    at: Math.round(index * beat),
    wires: beats.get(key)!.map((wire) => wire.id),
  }));
}

export interface Player {
  /** Plays the backward pass of the picture that is drawn, whose nodes were evaluated in this order. */
  start(picture: Picture, evaluated: readonly string[]): void;
  /** Shows everything at once; without a pass that is being shown, nothing happens. */
  stop(): void;
  readonly isPlaying: () => boolean;
}

/** Plays on a canvas by switching classes; the drawing itself knows nothing of it. */
export function createPlayer(canvas: Canvas): Player {
  let timers: number[] = [];
  let revealed: Element[] = [];
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    canvas.root.classList.remove("playing");
    for (const element of revealed) element.classList.remove("arrived");
    revealed = [];
    canvas.overlay.replaceChildren();
  };
  const reveal = (id: string): void => {
    const text = canvas.text(id)?.root;
    if (text === undefined) return;
    text.classList.add("arrived");
    revealed.push(text);
  };
  const start = (picture: Picture, evaluated: readonly string[]): void => {
    stop();
    const moments = scheduleBackward(picture, evaluated);
    const flows = picture.wires.length <= mostRuns;
    canvas.root.classList.add("playing");
    for (const { at, wires } of moments) {
      timers.push(
        window.setTimeout(() => {
          for (const id of wires) {
            reveal(id);
            if (flows) runAlong(canvas, id, true);
          }
        }, at),
      );
    }
    timers.push(window.setTimeout(stop, (moments.at(-1)?.at ?? 0) + runTime + 100));
  };
  return { start, stop, isPlaying: () => timers.length > 0 };
}
