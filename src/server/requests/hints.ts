/** Inlay hints: values and gradients at the ends of lines; within them shapes and the names of parameters. */
import {
  InlayHint,
  InlayHintKind,
  MarkupKind,
  TextEdit,
  type InlayHintParams,
  type MarkupContent,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { insideHints, type InsideHint } from "../../features/inside-hints.ts";
import { isReadOnly } from "../../protocol/schemes.ts";
import type { ShownHint } from "../../service.ts";
import { toSpan } from "../convert.ts";
import type { RequestHandler } from "../request.ts";

/** The request waits so long for the run of its version; then it is answered with marked old hints. */
const WAIT_MS = 40;

/** The same for a client that cannot be told to ask again: what it is given now is what it shows until the next edit. */
const ONLY_WAIT_MS = 10_000;

export const hints: RequestHandler = {
  capabilities: { inlayHintProvider: true },
  listen({ connection, service, answer, client, refresher }) {
    connection.languages.inlayHint.on(
      answer<InlayHintParams, InlayHint[]>(
        {
          what: "hints",
          otherwise: [],
          milliseconds: () => (client().refreshesHints ? WAIT_MS : ONLY_WAIT_MS),
        },
        (document, { range }) => {
          const { uri } = document;
          const options = client().settings.hints;
          const within = toSpan(document, range);
          const found = service.hints(uri, options, within, client().refreshesHints);
          const view = service.view(uri);
          if (found === undefined || view === undefined) return [];
          refresher.answered(uri, found.final);
          // By the version a client knows what has become of the text until the answer is there.
          const { version: data } = document;
          return [
            ...insideHints(view, options, within).map((hint) => toInsideHint(document, hint)),
            ...found.hints.map((hint) => toLineHint(document, hint)),
          ].map((hint) => ({ ...hint, data }));
        },
      ),
    );
  },
};

/** One hint of parts. It has no kind, by which our client tells it from those within a line. */
function toLineHint(document: TextDocument, hint: ShownHint): InlayHint {
  // The editor's own padding is too narrow to tell `y` from `= 3` at a glance.
  const label = hint.parts.map((part, i) => ({ value: i === 0 ? ` ${part.text}` : part.text }));
  return {
    ...InlayHint.create(document.positionAt(hint.offset), label),
    paddingLeft: true,
    tooltip: markdown(hint.tooltip),
  };
}

const kinds = { shape: InlayHintKind.Type, parameter: InlayHintKind.Parameter } as const;

function toInsideHint(document: TextDocument, { offset, text, taken, kind, tooltip }: InsideHint): InlayHint {
  const position = document.positionAt(offset);
  return {
    ...InlayHint.create(position, text, kinds[kind]),
    // What a double click writes.
    ...(taken === undefined || isReadOnly(document.uri)
      ? {}
      : { textEdits: [TextEdit.insert(position, taken)] }),
    ...(tooltip === "" ? {} : { tooltip: markdown(tooltip) }),
  };
}

function markdown(value: string): MarkupContent {
  return { kind: MarkupKind.Markdown, value };
}
