/** Builds the extension that stands for Vim keys, with the keys that it takes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../launch/paths.ts";
import { insertKey, modalCommands } from "./commands.ts";

const keys: Readonly<Record<string, string>> = {
  j: modalCommands.down,
  k: modalCommands.up,
  o: modalCommands.open,
  "shift+a": modalCommands.append,
  "d d": modalCommands.deleteLine,
  u: modalCommands.undo,
};

/** Writes the extension into a folder, and returns it. */
export async function buildModalKeys(folder: string): Promise<string> {
  const when = `editorTextFocus && !${insertKey}`;
  const manifest = {
    name: "modal-keys",
    publisher: "nabla",
    version: "0.0.0",
    engines: { vscode: "^1.100.0" },
    main: "./extension.cjs",
    activationEvents: ["onStartupFinished"],
    contributes: {
      keybindings: [
        ...Object.entries(keys).map(([key, command]) => ({ key, command, when })),
        { key: "escape", command: modalCommands.escape, when: `editorTextFocus && ${insertKey}` },
      ],
    },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  await build({
    entryPoints: [join(root, "test/host/modal-keys/extension.ts")],
    outfile: join(folder, "extension.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  return folder;
}
