/** Hovers over LSP: with the links and the pictures that the client can show. */
import { expect, test } from "vitest";
import { HoverRequest } from "vscode-languageserver-protocol/node";
import { internalCommands } from "../../src/protocol/manifest.ts";
import { openServer, uri } from "./session.ts";

test("hovers hold pictures for a client that shows them", async () => {
  const hoverOf = async (initializationOptions: unknown): Promise<string> => {
    const session = await openServer({ initializationOptions });
    await session.open("x = [1, 2, 3, 4, 5, 6]\nL = sum(x ** 2)\nL.backward()");
    await session.time.pass(1);
    const position = { line: 0, character: 0 };
    const hover = await session.client.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    session.close();
    return JSON.stringify(hover?.contents);
  };
  expect(await hoverOf({ showsPictures: true })).toMatch(/!\[Heat map of x: 1 to 6\]\(data:image\/svg\+xml,/);
  for (const options of [undefined, {}, { showsPictures: false }])
    expect(await hoverOf(options)).not.toMatch(/!\[|data:/);
});

test("a large value has a picture of what the run says of it, not of another run's", async () => {
  const session = await openServer({ initializationOptions: { showsPictures: true } });
  const hoverOf = async (): Promise<string> => {
    const position = { line: 1, character: 0 };
    const hover = await session.client.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    return JSON.stringify(hover?.contents);
  };
  await session.open("x = reshape(arange(6400), 64, 100)\ny = x * 2\nL = sum(y ** 2)\nL.backward()");
  await session.time.pass(1);
  const alts = [...(await hoverOf()).matchAll(/Heat map of [^\]]*/g)].map(([alt]) => alt);
  const cells = "a cell shows the farthest from 0 of 4×4 elements";
  expect(alts).toEqual([
    `Heat map of y: 0 to 12798, 1 zero, ${cells}`,
    `Heat map of ∂L/∂y: 0 to 25596, 1 zero, ${cells}`,
  ]);
  const { runner } = session;
  const look = runner.look.bind(runner);
  runner.look = async (...asked) => {
    await session.change("x = reshape(arange(6400), 64, 100)\ny = x * 3\nL = sum(y ** 2)\nL.backward()");
    return look(...asked);
  };
  expect(await hoverOf()).not.toContain("Heat map");
  session.close();
});

test("hovers link to the source as the client can follow it", async () => {
  const text = "x = 3\nf = x * x + x\nf.backward()";
  const hoverOf = async (client: readonly string[], documentUri: string): Promise<string> => {
    const session = await openServer({ initializationOptions: { commands: client } });
    await session.open(text, documentUri);
    await session.time.pass(1);
    const hover = await session.client.sendRequest(HoverRequest.type, {
      textDocument: { uri: documentUri },
      position: { line: 0, character: 0 },
    });
    session.close();
    return JSON.stringify(hover?.contents);
  };
  expect(await hoverOf(Object.values(internalCommands), uri)).toContain("(command:nabla.reveal?");
  expect(await hoverOf([], uri)).toContain("(file:///test.grad#L2)");
  const other = await hoverOf([], "untitled:Untitled-1");
  expect(other).toContain("line 2");
  expect(other).not.toContain("](");
});
