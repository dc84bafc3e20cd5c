/** Inlay hints: values, gradients and shapes at the ends of lines. */
import {
  InlayHint,
  InlayHintKind,
  MarkupKind,
  type InlayHintParams,
  type Position,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ShownHint } from "../../service.ts";
import { toSpan } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** The request waits so long for the run of its version; then it is answered with marked old hints. */
const WAIT_MS = 40;

export const hints: RequestHandler = {
  capabilities: { inlayHintProvider: true },
  listen({ connection, service, answer, client, refresher }) {
    connection.languages.inlayHint.on(
      answer<InlayHintParams, InlayHint[]>(
        { what: "hints", otherwise: [], milliseconds: WAIT_MS },
        (document, { range }) => {
          const { uri } = document;
          const found = service.hints(uri, client().settings.hints, toSpan(document, range));
          if (found === undefined) return [];
          refresher.answered(uri, found.final);
          return found.hints.map((hint) => toInlayHint(document, hint));
        },
      ),
    );
  },
};

/** One hint of parts; value and gradient have no kind, shapes are types. */
function toInlayHint(document: TextDocument, hint: ShownHint): InlayHint {
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
