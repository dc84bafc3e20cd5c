/** What VS Code asks of a file's structure: folding, selections, links, calls, linked names, typing, and code actions with one Undo each. */
import * as vscode from "vscode";
import { open, openFile } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

const run = vscode.commands.executeCommand;

const blocks = `# Twice.
# And once more.
def twice(x):
    y = 2 * x
    return y

def both(x):
    return twice(x) + twice(x + 1)

a = both(3)
`;

suite("structure", () => {
  test("blocks and runs of comments fold", async () => {
    const { document } = await open(blocks);
    const found = await eventually("folding ranges", async () => {
      const ranges = await run<vscode.FoldingRange[] | undefined>(
        "vscode.executeFoldingRangeProvider",
        document.uri,
      );
      return ranges !== undefined && ranges.length > 0 ? ranges : undefined;
    });
    equal(
      found.map(({ start, end, kind }) => `${start}-${end} ${kind ?? ""}`.trim()),
      [`0-1 ${vscode.FoldingRangeKind.Comment}`, "2-4", "6-7"],
    );
  });

  test("a selection grows from a name over its formula to the line and the block", async () => {
    const { document } = await open(blocks);
    const place = new vscode.Position(3, 12);
    const [first] = await run<vscode.SelectionRange[]>("vscode.executeSelectionRangeProvider", document.uri, [
      place,
    ]);
    const texts: string[] = [];
    for (let range = first; range !== undefined; range = range.parent)
      texts.push(document.getText(range.range));
    equal(texts.slice(0, 3), ["x", "2 * x", "y = 2 * x"]);
    equal(texts.at(-1), blocks);
  });

  test("a call's callers and callees are found", async () => {
    const { document } = await open(blocks);
    const [item] = await run<vscode.CallHierarchyItem[]>(
      "vscode.prepareCallHierarchy",
      document.uri,
      new vscode.Position(2, 5),
    );
    equal(item?.name, "twice");
    const incoming = await run<vscode.CallHierarchyIncomingCall[]>("vscode.provideIncomingCalls", item);
    equal(
      incoming.map(({ from, fromRanges }) => `${from.name} ${fromRanges.length}`),
      ["both 2"],
    );
    const [caller] = incoming;
    const outgoing = await run<vscode.CallHierarchyOutgoingCall[]>(
      "vscode.provideOutgoingCalls",
      caller?.from,
    );
    equal(
      outgoing.map(({ to }) => to.name),
      ["twice"],
    );
  });

  test("a file that is named is a link to it", async () => {
    await openFile("linked.grad", "def half(x):\n    return x / 2\n");
    const { document } = await openFile("linking.grad", 'from "linked.grad" import half\na = half(4)\n');
    const links = await run<vscode.DocumentLink[]>("vscode.executeLinkProvider", document.uri, 10);
    equal(
      links.map(({ range, target }) => `${document.getText(range)} ${target?.path.split("/").at(-1) ?? ""}`),
      ["linked.grad linked.grad"],
    );
  });

  test("the line that is left is put in order, and no other", async () => {
    const { document } = await open("x=1\ny=x*2\n\n");
    const edits = await run<vscode.TextEdit[]>(
      "vscode.executeFormatOnTypeProvider",
      document.uri,
      new vscode.Position(2, 0),
      "\n",
      { tabSize: 4, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    ok(await vscode.workspace.applyEdit(edit), "the edits are applied");
    equal(document.getText(), "x=1\ny = x * 2\n\n");
  });
});

const pasted = "import numpy as np\n\na = param(3)\nb = np.exp(a)\n";

const written = `def square(x):
    return x * x

a = param(3)
b = 2 * a
y = square(b) + 1
`;

suite("code actions are taken back by one Undo", () => {
  const cases: readonly (readonly [
    kind: string,
    title: RegExp,
    text: string,
    place: readonly [number, number, number, number],
  ])[] = [
    ["quickfix", /exp|np/u, pasted, [3, 4, 3, 6]],
    ["source.fixAll.grad", /./u, pasted, [0, 0, 4, 0]],
    ["refactor.extract", /^Extract to a name$/u, written, [5, 4, 5, 13]],
    ["refactor.inline", /./u, written, [4, 0, 4, 0]],
    ["refactor.rewrite", /backward/u, written, [0, 5, 0, 5]],
  ];
  for (const [kind, title, text, [line, from, last, to]] of cases) {
    test(kind, async () => {
      const { document } = await open(text);
      let offered: readonly string[] = [];
      const found = await eventually(`an action of ${kind}`, async () => {
        const actions = await run<vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          new vscode.Range(line, from, last, to),
          kind,
          10,
        );
        offered = actions.map((action) => action.title);
        return actions.find((action) => title.test(action.title) && action.edit !== undefined);
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}; there is ${JSON.stringify(offered)}`);
      });
      ok(found.edit !== undefined && (await vscode.workspace.applyEdit(found.edit)), found.title);
      ok(document.getText() !== text, `${found.title} changes the text`);
      await run("undo");
      equal(document.getText(), text, found.title);
    });
  }
});
