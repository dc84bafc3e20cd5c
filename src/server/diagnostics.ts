/** Publishes what is wrong with a document: once for each edit, for the newest version only. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isFinding } from "../features/switches.ts";
import type { Problem, Related, Severity } from "../problems.ts";
import { isCopy } from "../protocol/schemes.ts";
import type { LanguageService, Timers } from "../service.ts";
import { toRange } from "./convert.ts";
import type { Documents } from "./documents.ts";
import type { FaultLog } from "./faults.ts";
import { resolveUri } from "./files.ts";
import { findingPageUri } from "./finding-pages.ts";
import { textDocument } from "./places.ts";

/** As long as a run of this length is waited for, so that what it finds does not come as a second message. */
const WAIT_MS = 40;

export interface DiagnosticsEnvironment {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly timers: Timers;
  /** Whether the code of a problem is shown as a link to the finding's page. */
  readonly linksCodes: () => boolean;
  readonly send: (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;
  readonly faults: FaultLog;
}

export interface DiagnosticsPublisher {
  changed(document: TextDocument): void;
  /** A run has ended: its numbers are on their way, and what is to be said of them is looked for behind that. */
  ran(uri: string): void;
  /** Now: what is wrong is shown that was not. */
  publish(uri: string): void;
  closed(uri: string): void;
}

export function createDiagnostics({
  service,
  documents,
  timers,
  linksCodes,
  send,
  faults,
}: DiagnosticsEnvironment): DiagnosticsPublisher {
  const waiting = new Map<string, () => void>();
  /** Undefined where what there is to say is of another version. */
  const problemsOf = (document: TextDocument): readonly Problem[] | undefined => {
    const { uri, version } = document;
    let found: readonly Problem[] = [];
    try {
      const answer = service.problems(uri);
      if (answer?.version !== version) return undefined;
      found = answer.problems;
    } catch (thrown) {
      faults.tell({ what: "list of problems", thrown, uri });
    }
    // The service's own word for a fault has the better place.
    const fault = faults.problemOf(document);
    return fault === undefined || found.some(({ code }) => code === fault.code) ? found : [...found, fault];
  };
  const publish = (uri: string): void => {
    waiting.get(uri)?.();
    waiting.delete(uri);
    const document = documents.get(uri);
    if (document === undefined || isCopy(uri)) return;
    const problems = problemsOf(document);
    if (problems === undefined) return;
    send(
      uri,
      document.version,
      problems.map((problem) => toDiagnostic(document, problem, linksCodes())),
    );
  };
  const publishIn = (milliseconds: number, uri: string): void => {
    waiting.get(uri)?.();
    waiting.set(
      uri,
      timers.after(milliseconds, () => publish(uri)),
    );
  };
  return {
    changed: ({ uri }) => publishIn(WAIT_MS, uri),
    ran: (uri) => publishIn(0, uri),
    publish,
    closed(uri) {
      waiting.get(uri)?.();
      waiting.delete(uri);
      send(uri, undefined, []);
    },
  };
}

export function toDiagnostic(document: TextDocument, problem: Problem, linksCodes: boolean): Diagnostic {
  const { code, message, related } = problem;
  return {
    range: toRange(document, problem.span),
    severity: severities[problem.severity],
    code,
    ...(linksCodes && isFinding(problem) ? { codeDescription: { href: findingPageUri(code) } } : {}),
    source: "nabla",
    message,
    ...(problem.isUnused === true ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.flatMap(({ span, message: said, file }) => {
            const own = file === undefined ? document : otherFile(document, file);
            return own === undefined
              ? []
              : { location: { uri: own.uri, range: toRange(own, span) }, message: said };
          }),
        }),
  };
}

/** Undefined where the document, which is in no folder, cannot name it. */
function otherFile(
  { uri }: TextDocument,
  { path, text }: NonNullable<Related["file"]>,
): TextDocument | undefined {
  const other = resolveUri(uri, path);
  return other === undefined ? undefined : textDocument({ uri: other, text });
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
