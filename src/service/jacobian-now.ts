/** Forms a Jacobian when somebody asks for it: its passes are made a few at a time, and the worker computes them. */
import { askJacobian, type JacobianQuestion } from "../features/jacobian.ts";
import type { Jacobian } from "../grad/jacobian.ts";
import type { Node } from "../graph/ir.ts";
import type { JacobianView } from "../protocol/jacobian-view.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { besides, type Document, type DocumentHost } from "./document.ts";
import type { RunOutcome } from "./runner.ts";

export interface Jacobians {
  /**
   * Forms one of the document's newest text; one that the same panel has asked for before is given up, also where nothing is
   * asked. Undefined where there is none to show.
   */
  ask(
    document: Document | undefined,
    panel: string,
    question: JacobianQuestion | undefined,
  ): Promise<JacobianView | undefined>;
  /** Ends the work for those that somebody waits for, if any. */
  close(document: Document): void;
}

export function createJacobians(host: Host): Jacobians {
  /** By the name of its runs, which each panel has of its own. */
  const asked = new Map<string, { readonly document: Document; readonly question: JacobianQuestion }>();
  const giveUp = (own: string): void => {
    if (asked.delete(own)) host.runner.forget(own);
  };
  return {
    close(document) {
      for (const [own, { document: of }] of [...asked]) if (of === document) giveUp(own);
    },
    async ask(document, panel, question) {
      if (document === undefined) return undefined;
      const own = besides(document.uri, `jacobian ${panel}`);
      giveUp(own);
      if (question === undefined) return undefined;
      asked.set(own, { document, question });
      const isWanted = (): boolean => asked.get(own)?.question === question;
      const found = await form(document, own, question, host, isWanted);
      if (isWanted()) asked.delete(own);
      return found;
    },
  };
}

type Host = Pick<DocumentHost, "runner" | "timers" | "limits" | "nextId">;

/** Passes are made for so many milliseconds between messages. */
const SLICE_MS = 10;

/** Undefined where nobody waits any more, the text is another one, or the picture has no such node. */
async function form(
  document: Document,
  own: string,
  question: JacobianQuestion,
  host: Host,
  isWanted: () => boolean,
): Promise<JacobianView | undefined> {
  const view = document.view();
  const asked = askJacobian(view, question);
  if (asked?.steps === undefined) return asked?.refused;
  const isNow = (): boolean => isWanted() && !document.isReading && document.analysis() === view.analysis;
  const { timers } = host;
  let since = timers.now();
  let made: Jacobian | undefined;
  for (;;) {
    const step = asked.steps.next();
    if (step.done === true) {
      made = step.value;
      break;
    }
    if (timers.now() - since < SLICE_MS) continue;
    await new Promise<void>((resolve) => {
      timers.after(0, resolve);
    });
    if (!isNow()) return undefined;
    since = timers.now();
  }
  if (made.node === undefined) return asked.show(made, undefined);
  const value = await compute(document, own, made.node, host);
  if (!isNow()) return undefined;
  return typeof value === "string" ? asked.refuse(value) : asked.show(made, value);
}

async function compute(
  { analysis }: Document,
  own: string,
  node: Node,
  { runner, limits, nextId }: Host,
): Promise<Tensor | string> {
  const { text, inputs } = analysis();
  const { bytes, milliseconds } = limits();
  const job = {
    id: nextId(),
    uri: own,
    analysis: { text, roots: [node], inputs },
    inputs,
    limitBytes: bytes,
    limitMs: milliseconds,
  };
  const outcome = await new Promise<RunOutcome>((resolve) => {
    runner.run(job, resolve);
  });
  if (outcome.kind === "superseded") return STOPPED;
  if (outcome.kind === "failed") return outcome.failure.reason;
  const whole = { starts: node.sizes.map(() => 0), sizes: node.sizes };
  const value = outcome.ran.numbers.tensor(node) ?? (await runner.window(own, node, whole));
  runner.forget(own);
  return value ?? NO_VALUE;
}

const STOPPED = "It was stopped.";
const NO_VALUE =
  "It has no value: a gate on the way refused what it was given, or the run would need more memory than it may.";
