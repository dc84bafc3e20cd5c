/** The panel's questions about values, asked of the server. */
import { expect, test } from "vitest";
import {
  inspectRequest,
  type InspectParams,
  type InspectQuestion,
  type InspectResult,
} from "../../src/protocol/inspect.ts";
import { hideNotification, graphRequest, type GraphResult } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("elements of a value and of its gradient are told, of the newest version alone", async () => {
  const session = await openServer();
  await session.open("x = param([[1, 2], [3, -4]])\nL = sum(x ** 2)\nL.backward()\n");
  await session.time.pass(1000);
  const { nodes } = await session.client.sendRequest<GraphResult>(graphRequest, { uri, opened: [] });
  const { id } = nodes.find((node) => node.label === "x")!;
  const ask = (question: InspectQuestion): Promise<InspectResult> => {
    const params: InspectParams = { uri, opened: [], question };
    return session.client.sendRequest<InspectResult>(inspectRequest, params);
  };
  const window = { starts: [1, 0], sizes: [1, 2] };
  expect(await ask({ kind: "window", id, aspect: "value", window })).toEqual({
    kind: "window",
    version: 1,
    window,
    texts: ["3", "-4"],
    levels: [0.75, -1],
  });
  expect(await ask({ kind: "window", id, aspect: "gradient", window })).toMatchObject({ texts: ["6", "-8"] });
  expect(await ask({ kind: "tensor", id, aspect: "value" })).toMatchObject({ sizes: [2, 2], version: 1 });

  expect(await ask({ kind: "element", id, aspect: "value", index: [1, 1] })).toMatchObject({
    name: "x[1, 1]",
    gradient: { name: "∂L/∂x[1, 1]", text: "-8" },
    uses: [{ label: "^2", sum: "-8", terms: [{ local: "-8", upstream: "1", product: "-8" }] }],
  });

  expect(await ask({ kind: "take", id, aspect: "gradient", as: "list" })).toMatchObject({
    name: "x",
    text: "[[2.0, 4.0], [6.0, -8.0]]",
  });

  await session.client.sendNotification(hideNotification, { hide: true });
  expect(await ask({ kind: "tensor", id, aspect: "gradient" })).toEqual({
    kind: "refused",
    version: 1,
    text: "This gradient is hidden.",
  });
  await session.client.sendNotification(hideNotification, { hide: false });

  await session.change("x = param([[1, 2], [5, -4]])\nL = sum(x ** 2)\nL.backward()\n");
  // Before the run of the new text has told its numbers the old ones are not told either.
  expect(await ask({ kind: "window", id, aspect: "gradient", window })).toBe(null);
  await session.time.pass(1000);
  expect(await ask({ kind: "window", id, aspect: "gradient", window })).toMatchObject({
    version: 2,
    texts: ["10", "-8"],
  });
  session.close();
});
