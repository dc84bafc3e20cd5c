/** Panels that step: the source's light and hints go along with the one that stepped last, and are given back. */
import { beforeEach, expect, test } from "vitest";
import type { StepAtParams } from "../../src/protocol/requests.ts";
import { createPanelSteps } from "../../src/client/panel-steps.ts";
import { createStepLead, type StepLead } from "../../src/client/step-lead.ts";

const uri = "file:///a.grad";
const rangeOf = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 1 } });
const at = (line: number, of = uri) =>
  ({ kind: "stepAt", uri: of, range: rangeOf(line), step: { pass: "backward", node: `n${line}` } }) as const;
const ended = { kind: "stepAt", uri, range: undefined, step: undefined } as const;

/** What the hints of each file go along with. */
let hints: Map<string, string | undefined>;
let lead: StepLead;

beforeEach(() => {
  hints = new Map();
  lead = createStepLead();
});

interface Panel extends ReturnType<typeof createPanelSteps> {
  /** The line that it lights. */
  readonly lit: number | undefined;
}

function open(): Panel {
  let lit: number | undefined;
  const steps = createPanelSteps({
    request<T>(_: string, params: object) {
      const { uri: of, place } = params as StepAtParams;
      hints.set(of, place?.node);
      return Promise.resolve(null as T);
    },
    openedIn: () => [],
    light: { show: (_, range) => void (lit = range?.start.line), dispose: () => undefined },
    lead,
    log: (text) => expect.unreachable(text),
  });
  return {
    ...steps,
    get lit() {
      return lit;
    },
  };
}

test("of two panels that step through one file the last one leads, and the other one again when it ends", () => {
  const [one, other] = [open(), open()];
  one.show(at(1));
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([1, undefined, "n1"]);
  other.show(at(4));
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, 4, "n4"]);
  one.show(at(2));
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([2, undefined, "n2"]);
  one.show(ended);
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, 4, "n4"]);
  other.dispose();
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, undefined, undefined]);
});

test("one that does not lead ends without a word, and an edit makes none lead", () => {
  const [one, other] = [open(), open()];
  one.show(at(1));
  other.show(at(4));
  // The same step, at another line.
  one.show({ ...at(1), range: rangeOf(3) });
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, 4, "n4"]);
  other.show({ ...at(4), range: rangeOf(6) });
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, 6, "n4"]);
  one.end();
  expect([one.lit, other.lit, hints.get(uri)]).toEqual([undefined, 6, "n4"]);
});

test("a panel that goes to another file leaves the first one as it is", () => {
  const panel = open();
  panel.show(at(1));
  panel.show(at(2, "file:///b.grad"));
  expect([panel.lit, hints.get(uri), hints.get("file:///b.grad")]).toEqual([2, undefined, "n2"]);
});
