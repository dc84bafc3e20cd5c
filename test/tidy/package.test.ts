/** What is packaged: exactly these files, with the licence of everything in them. Needs a build. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notices } from "../../scripts/notices.ts";
import manifest from "../../package.json" with { type: "json" };
import texts from "../../package.nls.json" with { type: "json" };
import { packagedFiles, stagePackage } from "../host/launch/package.ts";
import { temporaryFolder } from "../host/launch/paths.ts";
import { root } from "./files.ts";

const files = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "ThirdPartyNotices.txt",
  "dist/cli.cjs",
  "dist/client/browser.cjs",
  "dist/client/node.cjs",
  "dist/server/browser.js",
  "dist/server/node.cjs",
  "dist/server/worker.cjs",
  "dist/webview/codicon.css",
  "dist/webview/codicon.ttf",
  "dist/webview/main.js",
  ...globSync("webview/*.css", { cwd: root }).map((sheet) => `dist/${sheet}`),
  "examples/data/digits.npy",
  "examples/data/iris.csv",
  "media/icon.png",
  ...globSync("media/walkthrough/*.svg", { cwd: root }),
  "package.json",
  "package.nls.json",
  "syntaxes/grad.markdown-injection.json",
  "syntaxes/grad.tmLanguage.json",
  "syntaxes/language-configuration.json",
];

test("the package has these files and no other", { timeout: 60_000 }, async () => {
  expect(existsSync(join(root, "dist/packages.json")), "run `npm run build` first").toBe(true);
  expect([...(await packagedFiles())].sort()).toEqual(files.sort());
});

test("the package's page is the one for users", { timeout: 60_000 }, async () => {
  const page = readFileSync(join(await stagePackage(temporaryFolder("page")), "README.md"), "utf8");
  expect(page).toBe(readFileSync(join(root, "docs/page.md"), "utf8"));
  // It is shown where none of our files are, and tells nobody how to build it.
  expect(page).not.toMatch(/\]\((?!https:)|npm |<img/);
  for (const [, title = ""] of page.matchAll(/\*\*Nabla: ([^*]+)\*\*/g))
    expect(Object.values(texts)).toContain(title);
});

test("ThirdPartyNotices.txt is what `npm run notices` writes now", () => {
  expect(readFileSync(join(root, "ThirdPartyNotices.txt"), "utf8")).toBe(notices());
});

test("the notices name the licence of Graphviz", () => {
  expect(notices()).toContain("Eclipse Public License - v 2.0");
});

test("the film of the README is an animated picture of at most 2 MB, made by a script", () => {
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain('src="docs/film.webp"');
  const film = readFileSync(join(root, "docs/film.webp"));
  expect(film.length).toBeLessThanOrEqual(2_000_000);
  expect([film.toString("latin1", 8, 12), film.includes("ANMF")]).toEqual(["WEBP", true]);
  expect(Object.keys(manifest.scripts)).toContain("film");
});

test("the icon is a PNG of at least 128 × 128", () => {
  const icon = readFileSync(join(root, "media/icon.png"));
  expect(icon.subarray(1, 4).toString()).toBe("PNG");
  expect(Math.min(icon.readUInt32BE(16), icon.readUInt32BE(20))).toBeGreaterThanOrEqual(128);
});
