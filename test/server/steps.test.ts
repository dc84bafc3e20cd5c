/** The steps that the graph panel shows. */
import { expect, test } from "vitest";
import { stepsRequest, type StepsResult } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("the steps have the run's numbers, and the places of their gates as lines and columns", async () => {
  const session = await openServer();
  await session.open("x = -2\nz = -4\nq = x * 3\nf = q * z\n");
  await session.time.pass(1000);
  const { version, steps, empty } = await session.client.sendRequest<StepsResult>(stepsRequest, {
    uri,
    opened: [],
  });
  expect([version, empty]).toEqual([1, undefined]);
  expect(steps.map(({ id }) => id)).toEqual([
    ...["given", "forward q#0", "forward f#0"],
    ...["seed", "backward f#0", "backward q#0"],
  ]);
  expect(steps[4]).toMatchObject({
    sentence: "∂f/∂q = upstream 1 · z (-4) = -4; ∂f/∂z = upstream 1 · q (-6) = -6",
    range: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } },
  });
  session.close();
});

test("where there is nothing to step through, the answer says so", async () => {
  const session = await openServer();
  await session.open("x = 2\n");
  await session.time.pass(1000);
  const { steps, empty } = await session.client.sendRequest<StepsResult>(stepsRequest, { uri, opened: [] });
  expect([steps, empty]).toEqual([[], "There is nothing to step through: no line computes a value."]);
  session.close();
});
