/** Hints while a panel steps: they go along with it, stay there through edits, and are all back when it ends. */
import { expect, test } from "vitest";
import { product } from "../webview/step-views.ts";
import { openSession, uri, type Session } from "./session.ts";

const all = ["∂f/∂x = -4", "∂f/∂y = -4", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1", ""];
const atProduct = ["", "", "∂f/∂z = 3", "= 3  ∂f/∂q = -4", "= -12  ∂f/∂f = 1", ""];
const backward = (node: string) => ({ pass: "backward", node, opened: [] }) as const;

async function open(): Promise<Session> {
  const session = openSession(product);
  await session.time.pass(100);
  expect(session.lines()).toEqual(all);
  return session;
}

test("nothing else is told anew, and only where the step is another", async () => {
  const { service, updates, lines } = await open();
  const before = updates.length;
  const { numbers } = service.view(uri)!;
  service.stepTo(uri, backward("f#0"));
  service.stepTo(uri, backward("f#0"));
  expect(updates.slice(before)).toEqual([{ uri, version: 1, kind: "hints" }]);
  expect(lines()).toEqual(atProduct);
  expect(service.view(uri)!.passed).toBeUndefined();
  expect(service.view(uri)!.numbers).toBe(numbers);
  expect(JSON.stringify(service.graph(uri, []))).toContain('"short":"-4"');
  service.stepTo(uri, undefined);
  expect(updates.slice(before).map(({ kind }) => kind)).toEqual(["hints", "hints"]);
  expect(lines()).toEqual(all);
});

test("an edit stays at the step, and no number that is hidden comes back as an old one", async () => {
  const session = await open();
  const { service, time, lines } = session;
  service.stepTo(uri, backward("f#0"));
  expect(lines()).toEqual(atProduct);
  session.runner.delay = 50;
  session.edit(product.replace("y = 5", "y = 6"));
  for (let passed = 0; passed < 100; passed += 10) {
    for (const line of [0, 1]) expect(lines()[line]).toBe("");
    await time.pass(10);
  }
  expect(lines()).toEqual(["", "", "∂f/∂z = 4", "= 4  ∂f/∂q = -4", "= -16  ∂f/∂f = 1", ""]);
  // Where its gate is gone nothing is hidden, until the panel stands elsewhere.
  session.edit("x = -2\ny = 5\nq = x + y\n");
  await time.pass(1000);
  expect(lines()).toEqual(["∂q/∂x = 1", "∂q/∂y = 1", "= 3  ∂q/∂q = 1", ""]);
});
