/** Predicted gradients over the protocol, while they are hidden. */
import { expect, test } from "vitest";
import { predictRequest, type PredictResult } from "../../src/protocol/prediction.ts";
import type { InlayHint } from "vscode-languageserver";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { graphRequest, revealNotification, type Reveal } from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

test("a prediction is judged while gradients are hidden", async () => {
  const session = await openServer({ initializationOptions: { hidesGradients: true } });
  await session.open("x = 3\ny = x ** 2\nf = 5 * y\nf.backward()\n");
  await session.time.pass(1000);
  const ask = (text: string): Promise<PredictResult> =>
    session.client.sendRequest(predictRequest, { uri, id: "x#0", text, opened: [] });
  expect((await ask("30")).verdict).toBe("right");
  expect(await ask("6")).toEqual({
    verdict: "wrong",
    says: "That is the local gradient alone: it is multiplied by the upstream gradient.",
  });
  expect((await ask("x")).verdict).toBe("unread");
  session.close();
});

test("what was said rightly is shown in the graph and at its line, and all else stays hidden", async () => {
  const session = await openServer({ initializationOptions: { hidesGradients: true } });
  await session.open("x = 3\ny = x ** 2\nf = 5 * y\nf.backward()\n");
  await session.time.pass(1000);
  const drawn = async (): Promise<unknown> => {
    const view = await session.client.sendRequest<GraphView>(graphRequest, { uri, opened: [] });
    return view.nodes.map(({ name, label, gradient }) => [name ?? label, gradient?.short]);
  };
  const shown = async (): Promise<readonly (string | undefined)[]> => {
    const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    const hints = await session.client.sendRequest<InlayHint[]>("textDocument/inlayHint", {
      textDocument: { uri },
      range,
    });
    return hints.map(
      ({ label }) =>
        /∂f\S+ = \S+/.exec(typeof label === "string" ? label : label.map(({ value }) => value).join(""))?.[0],
    );
  };
  expect(await shown()).toEqual(["∂f/∂x = ?", "∂f/∂y = ?", "∂f/∂f = ?"]);
  await session.client.sendRequest(predictRequest, { uri, id: "x#0", text: "29", opened: [] });
  await session.client.sendRequest(predictRequest, { uri, id: "x#0", text: "30", opened: [] });
  await session.time.pass(1000);
  expect(await shown()).toEqual(["∂f/∂x = 30", "∂f/∂y = ?", "∂f/∂f = ?"]);
  expect(await drawn()).toEqual([
    ["x", "30"],
    ["y", "?"],
    ["f", "?"],
    ["f", "?"],
  ]);
  // The next one that is shown on request is one that is hidden yet, and all can be hidden again.
  const reveal = async (how: Reveal): Promise<void> => {
    await session.client.sendNotification(revealNotification, { uri, how });
    await session.time.pass(1000);
  };
  for (let i = 0; i < 2; i++) await reveal("next");
  expect(await shown()).toEqual(["∂f/∂x = 30", "∂f/∂y = 5", "∂f/∂f = 1"]);
  await reveal("every");
  expect(await shown()).toEqual(["∂f/∂x = ?", "∂f/∂y = ?", "∂f/∂f = ?"]);
  session.close();
});
