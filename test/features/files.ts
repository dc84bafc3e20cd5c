/** Several files in one text, for what looks at all of them. */
import { applyEdits } from "../../src/base/edits.ts";
import { createWorkspace, type NamedText, type Workspace } from "../../src/features/across-files.ts";
import type { FileEdits } from "../../src/features/rename.ts";

export const root = "file:///w/";

export const resolve = (uri: string, path: string): string => new URL(path, uri).href;

/** Files behind lines of `--- name.grad`, the first of them a.grad; the offset is that of `$0`. */
export function workspaceOf(marked: string): { workspace: Workspace; file: NamedText; offset: number } {
  const parts = `--- a.grad\n${marked}`.split(/^--- (.*)\n/mu).slice(1);
  let caret = { uri: "", offset: -1 };
  const files = parts.flatMap((name, i) => {
    if (i % 2 === 1) return [];
    const uri = root + name;
    const text = parts[i + 1]!;
    if (text.includes("$0")) caret = { uri, offset: text.indexOf("$0") };
    return [{ uri, text: text.replace("$0", "") }];
  });
  const workspace = createWorkspace(files, resolve);
  return { workspace, file: workspace.get(caret.uri) ?? workspace.files[0]!, offset: caret.offset };
}

/** All files with edits made, as they were given. */
export function filesAfter(workspace: Workspace, edits: readonly FileEdits[]): string {
  const texts = workspace.files.map((file) => {
    const own = edits.find((one) => one.file === file)?.edits ?? [];
    return `--- ${file.uri.slice(root.length)}\n${applyEdits(file.text, own)}`;
  });
  return texts.join("").replace("--- a.grad\n", "");
}
