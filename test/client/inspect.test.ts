/** A panel's questions on their way to the server: the newest of each kind, and none for a panel that is hidden. */
import { expect, test } from "vitest";
import type { ToPanel } from "../../src/protocol/graph-view.ts";
import type { InspectParams, InspectQuestion } from "../../src/protocol/inspect.ts";
import { createInspector } from "../../src/client/inspect.ts";

interface Host {
  readonly asked: InspectParams[];
  readonly told: ToPanel[];
  isSeen: boolean;
  ask(question: InspectQuestion): Promise<void>;
  /** Answers the oldest question that is on its way. */
  answer(): Promise<void>;
}

function createHost(): Host {
  const onTheirWay: ((answer: unknown) => void)[] = [];
  const host: Host = {
    asked: [],
    told: [],
    isSeen: true,
    ask: (question) => inspector.ask("file:///a.grad", question),
    async answer() {
      onTheirWay.shift()!(null);
      await new Promise((done) => setImmediate(done));
    },
  };
  const inspector = createInspector({
    request<T>(_: string, params: object) {
      host.asked.push(params as InspectParams);
      return new Promise<T>((resolve) => onTheirWay.push(resolve as (answer: unknown) => void));
    },
    openedIn: () => ["f#0"],
    listens: () => host.isSeen,
    post: (message) => host.told.push(message),
  });
  return host;
}

const rows = (start: number): InspectQuestion => ({
  kind: "window",
  id: "x#0",
  aspect: "value",
  window: { starts: [start, 0], sizes: [10, 4] },
});

test("of the questions of one kind the first and the newest are asked, and the newest is answered", async () => {
  const host = createHost();
  const all = [0, 10, 20, 30].map((start) => host.ask(rows(start)));
  expect(host.asked).toEqual([{ uri: "file:///a.grad", opened: ["f#0"], question: rows(0) }]);
  await host.answer();
  expect(host.asked.slice(1).map(({ question }) => question)).toEqual([rows(30)]);
  expect(host.told).toEqual([]);
  await host.answer();
  await Promise.all(all);
  expect(host.told).toEqual([{ kind: "inspected", uri: "file:///a.grad", question: rows(30), answer: null }]);
});

test("another kind of question waits for none", () => {
  const host = createHost();
  void host.ask(rows(0));
  void host.ask({ kind: "tensor", id: "x#0", aspect: "value" });
  expect(host.asked.length).toBe(2);
});

test("a panel that is hidden asks nothing", async () => {
  const host = createHost();
  host.isSeen = false;
  await host.ask(rows(0));
  expect([host.asked, host.told]).toEqual([[], []]);
});
