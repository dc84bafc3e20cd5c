/** What the graph panel asks of an opened call, with the numbers of the server's own run. */
import { expect, test } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { inspectRequest, type InspectParams, type InspectResult } from "../../src/protocol/inspect.ts";
import { graphRequest, libraryCallsRequest } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("an opened call is beside itself as one gate, also where closed calls are in it", async () => {
  const session = await openServer();
  await session.open("x = [1, 2, 3]\nL = cross_entropy(x, 0)\nL.backward()\n");
  await session.time.pass(1000);
  const { client } = session;
  const calls = await client.sendRequest<readonly string[]>(libraryCallsRequest, { uri, opened: [] });
  expect(calls).toHaveLength(3);
  /** Opens these, and asks of one of them once its gates have their numbers. */
  const ask = async (opened: readonly string[], id: string): Promise<InspectResult> => {
    await client.sendRequest<GraphView>(graphRequest, { uri, opened });
    await session.time.pass(1000);
    const params: InspectParams = { uri, opened, question: { kind: "composite", id } };
    return client.sendRequest<InspectResult>(inspectRequest, params);
  };
  const gradient = "[-0.91, 0.2447, 0.6652]";
  expect(await ask(calls.slice(0, 1), calls[0]!)).toMatchObject({
    kind: "composite",
    isSame: true,
    rows: [{ name: "x", closed: gradient, opened: gradient }],
    closed: { gates: 1, kept: 3 },
    opened: { kept: 7 },
  });
  expect(await ask(calls.slice(0, 1), calls[1]!)).toBeNull();
  for (const id of calls) expect(await ask(calls, id)).toMatchObject({ isSame: true });
  session.close();
});
