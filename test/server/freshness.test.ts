/**
 * What an editor draws, when it asks for hints as VS Code does: some time after a key, one request at a time, and deaf to a
 * wish for new hints from before a request until shortly after its answer.
 */
import { expect, test } from "vitest";
import {
  CancellationTokenSource,
  InlayHintRequest,
  type InlayHint,
} from "vscode-languageserver-protocol/node";
import { labelOf, openServer, settle, uri, type ServerSession } from "./session.ts";

const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()"].join("\n");

/** Where VS Code asks for hints: its controller, with the delays that were measured. */
interface Editor {
  /** What is drawn now, by line. */
  readonly drawn: () => ReadonlyMap<number, string>;
  /** Called with every answer as it is drawn. */
  edit(text: string): Promise<void>;
}

const DEAF_MS = 1;

function createEditor({ client, time, change, onRefresh }: ServerSession, debounce: number): Editor {
  let drawn = new Map<number, string>();
  let scheduled: (() => void) | undefined;
  let flight: CancellationTokenSource | undefined;
  let answeredAt = -Infinity;
  const ask = async (): Promise<void> => {
    flight?.cancel();
    const own = new CancellationTokenSource();
    flight = own;
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const params = { textDocument: { uri }, range };
    const answer = await client
      .sendRequest(InlayHintRequest.type, params, own.token)
      .catch((error: unknown): InlayHint[] => {
        if (own.token.isCancellationRequested) return [];
        throw error;
      });
    if (own.token.isCancellationRequested) return;
    flight = undefined;
    answeredAt = time.now();
    drawn = new Map((answer ?? []).map((hint) => [hint.position.line, labelOf(hint)]));
  };
  const schedule = (): void => {
    scheduled?.();
    scheduled = time.after(debounce, () => {
      scheduled = undefined;
      void ask();
    });
  };
  onRefresh(() => {
    if (flight === undefined && time.now() > answeredAt + DEAF_MS && scheduled === undefined) schedule();
  });
  schedule();
  return {
    drawn: () => drawn,
    async edit(text) {
      await change(text);
      schedule();
    },
  };
}

const delays = [0, 5, 20, 38, 39, 40, 41, 45, 60, 89, 90, 91, 100, 150, 250, 400, 500];

test.each(delays)("a run of %i ms leaves no old number a second later", async (delay) => {
  for (const debounce of [25, 60, 200]) {
    const session = await openServer({ delay });
    await session.open(program);
    const { drawn, edit } = createEditor(session, debounce);
    await session.time.pass(1000);
    expect(drawn().get(4)).toBe("= -12  ∂f/∂f = 1");
    expect([...drawn().keys()]).toEqual([0, 1, 2, 3, 4]);

    for (const z of [-5, -6, -7]) {
      await edit(program.replace("-4", String(z)));
      await session.time.pass(70);
      // Between a key and its first answer the last drawing stands; every answer after it is new or says that it is not.
      if (debounce + 40 < 70) expect(drawn().get(4)).toMatch(RegExp(`^(= ${3 * z}  |⟳ = )`));
    }
    await session.time.pass(1000);
    expect([...drawn().values()]).toEqual([
      "∂f/∂x = -7",
      "∂f/∂y = -7",
      "∂f/∂z = 3",
      "= 3  ∂f/∂q = -7",
      "= -21  ∂f/∂f = 1",
    ]);
    session.close();
  }
});

test("an answer comes after 40 ms at the latest", async () => {
  const session = await openServer({ delay: 500 });
  await session.open(program);
  let answer: readonly InlayHint[] | undefined;
  void session.hints().then((hints) => (answer = hints));
  await session.time.pass(39);
  expect(answer).toBeUndefined();
  await session.time.pass(1);
  expect(answer).toEqual([]);
  session.close();
});

test("a client that cannot be told to ask again has its answer when the numbers are there, and no old ones", async () => {
  const session = await openServer({ delay: 500, capabilities: { workspace: {} } });
  const shown: string[] = [];
  const ask = (): void => void session.hints().then((hints) => shown.push(hints.map(labelOf).join(" | ")));
  await session.open(program);
  ask();
  await session.time.pass(499);
  expect(shown).toEqual([]);
  await session.time.pass(1);
  expect(shown).toEqual(["∂f/∂x = -4 | ∂f/∂y = -4 | ∂f/∂z = 3 | = 3  ∂f/∂q = -4 | = -12  ∂f/∂f = 1"]);
  // While one types what is wrong, nothing stands there that would never be taken away.
  await session.change(program.replace("q * z", "q *"));
  ask();
  await session.time.pass(500);
  expect(shown.slice(1)).toEqual(["= 3"]);
  session.runner.delay = 20_000;
  await session.change(program.replace("-4", "-40"));
  ask();
  await session.time.pass(9_999);
  expect(shown.slice(2)).toEqual([]);
  await session.time.pass(1);
  expect(shown.slice(2)).toEqual(["= 3"]);
  expect(session.refreshes()).toBe(0);
  session.close();
});

test("a wish for new hints comes 50 ms after an old answer, not earlier, and again until it is heard", async () => {
  const session = await openServer({ delay: 45 });
  await session.open(program);
  void session.hints();
  await session.time.pass(40);
  // The run ends at 45 ms, the answer was at 40.
  await session.time.pass(49);
  expect(session.refreshes()).toBe(0);
  await session.time.pass(1);
  expect(session.refreshes()).toBe(1);
  await session.time.pass(250);
  expect(session.refreshes()).toBe(2);
  const heard = session.hints();
  await settle();
  expect((await heard).map(labelOf)).toContain("= -12  ∂f/∂f = 1");
  await session.time.pass(10_000);
  expect(session.refreshes()).toBe(2);
  session.close();
});

test("nobody who hides the file is asked for ever", async () => {
  const session = await openServer({ delay: 100 });
  await session.open(program);
  void session.hints();
  await session.time.pass(60_000);
  expect(session.refreshes()).toBeGreaterThan(5);
  expect(session.refreshes()).toBeLessThan(50);
  session.close();
});
