/** The real panel in a real Chromium: our page with its policy, a theme's variables, and a host that writes down what it hears. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import axe from "axe-core";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { shipped } from "../../scripts/bundles.ts";
import { workerText } from "../../scripts/worker-text.ts";
import { panelHtml, panelSheets } from "../../src/client/panel-html.ts";
import type { FromPanel, GraphView, PanelState, ToPanel } from "../../src/protocol/graph-view.ts";
import { chromiumFlags, ensureChromium } from "../host/launch/chromium.ts";
import { type Theme, themes, themeSheet } from "../fixtures/webview/themes.ts";

declare global {
  interface Window {
    heard: FromPanel[];
    complaints: string[];
    axe: typeof axe;
    /** Whether nothing moves and nothing is under way; it has to be asked in a few frames in a row. */
    isStill: () => boolean;
  }
}

const root = join(import.meta.dirname, "../..");

export interface PanelOptions {
  readonly theme?: string;
  readonly width?: number;
  readonly height?: number;
  readonly state?: PanelState;
  readonly reducedMotion?: boolean;
}

/** One opened panel. */
export interface Panel {
  readonly page: Page;
  send(message: ToPanel): Promise<void>;
  /** Sends a graph and waits until it is drawn and at rest. */
  show(view: GraphView): Promise<void>;
  /** Everything that the panel said to its host so far. */
  heard(): Promise<readonly FromPanel[]>;
  /** What the panel keeps for its next life. */
  kept(): Promise<PanelState | undefined>;
  /** Violations of the page's policy, and errors of its scripts. */
  complaints(): Promise<readonly string[]>;
  /** What axe-core finds wrong for people who cannot see, point or tell colours apart: the rule and where it is broken. */
  violations(): Promise<readonly string[]>;
  /** Waits until nothing moves, and no frame and no layout is under way. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

interface Harness {
  open(options?: PanelOptions): Promise<Panel>;
  close(): Promise<void>;
}

/** For a file of tests: opens panels, with a graph where one is given, and closes all of them with the browser at the end. */
export function usePanels(): (view?: GraphView, options?: PanelOptions) => Promise<Panel> {
  let harness: Harness;
  const opened: Panel[] = [];
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(async () => {
    await Promise.all(opened.map((panel) => panel.close()));
    await harness.close();
  });
  return async (view, options) => {
    const panel = await harness.open(options);
    opened.push(panel);
    if (view !== undefined) await panel.show(view);
    return panel;
  };
}

/** Builds the panel, serves it, and starts the browser. */
export async function startHarness(): Promise<Harness> {
  const files = mkdtempSync(join(tmpdir(), "nabla-panel-"));
  await buildPanel(files);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const name = url.pathname.slice(1);
    const theme = themes.find((candidate) => `${candidate.name}.css` === name);
    const body =
      name === "page"
        ? pageText(url)
        : theme
          ? themeSheet(theme)
          : name === ""
            ? ""
            : read(join(files, name));
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": types[extname(name)] ?? "text/html",
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = (server.address() as AddressInfo).port;
  const executablePath = await ensureChromium(console.log);
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  return {
    open: (options = {}) => openPanel(browser, `http://127.0.0.1:${port}`, options),
    async close() {
      await browser.close();
      server.close();
      rmSync(files, { recursive: true, force: true });
    },
  };
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
};

async function buildPanel(out: string): Promise<void> {
  const bundle = shipped.find(({ entry }) => entry === "webview/main.ts");
  if (bundle === undefined) throw new Error("no bundle is made of webview/main.ts");
  await build({
    absWorkingDir: root,
    entryPoints: [bundle.entry],
    outfile: join(out, "main.js"),
    bundle: true,
    plugins: [workerText(() => undefined)],
    ...bundle.options,
  });
  await build({
    absWorkingDir: root,
    entryPoints: panelSheets.map((sheet) => `webview/${sheet}`),
    outdir: out,
    bundle: true,
  });
  for (const name of ["codicon.css", "codicon.ttf"]) {
    copyFileSync(join(root, "node_modules/@vscode/codicons/dist", name), join(out, name));
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Our own page, with the theme and the other side of `acquireVsCodeApi` put in as VS Code does. */
function pageText(url: URL): string {
  const theme = themes.find(({ name }) => name === url.searchParams.get("theme"))!;
  const nonce = "thenonceofthistest";
  const html = panelHtml({
    source: url.searchParams.get("source") ?? "",
    nonce,
    script: "main.js",
    styles: [`${theme.name}.css`, "codicon.css", ...panelSheets],
    title: "Graph",
  });
  return html.replace(
    "<body>",
    `<body class="${theme.classes}">\n<script nonce="${nonce}">${fakeHost}</script>`,
  );
}

const fakeHost = `
window.heard = [];
window.complaints = [];
// How many frames and layouts the panel has asked for that have not come yet.
let awaited = 0;
const nextFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => {
  awaited += 1;
  return nextFrame((time) => { awaited -= 1; draw(time); });
};
const RealWorker = window.Worker;
window.Worker = class extends RealWorker {
  constructor(url) {
    super(url);
    this.addEventListener("message", () => { awaited -= 1; });
  }
  postMessage(message) {
    awaited += 1;
    super.postMessage(message);
  }
};
// What a frame draws may give the panel another size, of which it hears behind that frame: one still frame is not enough.
let stillFrames = 0;
window.isStill = () => {
  const animations = document.querySelector(".canvas").getAnimations({ subtree: true });
  stillFrames = awaited === 0 && animations.length === 0 ? stillFrames + 1 : 0;
  if (stillFrames < 3) return false;
  stillFrames = 0;
  return true;
};
window.acquireVsCodeApi = () => ({
  postMessage: (m) => { heard.push(structuredClone(m)); },
  getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
  setState: (s) => sessionStorage.setItem("state", JSON.stringify(s)),
});`;

async function openPanel(browser: Browser, origin: string, options: PanelOptions): Promise<Panel> {
  const theme: Theme = themes.find(({ name }) => name === (options.theme ?? "dark"))!;
  const context: BrowserContext = await browser.newContext({
    viewport: { width: options.width ?? 900, height: options.height ?? 600 },
    reducedMotion: options.reducedMotion === true ? "reduce" : "no-preference",
    colorScheme: theme.name === "light" ? "light" : "dark",
  });
  const page = await context.newPage();
  if (options.state !== undefined) {
    await page.addInitScript((state) => {
      if (sessionStorage.getItem("state") === null) sessionStorage.setItem("state", state);
    }, JSON.stringify(options.state));
  }
  await page.goto(`${origin}/page?theme=${theme.name}&source=${encodeURIComponent(origin)}`);
  await page.waitForFunction(() => window.heard.length > 0);
  const rest = async (): Promise<void> => {
    await page.waitForFunction(() => window.isStill());
  };
  const send = (message: ToPanel): Promise<void> =>
    page
      .evaluate((data) => window.dispatchEvent(new MessageEvent("message", { data })), message)
      .then(() => undefined);
  return {
    page,
    send,
    rest,
    async show(view) {
      await send({ kind: "graph", view, file: view.uri.split("/").at(-1)!, locked: false, large: false });
      await rest();
      // Of a large graph only what can be seen is drawn: first of all its target.
      const ids = view.nodes.flatMap(({ id, kind }) =>
        view.nodes.length < 400 || kind === "target" ? id : [],
      );
      const wrong = await page.evaluate((all) => {
        const missing = all.filter((id) => document.querySelector(`[data-id="${id}"]`) === null);
        const gone = [...document.querySelectorAll(".gone")].map((left) => left.outerHTML);
        return [...missing, ...gone];
      }, ids);
      if (wrong.length > 0) throw new Error(`not drawn, or left over: ${wrong.join(", ")}`);
    },
    heard: () => page.evaluate(() => window.heard),
    async kept() {
      const text = await page.evaluate(() => sessionStorage.getItem("state"));
      return text === null ? undefined : (JSON.parse(text) as PanelState);
    },
    complaints: () => page.evaluate(() => window.complaints),
    async violations() {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => window.axe.run());
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ""}`),
      );
    },
    close: () => context.close(),
  };
}
