/** `package.json` and the code spell commands, settings and views alike: both are held against one table. */
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import texts from "../../package.nls.json" with { type: "json" };
import {
  commands,
  contextKeys,
  graphView,
  internalCommands,
  languageId,
  libraryScheme,
  section,
  walkthrough,
} from "../../src/protocol/manifest.ts";
import { isSetting, settings, type Setting, type SettingTable } from "../../src/protocol/settings.ts";
import { filesOf, nodesOf, placeOf } from "./files.ts";

const { contributes } = manifest;

test("package.json contributes the commands of the table, in one category", () => {
  expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
  expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Nabla"]));
});

test("internal commands are in no menu and in no palette", () => {
  const text = JSON.stringify(contributes);
  for (const id of Object.values(internalCommands)) expect(text).not.toContain(`"${id}"`);
});

test("menus name only commands that there are, and each says where it applies", () => {
  const known = new Set<string>(Object.values(commands));
  for (const { command, when } of Object.values(contributes.menus).flat()) {
    expect(known).toContain(command);
    expect(when).not.toBe("");
  }
});

test("keys run commands that there are, where a .grad file has the keyboard", () => {
  const known = new Set<string>(Object.values(commands));
  for (const { command, key, when } of contributes.keybindings) {
    expect(known).toContain(command);
    expect(key).not.toBe("");
    expect(when).toContain(`editorLangId == ${languageId}`);
  }
});

test("context keys that package.json asks for are those that the client sets, and all are asked for", () => {
  const asked = [...JSON.stringify(contributes).matchAll(/\bnabla\.[A-Za-z]+(?= \|\||"| &&)/g)].map(
    ([key]) => key,
  );
  const other = new Set<string>([
    ...Object.values(commands),
    ...Object.keys(contributes.configuration.properties),
    graphView,
  ]);
  expect(new Set(asked.filter((key) => !other.has(key)))).toEqual(new Set(Object.values(contextKeys)));
});

test("the walkthrough has four steps, each with a picture and a command that ends it", () => {
  const [only, another] = contributes.walkthroughs;
  expect(another).toBeUndefined();
  expect(walkthrough).toBe(`${manifest.publisher}.${manifest.name}#${only?.id}`);
  expect(only?.steps.length).toBe(4);
  const known = Object.values<string>(commands);
  for (const { description, media, completionEvents } of only?.steps ?? []) {
    const about = (texts as Readonly<Record<string, string>>)[description.slice(1, -1)] ?? "";
    const [, linked = ""] = /\n\[[^\]]+\]\(command:([\w.]+)\)$/.exec(about) ?? [];
    expect(known).toContain(linked);
    expect(completionEvents).toEqual([`onCommand:${linked}`]);
    // Every colour is the theme's, and an attribute: VS Code lets no style sheet into its page.
    const picture = readFileSync(media.svg, "utf8");
    for (const [, , colour = ""] of picture.matchAll(/\b(fill|stroke)="([^"]+)"/g))
      expect(colour).toMatch(/^(var\(--vscode-|none$)/);
    expect(picture).not.toMatch(/<style| style=|<text(?![^>]*>[^<]+<\/text>)/);
  }
});

test("package.json has the settings of the table and nothing else of them", () => {
  const wanted = settingsBelow(section, settings).map(([key, setting], i) => [
    key,
    { ...schemaOf(key, setting), order: i + 1 },
  ]);
  expect(wanted.length).toBeGreaterThan(5);
  expect(contributes.configuration.properties).toEqual(Object.fromEntries(wanted));
});

test("a workspace that is not trusted cannot open folders to its files", () => {
  const key = `${section}.files.folders`;
  expect(contributes.configuration.properties[key].scope).toBe("machine-overridable");
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([key]);
});

test("every text that package.json asks for is there, and no other", () => {
  const asked = [...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((found) => found[1]!);
  expect([...new Set(asked)].sort()).toEqual(Object.keys(texts).sort());
  for (const text of Object.values(texts)) expect(text.trim()).not.toBe("");
});

test("language, panel and library scheme are those of the table", () => {
  expect(contributes.languages.map(({ id }) => id)).toEqual([languageId]);
  const languages = contributes.grammars.flatMap((grammar) =>
    "language" in grammar ? [grammar.language] : [],
  );
  expect(languages).toEqual([languageId]);
  const { [`[${languageId}]`]: own, ...others } = contributes.configurationDefaults as Record<
    string,
    unknown
  >;
  expect(own).toBeDefined();
  // The group that a panel opens in is locked: a file that is opened from there covers no graph. A default of an extension
  // takes the place of VS Code's own, which are the others.
  expect(others).toEqual({
    "workbench.editor.autoLockGroups": {
      terminalEditor: true,
      "mainThreadWebview-simpleBrowser.view": true,
      "mainThreadWebview-browserPreview": true,
      "workbench.editor.processExplorer": true,
      [`mainThreadWebview-${graphView}`]: true,
    },
  });
  expect(manifest.activationEvents).toEqual([`onWebviewPanel:${graphView}`, `onFileSystem:${libraryScheme}`]);
});

test("every default that the editor gets for .grad files has its reason in the README", () => {
  const readme = readFileSync("README.md", "utf8");
  const [, table = ""] = /\n## What changes in the editor\n([^]*?)\n## /.exec(readme) ?? [];
  const rows = [...table.matchAll(/^\| `([\w.]+)` +\| (.+?) +\| (.+?) +\|$/gmu)];
  const defaults: Readonly<Record<string, unknown>> = contributes.configurationDefaults["[grad]"];
  expect(rows.map((row) => row[1])).toEqual(Object.keys(defaults));
  for (const [, key = "", value = "", reason = ""] of rows) {
    if (value.startsWith("`")) expect(value).toBe(`\`${JSON.stringify(defaults[key])}\``);
    expect(reason.length).toBeGreaterThan(20);
  }
});

test("the editor takes no offence at Greek letters and signs, and at what looks like something else it does", () => {
  const allowed = Object.keys(
    contributes.configurationDefaults["[grad]"]["editor.unicodeHighlight.allowedCharacters"],
  ).join("");
  const shipped = globSync(["examples/*.grad", "src/stdlib/*.grad"]).map((path) =>
    readFileSync(path, "utf8"),
  );
  const used = [...shipped.join("").matchAll(/[^\0-\x7f]/gu)].map(([sign]) => sign);
  expect(used.length).toBeGreaterThan(500);
  expect(used.filter((sign) => !allowed.includes(sign))).toEqual([]);
  for (const letter of "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ") expect(allowed).toContain(letter);
  // Drawn as Latin letters are.
  expect(allowed).not.toMatch(/[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]/u);
  expect(allowed).not.toMatch(/[\p{Script=Cyrillic}\p{Cf}\p{Cc}\p{Z}]/u);
});

test("no other source file spells a command, a setting or the panel by itself", () => {
  const ids: readonly string[] = [
    ...Object.values(commands),
    ...Object.values(internalCommands),
    ...Object.keys(contributes.configuration.properties),
    graphView,
    libraryScheme,
  ];
  const found = filesOf("src/**/*.ts", "webview/**/*.ts")
    .filter(({ path }) => path !== "src/protocol/manifest.ts")
    .flatMap((file) =>
      nodesOf(file)
        .filter((node) => ts.isStringLiteralLike(node) && ids.includes(node.text))
        .map((node) => `${placeOf(file, node)} ${node.getText()}`),
    );
  expect(found).toEqual([]);
});

/** The settings of a table by their whole keys, in its order. */
function settingsBelow(prefix: string, table: SettingTable): readonly (readonly [string, Setting])[] {
  return Object.entries(table).flatMap(([part, entry]) => {
    const key = `${prefix}.${part}`;
    return isSetting(entry) ? [[key, entry] as const] : settingsBelow(key, entry);
  });
}

/** What `package.json` has to say of a setting; its texts are called by its key. */
function schemaOf(key: string, setting: Setting): object {
  const text = (name = ""): string => `%setting.${key.slice(section.length + 1)}${name}%`;
  const { scope, default: own } = setting;
  return { ...typeOf(setting, text), default: own, scope, markdownDescription: text() };
}

function typeOf(setting: Setting, text: (name: string) => string): object {
  switch (setting.kind) {
    case "choice":
      return {
        type: "string",
        enum: setting.values,
        enumDescriptions: setting.values.map((word) => text(`.${word}`)),
      };
    case "flag":
      return { type: "boolean" };
    case "count":
      return { type: "integer", minimum: setting.minimum, maximum: setting.maximum };
    case "words":
      return { type: "object", additionalProperties: { type: "string", enum: setting.values } };
    case "folders": {
      const { pattern } = setting;
      const items = { type: "string", pattern, patternErrorMessage: text(".absolute") };
      return { type: "array", items, uniqueItems: true };
    }
  }
}
