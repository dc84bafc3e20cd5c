/** Starts a real VS Code with Nabla in it and a page to drive it by: the base of every test that looks at the screen. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumFlags, ensureChromium } from "./chromium.ts";
import { installCodeServer, installExtension, type Server, startServer } from "./code-server.ts";
import { packageExtension, stageForBrowser } from "./package.ts";
import { root, temporaryFolder } from "./paths.ts";

/**
 * Which VS Code and which Nabla: the source tree in the server's Node extension host, the source tree in the browser's
 * web worker host, the installed package in the Node host, or no Nabla at all (to measure against).
 */
export type Mode = "code-server" | "web" | "vsix" | "none";

export interface HostOptions {
  readonly mode: Mode;
  /** The folder to open: an absolute path. */
  readonly workspace: string;
  /** User settings, over the calm ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A bundled suite to run inside; its result is `exit`. */
  readonly extensionTestsPath?: string;
  /** Another extension under development in place of, or (mode `vsix`, `none`) beside, this one. */
  readonly extensionDevelopmentPath?: string;
  /** false starts in Restricted Mode. */
  readonly trust?: boolean;
  /** A package made earlier, for mode `vsix`. */
  readonly vsix?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Told what takes time, and every line that the suite prints. */
  readonly say?: (line: string) => void;
}

/** A running VS Code. */
export interface Host {
  readonly page: Page;
  readonly browser: Browser;
  readonly url: string;
  /** 0 or 1 when the suite has ended; 1 when the server or the page died before. */
  readonly exit: Promise<number>;
  /** What the page and its frames wrote to the console, oldest first. */
  readonly consoleLines: readonly string[];
  /** What a frame tried against its Content Security Policy. */
  readonly violations: readonly string[];
  /** Where settings, state and logs are, until `stop`. */
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** What every host starts with: nothing opens, asks or updates by itself. */
export const calmSettings: Readonly<Record<string, unknown>> = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "editor.minimap.enabled": false,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "files.autoSave": "off",
  "git.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
};

/** How long the page may take for anything (ms): it only ends what hangs, on a busy machine too. */
const patience = 120_000;

/** Starts VS Code's server and a headless Chromium on its workbench. */
export async function startHost(options: HostOptions): Promise<Host> {
  const say = options.say ?? ((): void => undefined);
  const executablePath = await ensureChromium(say);
  await installCodeServer(say);
  const dataFolder = temporaryFolder("host");
  let server: Server | undefined;
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    server?.stop();
    await server?.ended;
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    writeSettings(dataFolder, options.settings);
    const extensions = join(dataFolder, "extensions");
    if (options.mode === "vsix") {
      await installExtension(
        options.vsix ?? (await packageExtension(join(dataFolder, "nabla.vsix"))),
        extensions,
        dataFolder,
      );
    }
    const developed = await development(options, dataFolder);
    server = await startServer({
      dataFolder,
      trust: options.trust ?? true,
      development: developed.extension !== undefined || developed.suite !== undefined,
      extraArguments: ["--without-connection-token", "--extensions-dir", extensions],
    });
    browser = await chromium.launch({ executablePath, args: chromiumFlags });
    const viewport = options.viewport ?? { width: 1400, height: 900 };
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(patience);
    const watched = await watch(page, server, say);
    const url = address(server.authority, options.workspace, developed);
    await page.goto(url);
    await page.locator(".monaco-workbench .part.editor").waitFor();
    return { page, browser, url, dataFolder, stop, ...watched };
  } catch (error) {
    await stop();
    throw new Error(`VS Code did not start\n${server?.output() ?? ""}`, { cause: error });
  }
}

/** Writes user settings; VS Code reads them again while it runs. */
export function writeSettings(dataFolder: string, settings: HostOptions["settings"]): void {
  const folder = join(dataFolder, "data/User");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "settings.json"),
    JSON.stringify({ ...calmSettings, ...settings }, undefined, 2),
  );
}

/** The folders that the workbench's address names: the extension under development and the suite. */
interface Development {
  readonly extension: string | undefined;
  readonly suite: string | undefined;
}

async function development(options: HostOptions, dataFolder: string): Promise<Development> {
  const { mode, extensionDevelopmentPath: other, extensionTestsPath: suite } = options;
  if (mode === "code-server") return { extension: other ?? root, suite };
  if (mode !== "web") {
    // VS Code runs a suite only beside an extension under development: the installed one is tested beside an empty one.
    return { extension: other ?? (suite && emptyExtension(join(dataFolder, "empty-extension"))), suite };
  }
  const extension = await stageForBrowser(join(dataFolder, "browser-extension"));
  if (suite === undefined) return { extension, suite };
  // A suite runs in the host of the extension that its file is part of.
  const staged = join(extension, "dist/test/index.cjs");
  cpSync(suite, staged);
  return { extension, suite: staged };
}

function emptyExtension(folder: string): string {
  mkdirSync(folder);
  const manifest = { name: "empty", publisher: "nabla", version: "0.0.0", engines: { vscode: "*" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

function address(authority: string, workspace: string, { extension, suite }: Development): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload: [string, string][] = [];
  if (extension !== undefined) payload.push(["extensionDevelopmentPath", remote(extension)]);
  if (suite !== undefined) payload.push(["extensionTestsPath", remote(suite)]);
  const query = new URLSearchParams({ folder: workspace });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `http://${authority}/?${query.toString().replaceAll("+", "%20")}`;
}

async function watch(
  page: Page,
  server: Server,
  say: (line: string) => void,
): Promise<Pick<Host, "exit" | "consoleLines" | "violations">> {
  const consoleLines: string[] = [];
  const violations: string[] = [];
  page.on("console", (message) => {
    const line = message.text();
    consoleLines.push(line);
    if (line.includes("violates the following Content Security Policy")) violations.push(line);
  });
  const ended = Promise.withResolvers<number>();
  page.once("crash", () => ended.resolve(1));
  page.once("close", () => ended.resolve(1));
  void server.ended.then(() => ended.resolve(1));
  // The workbench calls these two with what the suite prints, and with its result.
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) =>
    say(args.map(String).join(" ")),
  );
  await page.exposeFunction("codeAutomationExit", ended.resolve);
  return { exit: ended.promise, consoleLines, violations };
}
