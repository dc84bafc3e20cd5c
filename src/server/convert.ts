/** From the service's offsets and plain data to LSP, and back. The only place that knows both. */
import {
  CodeActionKind,
  CompletionItemKind,
  DiagnosticSeverity,
  InlayHint,
  InlayHintKind,
  InsertTextFormat,
  MarkupKind,
  SemanticTokensBuilder,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type Diagnostic,
  type Position,
  type Range,
  type SemanticTokens,
  type SemanticTokensLegend,
  type SignatureHelp as LspSignatureHelp,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Span } from "../base/span.ts";
import type { Lens } from "../features/code-lenses.ts";
import type { Completion } from "../features/completion.ts";
import { tokenModifiers, tokenTypes, type SemanticToken } from "../features/semantic-tokens.ts";
import type { SignatureHelp } from "../features/signature-help.ts";
import type { Problem, Severity, TextEdit } from "../problems.ts";
import { editorCommands } from "../protocol/manifest.ts";
import type { ShownHint } from "../service.ts";
import type { ClientFacts } from "./settings.ts";

export function toRange(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

export function toSpan(document: TextDocument, { start, end }: Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** One hint of parts; value and gradient have no kind, shapes are types. */
export function toInlayHint(document: TextDocument, hint: ShownHint): InlayHint {
  const isShape = hint.parts.every((part) => part.kind === "shape");
  // The editor's own padding is too narrow to tell `y` from `= 3` at a glance.
  const label = hint.parts.map((part, i) => ({ value: i === 0 ? ` ${part.text}` : part.text }));
  const position: Position = document.positionAt(hint.offset);
  return {
    ...InlayHint.create(position, label, isShape ? InlayHintKind.Type : undefined),
    paddingLeft: true,
    tooltip: { kind: MarkupKind.Markdown, value: hint.tooltip },
  };
}

export function toDiagnostic(document: TextDocument, problem: Problem): Diagnostic {
  const { code, message, related } = problem;
  return {
    range: toRange(document, problem.span),
    severity: severities[problem.severity],
    code,
    source: "nabla",
    message,
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.map((entry) => ({
            location: { uri: document.uri, range: toRange(document, entry.span) },
            message: entry.message,
          })),
        }),
  };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** The problem's repairs as edits; `asked` is the client's own record of the problem, where it has one. */
export function toCodeActions(
  document: TextDocument,
  problem: Problem,
  asked: Diagnostic | undefined,
): readonly CodeAction[] {
  const { fixes } = problem;
  return fixes.map(({ title, edits }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [asked ?? toDiagnostic(document, problem)],
    // Of several, only the person can say which one was meant.
    isPreferred: fixes.length === 1,
    edit: {
      changes: {
        [document.uri]: edits.map((edit) => ({ range: toRange(document, edit.span), newText: edit.text })),
      },
    },
  }));
}

export const FIX_ALL_TITLE = "Write All as Nabla";

/** What `editor.codeActionsOnSave` names to have every repair made that needs no choice. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.grad`;

export function toFixAll(document: TextDocument, { span, text }: TextEdit): Pick<CodeAction, "edit"> {
  return { edit: { changes: { [document.uri]: [{ range: toRange(document, span), newText: text }] } } };
}

/** The same among the repairs of one problem: its edit is asked for when somebody chooses it. */
export function fixAllLater({ uri }: TextDocument): CodeAction {
  return { title: FIX_ALL_TITLE, kind: CodeActionKind.QuickFix, data: { uri } };
}

export const tokenLegend: SemanticTokensLegend = {
  tokenTypes: [...tokenTypes],
  tokenModifiers: [...tokenModifiers],
};

export function toSemanticTokens(document: TextDocument, tokens: readonly SemanticToken[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { span, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(span.start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << tokenModifiers.indexOf(modifier)), 0);
    builder.push(line, character, span.end - span.start, tokenTypes.indexOf(type), bits);
  }
  return builder.build();
}

/** The lens names its document, and its place where it is about one: the same command is in the palette, where it takes the caret's. */
export function toCodeLens(document: TextDocument, { span, title, command, at }: Lens): CodeLens {
  const place = at === undefined ? undefined : document.positionAt(at);
  const args = [document.uri, ...(place === undefined ? [] : [place.line, place.character])];
  return { range: toRange(document, span), command: { title, command, arguments: args } };
}

/** An item at its place in the list: `order` keeps the list as it was given, where the editor finds no better match. */
export function toCompletionItem(
  document: TextDocument,
  item: Completion,
  order: number,
  { snippets, commands }: Pick<ClientFacts, "snippets" | "commands">,
): CompletionItem {
  const snippet = snippets ? item.snippet : undefined;
  const opened =
    item.opens === "list"
      ? editorCommands.showList
      : item.opens === "signature" && snippet !== undefined
        ? editorCommands.showSignature
        : "";
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    detail: item.detail,
    ...(item.documentation === ""
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    sortText: String(order).padStart(4, "0"),
    insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
    textEdit: { range: toRange(document, item.span), newText: snippet ?? item.text },
    ...(commands.includes(opened) ? { command: { title: item.label, command: opened } } : {}),
  };
}

const completionKinds: Readonly<Record<Completion["kind"], CompletionItemKind>> = {
  value: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Variable,
  constant: CompletionItemKind.Constant,
  function: CompletionItemKind.Function,
  argument: CompletionItemKind.Property,
  choice: CompletionItemKind.EnumMember,
  attribute: CompletionItemKind.Property,
  keyword: CompletionItemKind.Keyword,
};

/** No parameter is active where the index is behind the last one. */
export function toSignatureHelp({
  label,
  documentation,
  parameters,
  active,
}: SignatureHelp): LspSignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation,
        parameters: parameters.map((parameter) => ({
          label: [parameter.span.start, parameter.span.end],
          documentation: parameter.documentation,
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: active ?? parameters.length,
  };
}
