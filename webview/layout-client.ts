/** Owns the layout worker: one layout at a time, of which the newest request wins, and a new worker for one that hangs. */
import source from "virtual:layout-worker-source";
import type { Before } from "../src/picture/boxes.ts";
import type { Picture } from "../src/picture/layout.ts";
import type { Plan } from "../src/picture/planned.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-worker.ts";

export interface LayoutClient {
  /** Asks for a picture of the plan, in which what was there before keeps its order; one that is asked for later makes an earlier one that waits needless. */
  request(plan: Plan, before: Before | undefined): void;
}

interface Wanted {
  readonly plan: Plan;
  readonly before: Before | undefined;
}

/** A layout that takes longer is given up. */
const patience = 20_000;

/** `done` gets each picture with its plan, `failed` a sentence when a plan cannot be laid out. */
export function createLayoutClient(
  done: (plan: Plan, picture: Picture) => void,
  failed: (text: string) => void,
): LayoutClient {
  let worker: Worker | undefined;
  let running: { readonly plan: Plan; readonly id: number; readonly timer: number } | undefined;
  let waiting: Wanted | undefined;
  let count = 0;

  const start = ({ plan, before }: Wanted): void => {
    worker ??= createWorker(receive, (text) => giveUp(`The graph could not be drawn: ${text}`));
    count += 1;
    const timer = window.setTimeout(() => giveUp("This graph is too large to be drawn."), patience);
    running = { plan, id: count, timer };
    const request: LayoutRequest = { id: count, plan, before };
    worker.postMessage(request);
  };
  const next = (): void => {
    if (running !== undefined) clearTimeout(running.timer);
    running = undefined;
    const wanted = waiting;
    waiting = undefined;
    if (wanted !== undefined) start(wanted);
  };
  const receive = (answer: LayoutAnswer): void => {
    if (running?.id !== answer.id) return;
    const { plan } = running;
    const isLast = waiting === undefined;
    next();
    if ("problem" in answer) {
      if (isLast) failed(`The graph could not be drawn: ${answer.problem}`);
    } else {
      done(plan, answer.picture);
    }
  };
  const giveUp = (text: string): void => {
    worker?.terminate();
    worker = undefined;
    failed(text);
    next();
  };
  return {
    request(plan, before) {
      if (running === undefined) start({ plan, before });
      else waiting = { plan, before };
    },
  };
}

function createWorker(receive: (answer: LayoutAnswer) => void, broken: (text: string) => void): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.addEventListener("message", (event: MessageEvent<LayoutAnswer>) => receive(event.data));
  worker.addEventListener("error", (event) => broken(event.message));
  return worker;
}
