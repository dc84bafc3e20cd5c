/** Makes the answers to requests: a fault of ours costs one answer, and whoever asked gets nothing instead of an error. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { LanguageService, TellFault } from "../service.ts";
import type { Documents } from "./documents.ts";
import { at } from "./settings.ts";

type Handler<P, R> = (params: P, token: CancellationToken) => Promise<R>;

export interface Question<R> {
  /** As a noun: `hover`. */
  readonly what: string;
  /** The answer about a document that is not open, and by a fault of ours. */
  readonly otherwise: R;
  /** How long a run that is going on is waited for; without it, not at all. */
  readonly milliseconds?: number;
}

export interface Answers {
  /** Answers a request about an open document. */
  readonly answer: <P, R>(
    question: Question<R>,
    body: (document: TextDocument, params: P) => R | Promise<R>,
  ) => Handler<P, R>;
  /** Answers any other request. */
  readonly reply: <P, R>(what: string, otherwise: R, body: (params: P) => R) => Handler<P, R>;
}

export interface AnswersEnvironment {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly tell: TellFault;
}

export function createAnswers({ service, documents, tell }: AnswersEnvironment): Answers {
  return {
    answer:
      ({ what, otherwise, milliseconds = 0 }, body) =>
      async (params, token) => {
        const uri = uriIn(params) ?? "";
        if (milliseconds > 0) {
          await service.settled(
            uri,
            milliseconds,
            (listener) => void token.onCancellationRequested(listener),
          );
        }
        if (token.isCancellationRequested)
          throw new ResponseError(LSPErrorCodes.RequestCancelled, `${what} cancelled`);
        try {
          const document = documents.get(uri);
          return document === undefined ? otherwise : await body(document, params);
        } catch (thrown) {
          tell({ what, thrown, uri, line: lineIn(params) });
          return otherwise;
        }
      },
    reply: (what, otherwise, body) => (params) => {
      try {
        return Promise.resolve(body(params));
      } catch (thrown) {
        tell({ what, thrown, uri: undefined });
        return Promise.resolve(otherwise);
      }
    },
  };
}

/** The document that a message is about, whoever sent it. */
export function uriIn(params: unknown): string | undefined {
  const uri = at(at(params, "textDocument") ?? at(params, "data") ?? params, "uri");
  return typeof uri === "string" ? uri : undefined;
}

/** The line, from 0, that a request is about. */
function lineIn(params: unknown): number | undefined {
  const place = at(params, "position") ?? at(params, "at") ?? at(params, "range");
  const line = at(at(place, "start") ?? place ?? params, "line");
  return typeof line === "number" ? line : undefined;
}
