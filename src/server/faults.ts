/** Tells of faults of ours: in the log by the text's hash, and as one problem of the version that showed them. */
import type { TextDocument } from "vscode-languageserver-textdocument";
import { messageOf, PlacedFault, stackOf } from "../base/fault.ts";
import { shortHash } from "../base/short-hash.ts";
import type { Span } from "../base/span.ts";
import { problem, type Problem } from "../problems.ts";
import type { TellFault } from "../service.ts";

export interface FaultLog {
  readonly tell: TellFault;
  /** What the first fault at this version is shown as; undefined where there was none. */
  problemOf(document: TextDocument): Problem | undefined;
  closed(uri: string): void;
}

export interface FaultLogEnvironment {
  readonly log: (text: string) => void;
  readonly documentOf: (uri: string) => TextDocument | undefined;
  /** A document has a problem more. */
  readonly shown: (uri: string) => void;
}

/** The faults at one version of a document. */
interface Found {
  readonly version: number;
  readonly problem: Problem;
  /** What has failed: a request that comes again and again is told of once. */
  readonly told: Set<string>;
}

export function createFaultLog({ log, documentOf, shown }: FaultLogEnvironment): FaultLog {
  const found = new Map<string, Found>();
  return {
    tell({ what, thrown, uri, line = 0 }) {
      const document = uri === undefined ? undefined : documentOf(uri);
      if (document === undefined) {
        log(`internal: ${what} failed: ${stackOf(thrown)}`);
        return;
      }
      const { version } = document;
      let own = found.get(document.uri);
      if (own?.version !== version) {
        const span = thrown instanceof PlacedFault ? thrown.span : lineSpan(document, line);
        const first = problem("internal", span, [`the ${what}`, messageOf(thrown)]);
        own = { version, problem: first, told: new Set() };
        found.set(document.uri, own);
      }
      if (own.told.has(what)) return;
      own.told.add(what);
      log(`internal: ${what} of text ${shortHash(document.getText())} failed: ${stackOf(thrown)}`);
      shown(document.uri);
    },
    problemOf({ uri, version }) {
      const own = found.get(uri);
      return own?.version === version ? own.problem : undefined;
    },
    closed: (uri) => void found.delete(uri),
  };
}

function lineSpan(document: TextDocument, line: number): Span {
  const start = document.offsetAt({ line, character: 0 });
  const length = /[\r\n]|$/.exec(document.getText().slice(start))?.index ?? 0;
  return { start, end: start + length };
}
