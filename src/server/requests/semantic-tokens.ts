/** Semantic tokens: what the grammar cannot know of a name. */
import {
  SemanticTokensBuilder,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensLegend,
  type SemanticTokensParams,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import {
  semanticTokens as tokensOf,
  tokenModifiers,
  tokenTypes,
  type SemanticToken,
} from "../../features/semantic-tokens.ts";
import type { RequestHandler } from "../request.ts";

const legend: SemanticTokensLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] };

export const semanticTokens: RequestHandler = {
  capabilities: { semanticTokensProvider: { legend, full: { delta: true } } },
  listen({ connection, look }) {
    /** What each document was told last: from that the next answer is a difference. */
    const builders = new WeakMap<TextDocument, SemanticTokensBuilder>();
    const question = { what: "colouring", otherwise: { data: [] } };
    connection.languages.semanticTokens.on(
      look<SemanticTokensParams, SemanticTokens>(question, ({ analysis }, document) => {
        const builder = new SemanticTokensBuilder();
        builders.set(document, builder);
        return fill(builder, document, tokensOf(analysis)).build();
      }),
    );
    connection.languages.semanticTokens.onDelta(
      look<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>(
        question,
        ({ analysis }, document, { previousResultId }) => {
          const builder = builders.get(document) ?? new SemanticTokensBuilder();
          builders.set(document, builder);
          builder.previousResult(previousResultId);
          return fill(builder, document, tokensOf(analysis)).buildEdits();
        },
      ),
    );
  },
};

function fill(
  builder: SemanticTokensBuilder,
  document: TextDocument,
  tokens: readonly SemanticToken[],
): SemanticTokensBuilder {
  for (const { span, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(span.start);
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << tokenModifiers.indexOf(modifier)), 0);
    builder.push(line, character, span.end - span.start, tokenTypes.indexOf(type), bits);
  }
  return builder;
}
