/** LSP's own requests, each answered from the service's newest state. */
import {
  CodeActionKind,
  MarkupKind,
  type CodeAction,
  type CodeActionParams,
  type CodeLens,
  type CodeLensParams,
  type CompletionItem,
  type CompletionParams,
  type Hover,
  type HoverParams,
  type InlayHint,
  type InlayHintParams,
  type SemanticTokens,
  type SemanticTokensParams,
  type SignatureHelp,
  type SignatureHelpParams,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { link } from "../features/markdown.ts";
import { internalCommands } from "../protocol/manifest.ts";
import { isCopy } from "../protocol/schemes.ts";
import type { Context } from "./context.ts";
import {
  FIX_ALL,
  FIX_ALL_TITLE,
  fixAllLater,
  toCodeActions,
  toFixAll,
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

  const hints = answer<InlayHintParams, InlayHint[]>(
    { what: "hints", otherwise: [], milliseconds: HINTS_WAIT_MS },
    (document, { range }) => {
      const { uri } = document;
      const found = service.hints(uri, client().settings.hints, toSpan(document, range));
      if (found === undefined) return [];
      refresher.answered(uri, found.final);
      return found.hints.map((hint) => toInlayHint(document, hint));
    },
  );

  const hover = answer<HoverParams, Hover | null>(
    { what: "hover", otherwise: null, milliseconds: HOVER_WAIT_MS },
    (document, { position }) => {
      const link = linkMaker(document, client().commands);
      const turn = turnLinkMaker(document, client().commands);
      const found = service.hover(document.uri, document.offsetAt(position), { link, turn });
      if (found === undefined) return null;
      const contents = { kind: MarkupKind.Markdown, value: found.markdown };
      return { contents, range: toRange(document, found.span) };
    },
  );

  const completion = answer<CompletionParams, CompletionItem[]>(
    { what: "completion", otherwise: [] },
    (document, { position, context: asked }) =>
      service
        .completions(document.uri, document.offsetAt(position), asked?.triggerCharacter)
        .map((item, order) => toCompletionItem(document, item, order, client())),
  );

  const signatureHelp = answer<SignatureHelpParams, SignatureHelp | null>(
    { what: "signature help", otherwise: null },
    (document, { position }) => {
      const help = service.signatureHelp(document.uri, document.offsetAt(position));
      return help === undefined ? null : toSignatureHelp(help);
    },
  );

  const semanticTokens = answer<SemanticTokensParams, SemanticTokens>(
    { what: "colouring", otherwise: { data: [] } },
    (document) => toSemanticTokens(document, service.semanticTokens(document.uri)),
  );

  const codeLenses = answer<CodeLensParams, CodeLens[]>(
    { what: "code lenses", otherwise: [] },
    (document) => {
      const { uri } = document;
      const { commands, settings } = client();
      if (!settings.codeLens || isCopy(uri)) return [];
      const lenses = service.codeLenses(uri).filter(({ command }) => commands.includes(command));
      return lenses.map((lens) => toCodeLens(document, lens));
    },
  );

  const codeActions = answer<CodeActionParams, CodeAction[]>(
    { what: "code actions", otherwise: [] },
    (document, { range, context: { only, diagnostics } }) => {
      const isAsked = (kind: string): boolean =>
        only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
      if (only !== undefined && isAsked(FIX_ALL)) {
        const edit = service.fixAll(document.uri);
        return edit === undefined
          ? []
          : [{ title: FIX_ALL_TITLE, kind: FIX_ALL, ...toFixAll(document, edit) }];
      }
      if (!isAsked(CodeActionKind.QuickFix)) return [];
      const { start, end } = toSpan(document, range);
      const problems = service.problems(document.uri)?.problems ?? [];
      const touched = problems.filter(({ span }) => span.start <= end && start <= span.end);
      const actions = touched.flatMap((problem) => {
        const same = diagnostics.find(
          ({ code, message }) => code === problem.code && message === problem.message,
        );
        return toCodeActions(document, problem, same);
      });
      const fixable = problems.filter(({ fixes }) => fixes.length === 1);
      return actions.length > 0 && fixable.length > 1 ? [...actions, fixAllLater(document)] : actions;
    },
  );

  const chosenAction = answer<CodeAction, CodeAction>(
    { what: "code action", otherwise: { title: FIX_ALL_TITLE } },
    (document, action) => {
      const edit = service.fixAll(document.uri);
      return edit === undefined ? action : { ...action, ...toFixAll(document, edit) };
    },
  );

  connection.languages.inlayHint.on(hints);
  connection.onHover(hover);
  connection.onCompletion(completion);
  connection.onSignatureHelp(signatureHelp);
  connection.languages.semanticTokens.on(semanticTokens);
  connection.onCodeLens(codeLenses);
  connection.onCodeAction(codeActions);
  connection.onCodeActionResolve(chosenAction);
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

/** Makes links that show another turn of a loop, for a client that has the command. */
function turnLinkMaker(
  { uri }: TextDocument,
  commands: readonly string[],
): ((text: string, id: string) => string) | undefined {
  if (!commands.includes(internalCommands.showTurn)) return undefined;
  return (text, id) => {
    const args = encodeURIComponent(JSON.stringify([uri, id]));
    return link(text, `command:${internalCommands.showTurn}?${args}`);
  };
}
