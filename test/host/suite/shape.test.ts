/** What an editor knows of a file's shape: its outline, and what goes by that. */
import * as vscode from "vscode";
import { hintAppears, open, openFile } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

const run = vscode.commands.executeCommand;

const program = `def f(x):
    y = x * x
    return y
backward(g):
    return 2 * g * x

w = param(3)
for i in range(2):
    w = f(w)
w.backward()
`;

suite("the shape of a file", () => {
  test("the outline has functions, loops, names and targets", async () => {
    const editor = await open(program);
    await hintAppears(editor, "6: ∂w/∂w = 108");
    const symbols = await run<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      editor.document.uri,
    );
    const told = (list: readonly vscode.DocumentSymbol[]): readonly string[] =>
      list.flatMap(({ kind, name, range, children }) => [
        `${vscode.SymbolKind[kind]} ${name} ${range.start.line}-${range.end.line}`,
        ...told(children),
      ]);
    equal(told(symbols), [
      "Function f 0-4",
      "Variable x 0-0",
      "Variable y 1-1",
      "Method backward 3-4",
      "Variable g 3-3",
      "Field w 6-6",
      "Namespace for i in range(2) 7-8",
      "Variable i 7-7",
      "Event w 8-8",
      "Event w.backward() 9-9",
    ]);
  });

  test("blocks fold, and a selection grows from a name to its statement", async () => {
    const editor = await open(program);
    const { uri } = editor.document;
    const folds = await eventually("folds", async () => {
      const found = await run<vscode.FoldingRange[] | undefined>("vscode.executeFoldingRangeProvider", uri);
      return found?.map(({ start, end }) => `${start}-${end}`);
    });
    equal(folds, ["0-2", "3-4", "7-8"]);
    const [first] = await run<vscode.SelectionRange[]>("vscode.executeSelectionRangeProvider", uri, [
      new vscode.Position(1, 8),
    ]);
    const grown: string[] = [];
    for (let at = first; at !== undefined; at = at.parent) grown.push(editor.document.getText(at.range));
    equal(
      ["x", "x * x", "y = x * x"].filter((part) => !grown.includes(part)),
      [],
    );
  });

  test("names of files are links", async () => {
    const editor = await open('x = load("data/iris.csv")\n');
    const links = await eventually("a link", async () => {
      const found = await run<vscode.DocumentLink[]>("vscode.executeLinkProvider", editor.document.uri);
      return found.length > 0 ? found : undefined;
    });
    equal(links.length, 1);
    equal(editor.document.getText(links[0]?.range), "data/iris.csv");
    ok(links[0]?.target?.path.endsWith("examples/data/iris.csv") === true, String(links[0]?.target));
  });

  test("a function of any file is found by its name", async () => {
    await openFile("found.grad", "def unlike_any_other(x): return x\n");
    const found = await eventually("the function", async () => {
      const all = await run<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", "unlikeany");
      return all.length > 0 ? all : undefined;
    });
    equal(
      found.map(({ name }) => name),
      ["unlike_any_other"],
    );
  });

  test("a document is formatted, and its settings are heard", async () => {
    const editor = await open("x=[ 1,2 ]\ny = sum(x)\n");
    const { uri } = editor.document;
    const edits = await run<vscode.TextEdit[]>("vscode.executeFormatDocumentProvider", uri, {
      tabSize: 4,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, edits);
    ok(await vscode.workspace.applyEdit(edit), "the edits were made");
    equal(editor.document.getText(), "x = [1, 2]\ny = sum(x)\n");
  });

  test("the line that is left is formatted, and no other", async () => {
    const { document } = await open("x=1\ny=2*x\n");
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await run<vscode.TextEdit[]>(
      "vscode.executeFormatOnTypeProvider",
      document.uri,
      new vscode.Position(2, 0),
      "\n",
      options,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    ok(await vscode.workspace.applyEdit(edit), "the edits were made");
    equal(document.getText(), "x=1\ny = 2 * x\n");
  });

  test("calls lead to who calls and who is called, and the uses of a name are told apart", async () => {
    const text = "def f(x):\n    h = 2 * x\n    return h\n\ndef g(x):\n    return f(x)\n\ny = g(1)\n";
    const { document } = await open(text);
    const at = (line: number, character: number): readonly [vscode.Uri, vscode.Position] => [
      document.uri,
      new vscode.Position(line, character),
    ];
    const item = await eventually("a function", async () => {
      const found = await run<vscode.CallHierarchyItem[]>("vscode.prepareCallHierarchy", ...at(5, 11));
      return found[0];
    });
    equal([item.name, item.range.start.line], ["f", 0]);
    const callers = await run<vscode.CallHierarchyIncomingCall[]>("vscode.provideIncomingCalls", item);
    equal(
      callers.map(({ from, fromRanges }) => `${from.name} ${fromRanges[0]?.start.line}`),
      ["g 5"],
    );
    const [caller] = await run<vscode.CallHierarchyItem[]>("vscode.prepareCallHierarchy", ...at(4, 4));
    const called = await run<vscode.CallHierarchyOutgoingCall[]>("vscode.provideOutgoingCalls", caller);
    equal(
      called.map(({ to }) => to.name),
      ["f"],
    );
    const marks = await run<vscode.DocumentHighlight[]>("vscode.executeDocumentHighlights", ...at(2, 11));
    equal(
      marks.map(({ range, kind }) => `${range.start.line} ${vscode.DocumentHighlightKind[kind ?? 0]}`),
      ["1 Write", "2 Read"],
    );
    // VS Code has this one for its own use only.
    const linked = await run<{ readonly ranges: readonly unknown[] }>(
      "_executeLinkedEditingProvider",
      ...at(2, 11),
    );
    equal(linked.ranges.length, 2, "places that are edited together");
  });
});
