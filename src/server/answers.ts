/** Makes the answers to requests: a fault of ours costs one answer, and whoever asked gets nothing instead of an error. */
import { LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { View } from "../features/view.ts";
import type { LanguageService, TellFault } from "../service.ts";
import { lineIn, uriIn } from "./about.ts";
import type { Documents } from "./documents.ts";

type Handler<P, R> = (params: P, token: CancellationToken) => Promise<R>;

export interface Question<R> {
  /** As a noun: `hover`. */
  readonly what: string;
  /** The answer about a document that is not open, and by a fault of ours. */
  readonly otherwise: R;
  /** How long a run that is going on is waited for; without it, not at all. */
  readonly milliseconds?: number | (() => number);
}

export interface Answers {
  /** Answers a request about an open document. */
  readonly answer: <P, R>(
    question: Question<R>,
    body: (document: TextDocument, params: P) => R | Promise<R>,
  ) => Handler<P, R>;
  /** The same from what is known of the document now: the view of its newest text, which nothing changes any more. */
  readonly look: <P, R>(
    question: Question<R>,
    body: (view: View, document: TextDocument, params: P) => R | Promise<R>,
  ) => Handler<P, R>;
  /** Answers any other request. */
  readonly reply: <P, R>(what: string, otherwise: R, body: (params: P) => R | Promise<R>) => Handler<P, R>;
}

export interface AnswersEnvironment {
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly tell: TellFault;
}

export function createAnswers({ service, documents, tell }: AnswersEnvironment): Answers {
  const answer: Answers["answer"] =
    ({ what, otherwise, milliseconds = 0 }, body) =>
    async (params, token) => {
      const uri = uriIn(params) ?? "";
      const most = typeof milliseconds === "number" ? milliseconds : milliseconds();
      if (most > 0 || service.isReading(uri)) {
        await service.settled(uri, most, (listener) => void token.onCancellationRequested(listener));
      }
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, `${what} cancelled`);
      try {
        const document = documents.get(uri);
        return document === undefined ? otherwise : await body(document, params);
      } catch (thrown) {
        // What the client is to tell: why a name cannot be another one.
        if (thrown instanceof ResponseError) throw thrown;
        tell({ what, thrown, uri, line: lineIn(params) });
        return otherwise;
      }
    };
  return {
    answer,
    look: (question, body) =>
      answer(question, (document, params) => {
        const view = service.view(document.uri);
        return view === undefined ? question.otherwise : body(view, document, params);
      }),
    reply: (what, otherwise, body) => async (params) => {
      try {
        return await body(params);
      } catch (thrown) {
        tell({ what, thrown, uri: undefined });
        return otherwise;
      }
    },
  };
}
