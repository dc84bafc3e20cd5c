/** What the graph panel shows of an opened call, with the numbers of the server's own run. */
import { expect, test } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { graphRequest } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("an opened call is beside itself as one gate, also where closed calls are in it", async () => {
  const session = await openServer();
  await session.open("x = [1, 2, 3]\nL = cross_entropy(x, 0)\nL.backward()\n");
  await session.time.pass(1000);
  const ask = (opened: readonly string[]): Promise<GraphView> =>
    session.client.sendRequest<GraphView>(graphRequest, { uri, opened });
  const { calls = [] } = await ask([]);
  expect(calls).toHaveLength(3);
  await ask(calls.slice(0, 1));
  await session.time.pass(1000);
  const gradient = "[-0.91, 0.2447, 0.6652]";
  const [only, more] = (await ask(calls.slice(0, 1))).groups;
  expect(more).toBeUndefined();
  expect(only?.composite).toMatchObject({
    isSame: true,
    rows: [{ name: "x", closed: gradient, opened: gradient }],
    closed: { gates: 1, kept: 3 },
    opened: { kept: 7 },
  });
  await ask(calls);
  await session.time.pass(1000);
  const all = (await ask(calls)).groups;
  expect(all.map(({ composite }) => composite?.isSame)).toEqual([true, true, true]);
  session.close();
});
