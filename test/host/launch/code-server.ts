/** VS Code's own server and web workbench, from the npm package `code-server`: installed once, started as often as needed. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { editors } from "./paths.ts";
import { endGroup, run, start } from "./run.ts";

const version = "4.139.1";
const installed = join(editors, `code-server-${version}`);
const vscode = join(installed, "node_modules/code-server/lib/vscode");
const entry = join(vscode, "out/server-main.js");

/** How a server is started. */
export interface ServerOptions {
  /** A folder for settings, state and logs; made if it is not there. */
  readonly dataFolder: string;
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** false starts in Restricted Mode. */
  readonly trust?: boolean;
  /** Whether an extension under development, or a suite, may be named in the workbench's address. */
  readonly development?: boolean;
  readonly extraArguments?: readonly string[];
}

/** A running server. */
export interface Server {
  /** `host:port`. */
  readonly authority: string;
  /** What it printed so far. */
  output(): string;
  readonly ended: Promise<void>;
  stop(): void;
}

/** Installs code-server unless it is there; `say` is told what takes the time. */
export async function installCodeServer(say: (line: string) => void): Promise<void> {
  if (existsSync(entry)) return;
  say(
    `Installing VS Code's server (code-server ${version}) into .vscode-test/: about 600 MB, half a minute …`,
  );
  // It is built aside and moved in one step, so that a broken or parallel install is never taken for a whole one.
  const aside = `${installed}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  writeFileSync(join(aside, "package.json"), '{ "private": true }\n');
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  // Its own install script would build native modules that nothing here needs.
  await npm(["install", `code-server@${version}`, ...quiet], aside);
  await npm(["install", "--omit=dev", ...quiet], join(aside, "node_modules/code-server/lib/vscode"));
  try {
    renameSync(aside, installed);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(entry)) throw error;
  }
}

/** Installs an extension package into a folder of extensions, as a person would. */
export async function installExtension(vsix: string, extensions: string, dataFolder: string): Promise<void> {
  const args = ["--install-extension", vsix, "--extensions-dir", extensions, "--server-data-dir", dataFolder];
  const output = await run(process.execPath, [entry, ...args, "--accept-server-license-terms"]);
  if (!output.includes("was successfully installed"))
    throw new Error(`the package was not installed:\n${output}`);
}

/** Starts a server and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const host = options.host ?? "127.0.0.1";
  const child = start(process.execPath, serverArguments(options, host), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => fail("did not start within 60 s"), 60_000);
    const fail = (what: string): void => {
      clearTimeout(timer);
      endGroup(child);
      reject(new Error(`VS Code's server ${what}\n${output}`));
    };
    const listen = (data: Buffer): void => {
      output += data.toString();
      const bound = /Extension host agent listening on (\d+)/.exec(output);
      if (bound === null || !output.includes("Extension host agent started")) return;
      clearTimeout(timer);
      resolve(Number(bound[1]));
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${String(code)}`));
  });
  return { authority: `${host}:${port}`, output: () => output, ended, stop: () => endGroup(child) };
}

function serverArguments(options: ServerOptions, host: string): string[] {
  const development = ["--enable-smoke-test-driver"];
  return [
    entry,
    ...["--host", host, "--port", String(options.port ?? 0), "--server-data-dir", options.dataFolder],
    ...["--accept-server-license-terms", "--telemetry-level", "off", "--disable-experiments"],
    ...(options.trust === false ? [] : ["--disable-workspace-trust"]),
    ...(options.development === true ? development : []),
    ...(options.extraArguments ?? ["--without-connection-token"]),
  ];
}

function npm(args: readonly string[], cwd: string): Promise<string> {
  return run("npm", args, { cwd, shell: process.platform === "win32" });
}
