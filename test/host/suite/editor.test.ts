/** What the language shows in an editor: hints, hovers, problems and their repairs, lenses, tokens, the library. */
import * as vscode from "vscode";
import { commands as ids } from "../../../src/protocol/manifest.ts";
import { hintAppears, hints, open, program, putCaret, replace, withSetting } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

const run = vscode.commands.executeCommand;

suite("hints", () => {
  test("values and gradients stand at line ends and follow an edit", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    equal(await hints(editor), [
      "0: ∂f/∂x = -4",
      "1: ∂f/∂y = -4",
      "2: ∂f/∂z = 3",
      "3: = 3  ∂f/∂q = -4",
      "4: = -12  ∂f/∂f = 1",
    ]);
    await replace(editor, "z = -4", "z = 10");
    await hintAppears(editor, "4: = 30  ∂f/∂f = 1");
    await hintAppears(editor, "0: ∂f/∂x = 10");
  });

  test("the hint of the caret's line is taken out, and comes back", async () => {
    const editor = await open(program);
    const hint = "3: = 3  ∂f/∂q = -4";
    await hintAppears(editor, hint);
    await withSetting("nabla.hints.caretLine", "drawn", async () => {
      putCaret(editor, 3, 9);
      await eventually("line 3 has no hint", async () => !(await hints(editor)).join().includes("3: "));
      putCaret(editor, 6, 0);
      await hintAppears(editor, hint);
      putCaret(editor, 3, 2);
      await eventually("line 3 has no hint", async () => !(await hints(editor)).join().includes("3: "));
      // What is drawn would not hide with the hints, and a screen reader does not read it.
      await withSetting("editor.inlayHints.enabled", "offUnlessPressed", () => hintAppears(editor, hint));
      await withSetting("editor.accessibilitySupport", "on", () => hintAppears(editor, hint));
    });
    await hintAppears(editor, hint);
  });

  test("each kind has its switch", async () => {
    const editor = await open("w = [[1, 2], [3, 4]]\nf = sum(w)\nf.backward()\n");
    await hintAppears(editor, "1: = 10  ∂f/∂f = 1");
    await withSetting("nabla.hints.gradient", false, () => hintAppears(editor, "1: = 10"));
    await withSetting("nabla.hints.value", false, () => hintAppears(editor, "1: ∂f/∂f = 1"));
  });

  test("shapes and names of parameters stand within the lines once they are switched on, on the caret's line too", async () => {
    const editor = await open("w = [[1, 2], [3, 4]]\nf = sum(clamp(w, 0, 3))\nf.backward()\n");
    await hintAppears(editor, "1: = 9  ∂f/∂f = 1");
    const numbers = await hints(editor);
    const inLine = async (): Promise<readonly string[]> =>
      (await hints(editor)).filter((hint) => hint.startsWith("1: "));
    await withSetting("nabla.hints.shape", true, () => hintAppears(editor, "0: : [2, 2]"));
    await withSetting("nabla.hints.parameterNames", true, async () => {
      await hintAppears(editor, "1: min=");
      equal(await inLine(), ["1: min=", "1: max=", "1: = 9  ∂f/∂f = 1"]);
      await withSetting("nabla.hints.caretLine", "drawn", async () => {
        putCaret(editor, 1, 3);
        await eventually("line 1 has no number", async () => !(await inLine()).join().includes("= 9"));
        equal(await inLine(), ["1: min=", "1: max="]);
      });
    });
    await eventually("nothing within lines", async () => (await hints(editor)).join() === numbers.join());
  });

  test("a statement that is being typed leaves the numbers, marked as old", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    await replace(editor, "q = x + y", "q =");
    await hintAppears(editor, "4: ⟳ = -12  ∂f/∂f = 1");
    await replace(editor, "q =", "q = x + 1");
    await hintAppears(editor, "4: = 4  ∂f/∂f = 1");
  });

  test("another call's numbers are shown on request", async () => {
    const editor = await open(
      "def double(a):\n    b = a * 2\n    return b\n\nx = 1\nf = double(x) + double(10)\nf.backward()\n",
    );
    await hintAppears(editor, "1: = 20  ∂f/∂b = 1");
    putCaret(editor, 1, 6);
    await run(ids.showAnotherCall);
    await hintAppears(editor, "1: = 2  ∂f/∂b = 1");
    ok((await hints(editor)).includes("0: ⟨call 1 of 2, line 6⟩"), "the def line says which call");
  });
});

suite("hover", () => {
  test("a name's card has its value, its gradient and the chain rule with this file's numbers", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    const hovers = await run<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      editor.document.uri,
      new vscode.Position(0, 0),
    );
    equal(hovers.length, 1, "hovers");
    const content = hovers[0]?.contents[0] as vscode.MarkdownString;
    ok(content.value.includes("-2"), `the value: ${content.value}`);
    ok(content.value.includes("∂f/∂x = ∂f/∂q · 1 = -4 · 1 = -4"), `the chain rule: ${content.value}`);
    const enabledCommands = ["nabla.reveal", "nabla.showInGraph", "nabla.showTurn", "nabla.pinThis"];
    equal(content.isTrusted, { enabledCommands }, "trusted commands");
  });

  test("an operator has a card of its own", async () => {
    const editor = await open(program);
    await hintAppears(editor, "4: = -12  ∂f/∂f = 1");
    const at = new vscode.Position(4, 6);
    const [hover] = await run<vscode.Hover[]>("vscode.executeHoverProvider", editor.document.uri, at);
    const { value } = hover?.contents[0] as vscode.MarkdownString;
    ok(value.includes("-12"), value);
  });
});

suite("problems", () => {
  test("appear as one types, and go", async () => {
    const editor = await open("rate = 1\ny = rat + 1\n");
    const { uri } = editor.document;
    const found = await eventually("a problem", () => {
      const diagnostics = vscode.languages.getDiagnostics(uri);
      return diagnostics.length > 0 ? diagnostics : undefined;
    });
    equal(
      found.map(({ message }) => message),
      ["rat is not defined. Did you mean rate?"],
    );
    equal([found[0]?.code, found[0]?.source, found[0]?.severity], ["undefined-name", "nabla", 0]);
    equal(found[0]?.range, new vscode.Range(1, 4, 1, 7), "range");
    await replace(editor, "rat +", "rate +");
    await eventually("no problem", () => vscode.languages.getDiagnostics(uri).length === 0);
  });

  test("have a repair that can be applied", async () => {
    const editor = await open("x = 1\ny = sigmod(x)\n");
    const { uri } = editor.document;
    await eventually("a problem", () => vscode.languages.getDiagnostics(uri).length > 0);
    const actions = await run<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      new vscode.Range(1, 5, 1, 5),
    );
    const fix = actions.find(({ title }) => title === "Change to sigmoid");
    ok(fix?.edit !== undefined, `a repair among ${actions.map(({ title }) => title).join()}`);
    await vscode.workspace.applyEdit(fix.edit);
    equal(editor.document.lineAt(1).text, "y = sigmoid(x)");
  });
});

suite("the rest of an editor", () => {
  test("lenses stand above the target and run commands that exist", async () => {
    const editor = await open(program);
    const { uri } = editor.document;
    const lenses = await eventually("lenses", async () => {
      const found = await run<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri);
      return found.length > 0 ? found : undefined;
    });
    equal(
      lenses.map(({ command, range }) => `${range.start.line} ${command?.title ?? ""}`),
      [0, 5].flatMap((line) =>
        [
          "$(play) Run backward",
          "$(debug-step-over) Step",
          "$(type-hierarchy) Graph",
          "$(beaker) Check gradients",
        ].map((title) => `${line} ${title}`),
      ),
    );
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of lenses)
      ok(registered.includes(command?.command ?? ""), command?.command ?? "no command");
    await withSetting("nabla.codeLens", false, async () => {
      await eventually(
        "no lens",
        async () => (await run<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri)).length === 0,
      );
    });
  });

  test("names have the semantic tokens of the text as it is, edit after edit", async () => {
    const editor = await open("x = 1\ny = exp(x)\n");
    const { document } = editor;
    const legend = await eventually(
      "a legend",
      async () =>
        await run<vscode.SemanticTokensLegend | undefined>(
          "vscode.provideDocumentSemanticTokensLegend",
          document.uri,
        ),
    );
    const holds = async (...wanted: readonly string[]): Promise<void> => {
      await eventually(`the tokens ${wanted.join(", ")}`, async () => {
        const tokens = await run<vscode.SemanticTokens | undefined>(
          "vscode.provideDocumentSemanticTokens",
          document.uri,
        );
        return tokens !== undefined && spelled(document, tokens, legend).join() === wanted.join();
      });
    };
    const x = "x variable.declaration.leaf";
    const exp = "exp function.defaultLibrary.gate";
    const y = "y variable.declaration.target";
    await holds(x, y, exp, "x variable.leaf");
    // A line above moves all others, a longer name those behind it.
    await replace(editor, "x = 1\n", "# 😀 the input\nα = 3\nx = param(1)\n");
    const moved = ["α variable.declaration.leaf", "x variable.declaration.leaf.trained"];
    const param = "param function.defaultLibrary.gate";
    await holds(...moved, param, y, exp, "x variable.leaf.trained");
    await replace(editor, "exp(x)", "exp(x) * α");
    await holds(...moved, param, y, exp, "x variable.leaf.trained", "α variable.leaf");
    await run("undo");
    await run("undo");
    await holds(x, y, exp, "x variable.leaf");
  });

  test("the standard library opens read-only", async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("nabla-std:/activation.grad"));
    equal(document.languageId, "grad");
    ok(document.getText().includes("def sigmoid"), "the text of the library");
    equal(vscode.workspace.fs.isWritableFileSystem("nabla-std"), false, "writable");
  });
});

suite("names", () => {
  test("lead to where they come from, the library's too, and are renamed in every place", async () => {
    const editor = await open("x = 2\ns = sigmoid(x)\ny = s * s\n");
    const { uri } = editor.document;
    const at = (line: number, character: number): readonly [vscode.Uri, vscode.Position] => [
      uri,
      new vscode.Position(line, character),
    ];
    const places = await eventually("a definition", async () => {
      const found = await run<vscode.Location[]>("vscode.executeDefinitionProvider", ...at(1, 6));
      return found.length > 0 ? found : undefined;
    });
    equal(places[0]?.uri.toString(), "nabla-std:/activation.grad");
    const uses = await run<vscode.Location[]>("vscode.executeReferenceProvider", ...at(1, 0));
    equal(
      uses.map(({ range }) => `${range.start.line}:${range.start.character}`),
      ["1:0", "2:4", "2:8"],
    );
    const edit = await run<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", ...at(2, 4), "σ");
    await vscode.workspace.applyEdit(edit);
    equal(editor.document.getText(), "x = 2\nσ = sigmoid(x)\ny = σ * σ\n");
  });

  test("a part of a formula is extracted to one, which is then to be named", async () => {
    const editor = await open("x = 2\ny = x * (x + 1)\n");
    const selected = new vscode.Range(1, 9, 1, 14);
    const actions = await run<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      selected,
      "refactor.extract",
    );
    const extract = actions.find(({ title }) => title === "Extract to a name");
    ok(extract?.edit !== undefined, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(extract.edit);
    equal(editor.document.getText(), "x = 2\nvalue = x + 1\ny = x * value\n");
    equal(extract.command?.command, "nabla.rename");
  });
});

/** Each token as the text that it colours, with its type and its modifiers. */
function spelled(
  document: vscode.TextDocument,
  { data }: vscode.SemanticTokens,
  { tokenTypes, tokenModifiers }: vscode.SemanticTokensLegend,
): readonly string[] {
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [down = 0, right = 0, length = 0, type = 0, bits = 0] = data.slice(i, i + 5);
    character = down === 0 ? character + right : right;
    line += down;
    const modifiers = tokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0);
    const text = document.getText(new vscode.Range(line, character, line, character + length));
    found.push(`${text} ${[tokenTypes[type], ...modifiers].join(".")}`);
  }
  return found;
}
