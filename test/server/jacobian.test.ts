/** Jacobians that the graph panel asks for. */
import { expect, test } from "vitest";
import {
  graphRequest,
  jacobianRequest,
  type GraphResult,
  type JacobianParams,
  type JacobianResult,
} from "../../src/protocol/requests.ts";
import { openServer, uri } from "./session.ts";

const source = "w = [[1, 2], [3, 4], [5, 6]]\nx = [1, 1]\ny = w @ x\nL = sum(y * y)\nL.backward()\n";

async function openFile(text: string) {
  const session = await openServer();
  await session.open(text);
  await session.time.pass(1000);
  const { nodes } = await session.client.sendRequest<GraphResult>(graphRequest, { uri, opened: [] });
  const ask = (id: string | undefined, choice?: string, panel = "1"): Promise<JacobianResult> => {
    const params: JacobianParams = { uri, panel, id, opened: [], choice };
    return session.client.sendRequest<JacobianResult>(jacobianRequest, params);
  };
  const idOf = (name: string): string => nodes.find((node) => node.name === name || node.label === name)!.id;
  return { ...session, ask, idOf };
}

test("a Jacobian is formed at a node, and another of its choices", async () => {
  const { ask, idOf, time, close } = await openFile(source);
  const first = ask(idOf("y"));
  await time.pass(200);
  const view = (await first)!;
  expect([view.title, view.matrix?.texts]).toEqual([
    "∂y/∂w",
    [..."1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0 1 1".split(" ")],
  ]);
  expect(view.choices.map(({ text }) => text)).toEqual(["∂y/∂w, 3 × 6", "∂y/∂x, 3 × 2", "∂L/∂y, 1 × 3"]);
  const second = ask(idOf("y"), view.choices[2]!.key);
  await time.pass(200);
  expect((await second)?.matrix?.texts).toEqual(["6", "14", "22"]);
  close();
});

test("a large one crosses whole, and one that is too large is refused with its size", async () => {
  const { ask, idOf, time, close } = await openFile(
    "x = ones(300)\ny = tanh(x)\nz = ones(4096)\nL = sum(y) + sum(relu(z))\n",
  );
  const large = ask(idOf("y"));
  await time.pass(200);
  const view = await large;
  expect(view?.matrix?.texts.length).toBe(90_000);
  expect(view?.matrix?.texts.filter((text) => text !== "0").length).toBe(300);
  const refused = ask(idOf("relu"));
  await time.pass(200);
  expect((await refused)?.about).toContain("∂(relu(z))/∂z would be [4096, 4096] = 128 MB");
  close();
});

test("one that is asked for no more is given up", async () => {
  const { ask, idOf, time, close } = await openFile(source);
  const first = ask(idOf("y"));
  const none = ask(undefined);
  await time.pass(200);
  expect([await first, await none]).toEqual([null, null]);
  close();
});

test("each of two panels on one file has its own", async () => {
  const { ask, idOf, time, close } = await openFile(source);
  const one = ask(idOf("y"));
  const other = ask(idOf("L"), undefined, "2");
  await time.pass(200);
  expect([(await one)?.title, (await other)?.title]).toEqual(["∂y/∂w", "∂L/∂(y * y)"]);
  const closed = ask(idOf("y"));
  const stays = ask(idOf("y"), undefined, "2");
  const none = ask(undefined);
  await time.pass(200);
  expect([await closed, await none, (await stays)?.title]).toEqual([null, null, "∂y/∂w"]);
  close();
});
