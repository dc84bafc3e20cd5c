/** Code actions: the repairs of the problems at a place, all of a file's that need no choice, and other ways to write it. */
import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
  type Position,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  refactoringsAt,
  refusedAt,
  type Refactoring,
  type RefactoringKind,
} from "../../features/refactor/index.ts";
import { fixEffect, MOST_EFFECT } from "../../features/fix-effect.ts";
import { soundFixes } from "../../features/shape-fix.ts";
import { isFinding } from "../../features/switches.ts";
import { createEffort } from "../../insight/effort.ts";
import type { Fix, Problem, TextEdit } from "../../problems.ts";
import type { LanguageService } from "../../service.ts";
import { internalCommands, languageId } from "../../protocol/manifest.ts";
import { isReadOnly } from "../../protocol/schemes.ts";
import { fixesAcross, MOVE, moveActions, organiseAction } from "../across-actions.ts";
import { toSpan } from "../convert.ts";
import { toDiagnostic } from "../diagnostics.ts";
import { toTextEdit } from "../places.ts";
import { repaired, WHOLE } from "../repaired.ts";
import type { RequestHandler } from "../request.ts";

const FIX_ALL_TITLE = "Write All as Nabla";

/** What `editor.codeActionsOnSave` names to have every repair made that needs no choice. */
const FIX_ALL = `${CodeActionKind.SourceFixAll}.grad`;

const kinds: Readonly<Record<RefactoringKind, CodeActionKind>> = {
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  rewrite: CodeActionKind.RefactorRewrite,
};

export const codeActions: RequestHandler = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        ...Object.values(kinds),
        MOVE,
        CodeActionKind.SourceOrganizeImports,
        FIX_ALL,
      ],
      resolveProvider: true,
    },
  },
  listen({ connection, service, client, answer, workspace }) {
    connection.onCodeAction(
      answer<CodeActionParams, CodeAction[]>(
        { what: "code actions", otherwise: [] },
        async (document, { range, context: { only, diagnostics, triggerKind } }) => {
          if (isReadOnly(document.uri)) return [];
          const isAsked = (kind: string): boolean =>
            only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
          // What concerns the whole file is asked for by name: on every save, in a menu of its own.
          if (only?.some((wanted) => `${wanted}.`.startsWith(`${CodeActionKind.Source}.`)) === true) {
            const edit = isAsked(FIX_ALL) ? fixAllIn(service, document) : undefined;
            return [
              ...(edit === undefined ? [] : [{ title: FIX_ALL_TITLE, kind: FIX_ALL, ...edit }]),
              ...(isAsked(CodeActionKind.SourceOrganizeImports)
                ? await organiseAction(workspace, document)
                : []),
            ];
          }
          const view = service.view(document.uri);
          const selection = toSpan(document, range);
          const { start, end } = selection;
          // Nobody asked where a caret only rests: no lamp lights up at every line.
          const isPassing = triggerKind === CodeActionTriggerKind.Automatic && start === end;
          const rewritings =
            view === undefined || isPassing
              ? []
              : refactoringsAt(view, selection, (kind) => isAsked(kinds[kind]));
          const refused =
            view === undefined || isPassing || !client().showsReasons
              ? []
              : refusedAt(view, selection, (kind) => isAsked(kinds[kind]));
          const moves =
            isPassing || !isAsked(MOVE)
              ? []
              : await moveActions(workspace, document, start, client().createsFiles);
          const others = [
            ...rewritings.map((one) => toRewriting(document, one, client().commands)),
            ...refused.map(({ title, kind, reason }) => ({
              title,
              kind: kinds[kind],
              disabled: { reason },
            })),
            ...moves,
          ];
          if (!isAsked(CodeActionKind.QuickFix)) return others;
          const problems = service.problems(document.uri)?.problems ?? [];
          const effort = createEffort(MOST_EFFECT);
          const touched = problems.filter(({ span }) => span.start <= end && start <= span.end);
          const titleOf = (problem: Problem, fix: Fix): string => {
            const effect = view && isFinding(problem) ? fixEffect(view, fix, effort) : undefined;
            return effect === undefined ? fix.title : `${fix.title}: ${effect}`;
          };
          const across = await fixesAcross(workspace, document, touched, client());
          const actions = touched.flatMap((problem) => {
            const same = diagnostics.find(
              ({ code, message }) => code === problem.code && message === problem.message,
            );
            return toCodeActions(
              document,
              view === undefined ? problem : { ...problem, fixes: soundFixes(view, problem, effort) },
              same ?? toDiagnostic(document, problem, client().linksCodes),
              (fix) => titleOf(problem, fix),
              across.get(problem) ?? [],
            );
          });
          const fixable = problems.filter(
            ({ fixes, severity }) =>
              severity === "error" && fixes.length === 1 && fixes[0]?.elsewhere === undefined,
          );
          const all = actions.length > 0 && fixable.length > 1 ? [fixAllLater(document)] : [];
          return [...actions, ...all, ...others];
        },
      ),
    );
    connection.onCodeActionResolve(
      answer<CodeAction, CodeAction>(
        { what: "code action", otherwise: { title: FIX_ALL_TITLE } },
        (document, action) => ({ ...action, ...fixAllIn(service, document) }),
      ),
    );
  },
};

/** The edit that makes every repair that needs no choice; undefined where there is none to make. */
function fixAllIn(service: LanguageService, document: TextDocument): Pick<CodeAction, "edit"> | undefined {
  const edit = repaired(service, document.uri, WHOLE);
  return edit && { edit: { changes: { [document.uri]: [toTextEdit(document, edit)] } } };
}

/** The problem's repairs as edits, with the problem as the client knows it. */
function toCodeActions(
  document: TextDocument,
  problem: Problem,
  diagnostic: Diagnostic,
  titleOf: (fix: Fix) => string,
  across: readonly Pick<CodeAction, "title" | "edit">[],
): readonly CodeAction[] {
  const own = problem.fixes
    .filter(({ elsewhere }) => elsewhere === undefined)
    .map((fix) => ({
      title: titleOf(fix),
      edit: { changes: { [document.uri]: fix.edits.map((edit) => toTextEdit(document, edit)) } },
    }));
  // A name that is there exactly so is likelier than one that is like it.
  const all = problem.code === "import-unknown" ? [...own, ...across] : [...across, ...own];
  return all.map((action) => ({
    ...action,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    // Of several, only the person can say which one was meant.
    isPreferred: all.length === 1,
  }));
}

/** Another way to write the program; a name that was made up is asked for at once, where the client can. */
function toRewriting(
  document: TextDocument,
  { title, kind, edits, fresh }: Refactoring,
  commands: readonly string[],
): CodeAction {
  const { rename } = internalCommands;
  const position = fresh === undefined ? undefined : placeAfter(document, edits, fresh);
  return {
    title,
    kind: kinds[kind],
    edit: { changes: { [document.uri]: edits.map((edit) => toTextEdit(document, edit)) } },
    ...(position !== undefined && commands.includes(rename)
      ? {
          command: {
            title: "Rename",
            command: rename,
            arguments: [document.uri, position.line, position.character],
          },
        }
      : {}),
  };
}

/** Where a name stands first once edits were made. */
function placeAfter(document: TextDocument, edits: readonly TextEdit[], name: string): Position {
  const text = TextDocument.applyEdits(
    document,
    edits.map((edit) => toTextEdit(document, edit)),
  );
  const at = text.search(new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, "u"));
  return TextDocument.create(document.uri, languageId, 0, text).positionAt(at);
}

/** The same among the repairs of one problem: its edit is asked for when somebody chooses it. */
function fixAllLater({ uri }: TextDocument): CodeAction {
  return { title: FIX_ALL_TITLE, kind: CodeActionKind.QuickFix, data: { uri } };
}
