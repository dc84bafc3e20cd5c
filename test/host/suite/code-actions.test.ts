/** Code actions as a person takes them back: what one has changed one Undo restores. */
import * as vscode from "vscode";
import { closeAll, open, openFile } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

const run = vscode.commands.executeCommand;

interface Case {
  readonly before: string;
  /** What is selected: a line, and its columns. */
  readonly at: readonly [line: number, start: number, end: number];
  readonly kind: vscode.CodeActionKind;
  readonly title: string;
  readonly after: string;
}

const { QuickFix, RefactorExtract, RefactorInline, RefactorRewrite, SourceFixAll } = vscode.CodeActionKind;

const cases: readonly Case[] = [
  {
    before: "x = 1\ny = sigmod(x)\n",
    at: [1, 5, 5],
    kind: QuickFix,
    title: "Change to sigmoid",
    after: "x = 1\ny = sigmoid(x)\n",
  },
  {
    before: "x = 2\ny = x * (x + 1)\n",
    at: [1, 9, 14],
    kind: RefactorExtract,
    title: "Extract to a name",
    after: "x = 2\nvalue = x + 1\ny = x * value\n",
  },
  {
    before: "x = 2\nh = x + 1\ny = x * h - h\n",
    at: [1, 0, 0],
    kind: RefactorInline,
    title: "Inline h",
    after: "x = 2\ny = x * (x + 1) - (x + 1)\n",
  },
  {
    before: "a = np.exp(1)\nb = np.std([1, 2])\n",
    at: [0, 0, 0],
    kind: SourceFixAll,
    title: "Write All as Nabla",
    after: "a = exp(1)\nb = std([1, 2], correction=0)\n",
  },
  {
    before: "x = 2\ny = exp(x) * x\n",
    at: [1, 0, 0],
    kind: RefactorRewrite,
    title: "Add y.backward()",
    after: "x = 2\ny = exp(x) * x\ny.backward()\n",
  },
];

suite("code actions", () => {
  test("of every kind are undone in one step", async () => {
    for (const { before, at, kind, title, after } of cases) {
      const { document } = await open(before);
      const [line, start, end] = at;
      const action = await offered(document, new vscode.Range(line, start, line, end), kind, title);
      // One edit of the text, which an editor can show before it is made.
      ok(action.edit !== undefined && (await vscode.workspace.applyEdit(action.edit)), `${title}: applied`);
      equal(document.getText(), after, title);
      await run("undo");
      equal(document.getText(), before, `${title}, undone`);
    }
  });

  test("names that nothing uses go from the imports, and come back", async () => {
    await closeAll();
    await openFile("organise-lib.grad", "k = 1\nm = 2\n");
    const before = 'from "organise-lib.grad" import m, k\ny = k\n';
    const { document } = await openFile("organises.grad", before);
    // The file that it imports from is read first.
    await eventually("imports to organise", async () => {
      const range = new vscode.Range(0, 0, 0, 0);
      const kind = vscode.CodeActionKind.SourceOrganizeImports.value;
      const found = await run<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
        kind,
      );
      return found.length > 0;
    });
    // Asked again: VS Code drops the request when the file's problems come while it is under way.
    await eventually("imports in order", async () => {
      await run("editor.action.organizeImports");
      return document.getText().startsWith('from "organise-lib.grad" import k\n');
    });
    await run("undo");
    equal(document.getText(), before, "undone");
  });
});

async function offered(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  title: string,
): Promise<vscode.CodeAction> {
  return eventually(title, async () => {
    const found = await run<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, kind.value);
    return found.find((action) => action.title === title);
  });
}
