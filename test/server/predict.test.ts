/** Predicted gradients over the protocol, while they are hidden. */
import { expect, test } from "vitest";
import { predictRequest, type PredictResult } from "../../src/protocol/prediction.ts";
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
