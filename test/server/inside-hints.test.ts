/** Hints inside of lines over LSP: off until they are switched on, of their own kinds, and beside the hints at line ends. */
import { expect, test } from "vitest";
import {
  DidChangeConfigurationNotification,
  InlayHintKind,
  InlayHintRequest,
  type InlayHint,
} from "vscode-languageserver-protocol/node";
import { labelOf, openServer, settle, uri } from "./session.ts";

const text = "x: [N] = [1, 2]\ny = clamp(2 * x, 0, 1)\nL = sum(y)\nL.backward()";

function placed({ position, kind, ...hint }: InlayHint): readonly unknown[] {
  return [position.line, position.character, labelOf({ position, ...hint }), kind];
}

const numbers = [
  [0, 15, "∂L/∂x = [0, 0]", undefined],
  [1, 22, "= [1, 1]  ∂L/∂y = [1, 1]", undefined],
  [2, 10, "= 2  ∂L/∂L = 1", undefined],
];
const shape = [1, 1, ": [N=2]", InlayHintKind.Type];
const parameters = [
  [1, 17, "min=", InlayHintKind.Parameter],
  [1, 20, "max=", InlayHintKind.Parameter],
];

test("they are off until somebody switches them on, and leave the numbers at line ends as they are", async () => {
  const session = await openServer();
  await session.open(text);
  await session.time.pass(1);
  expect((await session.hints()).map(placed)).toEqual(numbers);
  const change = async (hints: object): Promise<number> => {
    const before = session.refreshes();
    const settings = { nabla: { hints } };
    await session.client.sendNotification(DidChangeConfigurationNotification.type, { settings });
    await settle();
    await session.time.pass(1000);
    return session.refreshes() - before;
  };
  expect(await change({ shape: true })).toBeGreaterThan(0);
  expect((await session.hints()).map(placed)).toEqual([shape, ...numbers]);
  expect(await change({ parameterNames: true })).toBeGreaterThan(0);
  expect((await session.hints()).map(placed)).toEqual([...parameters, ...numbers]);
  session.close();
});

test("a shape is written as an annotation when somebody takes its hint, and says the same", async () => {
  const settings = { hints: { shape: true, parameterNames: true } };
  const session = await openServer({ initializationOptions: { settings } });
  const loop =
    "h = ones(1)\nfor i in range(2):\n    h = cat([h, h])\n    s = h + 1\nL = sum(s)\nL.backward()";
  const takenIn = async (source: string): Promise<readonly string[]> => {
    await session.change(source);
    await session.time.pass(1);
    return (await session.hints()).flatMap(({ textEdits, position }) =>
      (textEdits ?? []).map(({ range, newText }) => {
        expect(range).toEqual({ start: position, end: position });
        return `${position.line}${newText}`;
      }),
    );
  };
  await session.open(text);
  expect(await takenIn(text)).toEqual(["1: [N]"]);
  expect(await takenIn(text.replace("y =", "y: [N] ="))).toEqual([]);
  expect(await takenIn(loop)).toEqual(["0: [1]", "2: [_]", "3: [_]"]);
  session.close();
});

test("those of the range that is asked for are there before any number is, and follow an edit", async () => {
  const settings = { hints: { shape: true, parameterNames: true } };
  const session = await openServer({ initializationOptions: { settings }, delay: 5000 });
  await session.open(text);
  const ask = async (): Promise<readonly unknown[]> => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 22 } };
    const answer = session.client.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range });
    await settle();
    await session.time.pass(40);
    return (await answer)?.map(placed) ?? [];
  };
  expect(await ask()).toEqual([shape, ...parameters]);
  await session.change(text.replace("[1, 2]", "[1, 2, 3]").replace("clamp(2 * x, 0", "clamp(x, -10"));
  expect(await ask()).toEqual([
    [1, 1, ": [N=3]", InlayHintKind.Type],
    [1, 13, "min=", InlayHintKind.Parameter],
    [1, 18, "max=", InlayHintKind.Parameter],
  ]);
  session.close();
});
