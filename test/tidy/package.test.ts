/** What is packaged: exactly these files, with the licence of everything in them. Needs a build. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notices } from "../../scripts/notices.ts";
import { packagedFiles } from "../host/launch/package.ts";
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
  "dist/webview/codicon.css",
  "dist/webview/codicon.ttf",
  "dist/webview/main.js",
  ...globSync("webview/*.css", { cwd: root }).map((sheet) => `dist/${sheet}`),
  "media/icon.png",
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

test("ThirdPartyNotices.txt is what `npm run notices` writes now", () => {
  expect(readFileSync(join(root, "ThirdPartyNotices.txt"), "utf8")).toBe(notices());
});

test("the notices name the licence of Graphviz", () => {
  expect(notices()).toContain("Eclipse Public License - v 2.0");
});

test("the icon is a PNG of at least 128 × 128", () => {
  const icon = readFileSync(join(root, "media/icon.png"));
  expect(icon.subarray(1, 4).toString()).toBe("PNG");
  expect(Math.min(icon.readUInt32BE(16), icon.readUInt32BE(20))).toBeGreaterThanOrEqual(128);
});
