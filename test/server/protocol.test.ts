/** What a client may get wrong in the protocol itself: the server answers whatever comes next. */
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/server/stdio.ts";
import { serveWith } from "../../src/server/server.ts";
import { createLanguageService } from "../../src/service.ts";
import { createFakeRunner } from "../service/fake-runner.ts";
import { createFakeTime } from "../service/fake-time.ts";
import { soundFrames } from "../../src/server/frames.ts";

interface Client {
  /** Sends bytes as they are. */
  write(bytes: string): void;
  /** Sends a message in a frame. */
  send(message: object): void;
  /** Resolves with the answer to a request. */
  answer(id: number): Promise<Answer>;
  /** The folders of the workspace, as the server has understood it. */
  folders(): readonly string[];
}

interface Answer {
  readonly result?: unknown;
  readonly error?: unknown;
}

function start(): Client {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = connect(toServer, toClient);
  onTestFinished(() => connection.dispose());
  const time = createFakeTime();
  const files = {
    read: () => Promise.resolve({ kind: "failed", reason: "No." } as const),
    stamp: () => Promise.resolve(undefined),
  };
  const { folders } = serveWith(connection, time, (tell) =>
    createLanguageService({ runner: createFakeRunner(time), timers: time, files, tell }),
  );
  let text = "";
  const waiting = new Map<number, (message: Answer) => void>();
  const early = new Map<number, Answer>();
  toClient.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    for (;;) {
      const found = /^Content-Length: (\d+)\r\n\r\n/.exec(text);
      const end = found === null ? Infinity : found[0].length + Number(found[1]);
      if (found === null || Buffer.byteLength(text) < end) return;
      const message = JSON.parse(text.slice(found[0].length, end)) as Answer & { readonly id?: number };
      text = text.slice(end);
      if (message.id === undefined) continue;
      const go = waiting.get(message.id);
      if (go === undefined) early.set(message.id, message);
      else go(message);
    }
  });
  const write = (bytes: string): void => void toServer.write(bytes);
  return {
    folders,
    write,
    send: (message) => write(frame(message)),
    answer: (id) =>
      new Promise((resolve) => {
        const message = early.get(id);
        if (message === undefined) waiting.set(id, resolve);
        else resolve(message);
      }),
  };
}

function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  return `Content-Length: ${body.length}\r\n\r\n${body}`;
}

const initialize = {
  id: 1,
  method: "initialize",
  params: { processId: null, rootUri: null, capabilities: {} },
};
const ping = { id: 2, method: "nabla/ping" };

test.each([
  ["a negative length", "Content-Length: -5\r\n\r\n{}"],
  ["a length that is a word", "Content-Length: abc\r\n\r\n{}"],
  ["a length of no message", `Content-Length: ${"9".repeat(30)}\r\n\r\n{}`],
  ["a length with a fraction", "Content-Length: 2.5\r\n\r\n{}"],
  ["a header without a length", "Content-Type: text\r\n\r\n{}"],
  ["a line that is no header", "hello\r\n\r\n"],
  ["a header without an end", "x".repeat(10_000)],
  ["a body that is longer than it was said", 'Content-Length: 2\r\n\r\n{}}}"'],
  ["a body that is no JSON", "Content-Length: 4\r\n\r\n{{{{"],
  ["a body that is no message", "Content-Length: 4\r\n\r\nnull"],
  ["a message without a method", frame({ id: 7 })],
  ["an unknown request", frame({ id: 7, method: "no/such", params: [] })],
  ["parameters that are none", frame({ id: 7, method: "textDocument/hover", params: null })],
  ["an edit of nothing", frame({ method: "textDocument/didChange", params: {} })],
])("after %s the next request is answered", async (_, bytes) => {
  const client = start();
  client.send(initialize);
  expect(await client.answer(1)).toHaveProperty("result.capabilities.hoverProvider", true);
  client.write(bytes);
  client.send(ping);
  expect(await client.answer(2)).toMatchObject({ result: null });
});

test.each([
  ["no parameters", undefined],
  ["null", null],
  ["no capabilities", { processId: null, rootUri: null }],
  ["capabilities that are null", { processId: null, rootUri: null, capabilities: null }],
  [
    "parts of capabilities that are null",
    { capabilities: { workspace: null, textDocument: null, window: null } },
  ],
  ["a folder that is null", { capabilities: {}, workspaceFolders: [null, { uri: "file:///a", name: "a" }] }],
  ["folders that are null", { capabilities: {}, workspaceFolders: null }],
  ["folders that are a word", { capabilities: {}, workspaceFolders: "file:///a" }],
  ["options that are a word", { capabilities: {}, initializationOptions: "no" }],
  ["settings that are null", { capabilities: {}, initializationOptions: { settings: null, commands: null } }],
])("a client that begins with %s gets a server", async (_, params) => {
  const client = start();
  client.send({ id: 1, method: "initialize", params });
  expect(await client.answer(1)).toHaveProperty("result.capabilities.hoverProvider", true);
  client.send({ method: "initialized", params: {} });
  client.send(ping);
  expect(await client.answer(2)).toMatchObject({ result: null });
});

test.each([
  ["folders", { rootUri: "file:///a", workspaceFolders: [{ uri: "file:///b", name: "b" }] }, ["file:///b"]],
  ["folders, of which there is none", { rootUri: "file:///a", workspaceFolders: [] }, []],
  ["one folder", { rootUri: "file:///a" }, ["file:///a"]],
  ["no folder", { rootUri: null }, []],
])("the workspace of a client that knows %s", async (_, params, folders) => {
  const client = start();
  client.send({ id: 1, method: "initialize", params: { capabilities: {}, ...params } });
  await client.answer(1);
  expect(client.folders()).toEqual(folders);
});

test("frames come through in whatever pieces they arrive", async () => {
  const bodies = ["{}", "[1, 2, 3]", "x".repeat(5000), ""];
  const frames = bodies.map((body) => `Content-Length: ${body.length}\r\nContent-Type: a\r\n\r\n${body}`);
  for (const size of [1, 2, 7, 64, 100_000]) {
    const stream = soundFrames(() => {
      throw new Error("a frame was skipped");
    });
    const whole = Buffer.from(frames.join(""));
    for (let at = 0; at < whole.length; at += size) stream.write(whole.subarray(at, at + size));
    stream.end();
    expect(Buffer.concat(await stream.toArray()).toString()).toBe(frames.join(""));
  }
});

test("nothing but what is framed badly is left out", async () => {
  let skipped = 0;
  const stream = soundFrames(() => skipped++);
  const good = ["{}", "[]", "null"].map((body) => `content-length:${body.length}\r\n\r\n${body}`);
  stream.end(`${good[0]!}Content-Length: -1\r\n\r\nabc${good[1]!}junk${good[2]!}`);
  expect(Buffer.concat(await stream.toArray()).toString()).toBe(good.join(""));
  expect(skipped).toBe(2);
});
