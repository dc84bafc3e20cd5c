/** The server's life: started, asked for signs of life, started again when a person says so. */
import { window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { pingRequest } from "../protocol/requests.ts";

/** A started server; `stop` also ends its process or worker when it no longer answers. */
export interface RunningServer {
  readonly client: BaseLanguageClient;
  stop(): Promise<void>;
}

export interface ServerLife {
  /** Asks the server; one that is being started is waited for. */
  readonly request: <T>(method: string, params?: object) => Promise<T>;
  /** Tells the server. One that is being started learns everything that it needs at its start. */
  readonly tell: (method: string, params: object) => void;
  readonly restart: () => Promise<void>;
  dispose(): void;
}

const PING_MS = 5000;

/** `started` is called with every client that was started, the first too. */
export async function startServerLife(
  start: () => Promise<RunningServer>,
  started: (client: BaseLanguageClient) => void,
): Promise<ServerLife> {
  let server = await start();
  started(server.client);
  let restarting: Promise<void> | undefined;
  let asked = false;

  const again = async (): Promise<void> => {
    try {
      await server.stop();
    } catch {
      // A hanging server does not say goodbye; it was ended all the same.
    }
    server = await start();
    started(server.client);
  };
  const restart = (): Promise<void> => (restarting ??= again().finally(() => (restarting = undefined)));

  const look = async (): Promise<void> => {
    const { client } = server;
    if (asked || restarting !== undefined || !client.isRunning() || (await answers(client))) return;
    if (client !== server.client || !client.isRunning()) return;
    asked = true;
    const choice = await window.showWarningMessage("Nabla's language server does not answer.", "Restart");
    asked = false;
    if (choice !== undefined) await restart();
  };
  const timer = setInterval(() => void look(), PING_MS);
  return {
    async request<T>(method: string, params?: object): Promise<T> {
      await restarting;
      return server.client.sendRequest<T>(method, params);
    },
    tell(method, params) {
      if (restarting === undefined) server.client.sendNotification(method, params).catch(() => undefined);
    },
    restart,
    dispose() {
      clearInterval(timer);
      void server.stop().catch(() => undefined);
    },
  };
}

/** Whether the server answers within the time until the next ping. */
async function answers(client: BaseLanguageClient): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PING_MS);
  });
  const pong = client.sendRequest(pingRequest).then(
    () => true,
    // A connection that closed is the client library's matter: it starts the server again.
    () => true,
  );
  try {
    return await Promise.race([pong, late]);
  } finally {
    clearTimeout(timer);
  }
}
