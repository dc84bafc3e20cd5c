/** Completion and signature help, as VS Code itself asks for them while a line is half typed. */
import * as vscode from "vscode";
import { nabla, open, replace } from "../editor.ts";
import { eventually } from "../eventually.ts";
import { equal, ok, suite, test } from "../runner.ts";

suite("completion", () => {
  test("a line that is being typed has names, functions, arguments and their words", async () => {
    await nabla();
    const editor = await open("x = [1, 2]\ny = ");
    await eventually("the value of x", async () =>
      (await appears(editor, "x")).detail?.startsWith("= [1, 2]"),
    );
    const sum = await appears(editor, "sum");
    ok(sum.insertText instanceof vscode.SnippetString, "brackets are written");
    ok(text(sum).includes("sum(x, dim=None, keepdim=False)"), "the documentation has the signature");
    await replace(editor, "y = ", "y = mse_loss(x, x, ");
    await appears(editor, "reduction=");
    await replace(editor, "(x, x, ", "(x, x, reduction=");
    await appears(editor, '"none"');
    await replace(editor, "mse_loss(x, x, reduction=", "x.");
    await appears(editor, "shape");
  });

  test("a call has its signature, with the parameter at the caret", async () => {
    await nabla();
    const { document } = await open("x = [1, 2]\ny = sum(x, ");
    const help = await eventually(
      "a signature",
      async () =>
        await vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
          "vscode.executeSignatureHelpProvider",
          document.uri,
          end(document),
          "(",
        ),
    );
    equal(help.signatures[0]?.label, "sum(x, dim=None, keepdim=False)");
    equal(help.activeParameter, 1, "the active parameter");
  });
});

/** Waits for the item of this label at the end of the text. */
function appears({ document }: vscode.TextEditor, label: string): Promise<vscode.CompletionItem> {
  return eventually(`the completion ${label}`, async () => {
    const found = await vscode.commands.executeCommand<vscode.CompletionList | undefined>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      end(document),
      undefined,
      1000,
    );
    return found?.items.find(
      (item) => (typeof item.label === "string" ? item.label : item.label.label) === label,
    );
  });
}

function end(document: vscode.TextDocument): vscode.Position {
  return document.positionAt(document.getText().length);
}

function text({ documentation }: vscode.CompletionItem): string {
  return typeof documentation === "string" ? documentation : (documentation?.value ?? "");
}
