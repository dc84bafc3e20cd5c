/** LSP's own requests, each answered from the service's newest state. */
import {
  CodeActionKind,
  MarkupKind,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type Hover,
  type InlayHint,
  type SemanticTokens,
  type SignatureHelp,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { link } from "../features/markdown.ts";
import { internalCommands } from "../protocol/manifest.ts";
import { isCopy } from "../protocol/schemes.ts";
import type { Context } from "./context.ts";
import {
  toCodeActions,
  toCodeLens,
  toCompletionItem,
  toInlayHint,
  toRange,
  toSemanticTokens,
  toSignatureHelp,
  toSpan,
} from "./convert.ts";
import type { HintRefresher } from "./hint-refresh.ts";

/** A hint request waits so long for the run of its version; then it is answered with marked old hints. */
const HINTS_WAIT_MS = 40;
/** A hover comes after a rest of the mouse: a little longer is not felt. */
const HOVER_WAIT_MS = 250;

export function answerLanguageFeatures(context: Context, refresher: HintRefresher): void {
  const { connection, service, client, answer } = context;

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) => {
    const asked = { what: "hints", uri, token, milliseconds: HINTS_WAIT_MS };
    return answer<InlayHint[]>(asked, [], (document) => {
      const hints = service.hints(uri, client().settings.hints, toSpan(document, range));
      if (hints === undefined) return [];
      refresher.answered(uri, hints.final);
      return hints.hints.map((hint) => toInlayHint(document, hint));
    });
  });

  connection.onHover(({ textDocument: { uri }, position }, token) => {
    const asked = { what: "hover", uri, token, milliseconds: HOVER_WAIT_MS };
    return answer<Hover | null>(asked, null, (document) => {
      const link = linkMaker(document, client().commands);
      const hover = service.hover(uri, document.offsetAt(position), { link });
      if (hover === undefined) return null;
      const contents = { kind: MarkupKind.Markdown, value: hover.markdown };
      return { contents, range: toRange(document, hover.span) };
    });
  });

  connection.onCompletion(({ textDocument: { uri }, position, context: asked }, token) =>
    answer<CompletionItem[]>({ what: "completion", uri, token, milliseconds: 0 }, [], (document) =>
      service
        .completions(uri, document.offsetAt(position), asked?.triggerCharacter)
        .map((item, order) => toCompletionItem(document, item, order, client().snippets)),
    ),
  );

  connection.onSignatureHelp(({ textDocument: { uri }, position }, token) =>
    answer<SignatureHelp | null>(
      { what: "signature help", uri, token, milliseconds: 0 },
      null,
      (document) => {
        const help = service.signatureHelp(uri, document.offsetAt(position));
        return help === undefined ? null : toSignatureHelp(help);
      },
    ),
  );

  connection.languages.semanticTokens.on(({ textDocument: { uri } }, token) =>
    answer<SemanticTokens>(
      { what: "semantic tokens", uri, token, milliseconds: 0 },
      { data: [] },
      (document) => toSemanticTokens(document, service.semanticTokens(uri)),
    ),
  );

  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answer<CodeLens[]>({ what: "code lenses", uri, token, milliseconds: 0 }, [], (document) => {
      const { commands, settings } = client();
      if (!settings.codeLens || isCopy(uri)) return [];
      const lenses = service.codeLenses(uri).filter(({ command }) => commands.includes(command));
      return lenses.map((lens) => toCodeLens(document, lens));
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context: { only, diagnostics } }, token) => {
    const isAsked = only === undefined || only.some((kind) => CodeActionKind.QuickFix.startsWith(kind));
    if (!isAsked) return [];
    return answer<CodeAction[]>({ what: "code actions", uri, token, milliseconds: 0 }, [], (document) => {
      const { start, end } = toSpan(document, range);
      const touched = service
        .problems(uri)
        ?.problems.filter(({ span }) => span.start <= end && start <= span.end);
      return (touched ?? []).flatMap((problem) => {
        const same = diagnostics.find(
          ({ code, message }) => code === problem.code && message === problem.message,
        );
        return toCodeActions(document, problem, same);
      });
    });
  });
}

/** Makes links to places in the document in the way that the client can follow. */
function linkMaker(
  document: TextDocument,
  commands: readonly string[],
): ((text: string, offset: number) => string) | undefined {
  const { uri } = document;
  if (commands.includes(internalCommands.reveal)) {
    return (text, offset) => {
      const { line, character } = document.positionAt(offset);
      const args = encodeURIComponent(JSON.stringify([uri, line, character]));
      return link(text, `command:${internalCommands.reveal}?${args}`);
    };
  }
  if (!uri.startsWith("file:")) return undefined;
  return (text, offset) => link(text, `${uri}#L${document.positionAt(offset).line + 1}`);
}
