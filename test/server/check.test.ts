/** Check Gradients, as an editor asks for it. */
import { expect, test } from "vitest";
import { checkRequest, type CheckResult } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

const check = async (text: string): Promise<CheckResult> => {
  const session = await openServer();
  await session.open(text);
  const found = session.client.sendRequest<CheckResult>(checkRequest, { uri });
  let isDone = false;
  void found.finally(() => (isDone = true));
  while (!isDone) await session.time.pass(1);
  session.close();
  return found;
};

test("has each leaf with its place and verdict, and what is wrong in blocks", async () => {
  const { checks, failure } = await check(
    "def f(x):\n    return cos(x)\nbackward(g):\n    return g * sin(x)\nx = 0.5\nw = 2\nL = f(x) * w\nL.backward()\n",
  );
  expect(failure).toBeUndefined();
  expect(checks.map(({ label, verdict, range }) => [label, verdict, range.start.line])).toEqual([
    ["∂L/∂x", "wrong", 4],
    ["∂L/∂w", "good", 5],
    ["g * sin(x)", "wrong", 3],
  ]);
});

test("says why nothing was checked", async () => {
  expect(await check("x = [1, 2]\n")).toEqual({
    checks: [],
    failure: "There is no target: a line like L.backward() says what the gradients are of.",
  });
});
