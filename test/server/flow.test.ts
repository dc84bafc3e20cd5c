/** The gradient flow that the graph panel shows. */
import { expect, test } from "vitest";
import {
  flowRequest,
  locateRequest,
  type FlowResult,
  type LocateResult,
} from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("the gradient flow has the findings that are shown, and its rows lead to their places", async () => {
  const session = await openServer();
  await session.open("w = param(2)\nb = param(1)\nL = w ** 2\nL.backward()\n");
  await session.time.pass(1000);
  const flow = await session.client.sendRequest<FlowResult>(flowRequest, { uri, rate: 0.1 });
  expect(flow.rows.map(({ name, norm, marks }) => [name, norm, ...marks.map(({ code }) => code)])).toEqual([
    ["L", "1"],
    ["b", "0", "disconnected"],
    ["w", "4"],
  ]);
  expect([flow.rate, flow.rows[2]?.update?.text]).toEqual([0.1, "0.2"]);
  const { id } = flow.rows[1]!;
  const place = await session.client.sendRequest<LocateResult>(locateRequest, { uri, id, opened: [] });
  expect(place.range.start).toEqual({ line: 1, character: 0 });
  session.close();
});
