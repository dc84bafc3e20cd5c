/** A server over in-memory streams, with a client that speaks LSP and time that a test moves. */
import { PassThrough } from "node:stream";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializeRequest,
  InlayHintRefreshRequest,
  InlayHintRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  type ClientCapabilities,
  type InitializeResult,
  type InlayHint,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";
import { statusNotification, type StatusParams } from "../../src/protocol/requests.ts";
import { serveWith } from "../../src/server/server.ts";
import { createLanguageService, type Files, type LanguageService } from "../../src/service.ts";
import { createFakeRunner, type FakeRunner } from "../service/fake-runner.ts";
import { createFakeTime, turn, type FakeTime } from "../service/fake-time.ts";

const noFiles: Files = {
  read: () => Promise.resolve({ kind: "failed", reason: "There is no such file." }),
  stamp: () => Promise.resolve(undefined),
};

export const uri = "file:///test.grad";

export interface ServerSession {
  readonly client: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly runner: FakeRunner;
  readonly time: FakeTime;
  readonly diagnostics: readonly PublishDiagnosticsParams[];
  readonly statuses: readonly StatusParams[];
  /** What the server wrote to the output. */
  readonly logged: readonly string[];
  /** How often the server asked to be asked for hints again. */
  readonly refreshes: () => number;
  readonly onRefresh: (listener: () => void) => void;
  open(text: string, documentUri?: string): Promise<void>;
  /** Replaces the whole text, as one incremental change. */
  change(text: string): Promise<void>;
  hints(): Promise<readonly InlayHint[]>;
  close(): void;
}

export interface SessionOptions {
  readonly initializationOptions?: unknown;
  readonly delay?: number;
  /** A fault of ours ends a run, as in the worker, and not the test. */
  readonly mayFail?: boolean;
  /** What the client can do; it asks for hints again where this does not say something else of its workspace. */
  readonly capabilities?: ClientCapabilities;
  /** Changes the service before the server has it, to make it fail. */
  readonly change?: (service: LanguageService) => LanguageService;
}

export async function openServer(options: SessionOptions = {}): Promise<ServerSession> {
  const time = createFakeTime(settle);
  const runner = createFakeRunner(time);
  runner.delay = options.delay ?? 0;
  runner.mayFail = options.mayFail ?? false;
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  serveWith(connection, time, (tell) => {
    const service = createLanguageService({ runner, timers: time, files: noFiles, tell });
    return options.change?.(service) ?? service;
  });
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const diagnostics: PublishDiagnosticsParams[] = [];
  const statuses: StatusParams[] = [];
  const logged: string[] = [];
  const listeners: (() => void)[] = [];
  let refreshes = 0;
  client.onNotification(PublishDiagnosticsNotification.type, (params) => void diagnostics.push(params));
  client.onNotification(statusNotification, (params: StatusParams) => void statuses.push(params));
  client.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  client.onRequest(InlayHintRefreshRequest.type, () => {
    refreshes++;
    for (const listener of listeners) listener();
  });
  client.listen();
  const initialized = await client.sendRequest<InitializeResult>(InitializeRequest.method, {
    processId: null,
    capabilities: { workspace: { inlayHint: { refreshSupport: true } }, ...options.capabilities },
    initializationOptions: options.initializationOptions,
  });
  let text = "";
  let version = 0;
  let lines = 0;
  return {
    client,
    initialized,
    runner,
    time,
    diagnostics,
    statuses,
    logged,
    refreshes: () => refreshes,
    onRefresh: (listener) => void listeners.push(listener),
    async open(newText, documentUri = uri) {
      text = newText;
      lines = newText.split("\n").length;
      const textDocument = { uri: documentUri, languageId: "grad", version: ++version, text };
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      await settle();
    },
    async change(newText) {
      const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
      text = newText;
      lines = newText.split("\n").length;
      await client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text }],
      });
      await settle();
    },
    async hints() {
      const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
      return (await client.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? [];
    },
    close() {
      client.dispose();
      connection.dispose();
    },
  };
}

/** Lets messages cross the streams and be handled, both ways. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await turn();
}

/** A hint's text, as it is drawn. */
export function labelOf({ label }: InlayHint): string {
  return (typeof label === "string" ? label : label.map((part) => part.value).join("")).trim();
}
