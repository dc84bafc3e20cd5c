/** Pasted Python, PyTorch or NumPy: beside the plain text the editor offers it as Nabla writes it. */
import {
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  languages,
  type Disposable,
  type DocumentPasteEditProvider,
  type Position,
} from "vscode";
import { languageId } from "../protocol/manifest.ts";
import { pastedRequest, type PastedParams, type PastedResult } from "../protocol/requests.ts";
import type { WirePosition } from "../protocol/wire.ts";

const kind = DocumentDropOrPasteEditKind.Text.append("grad");

/** Above this a paste is data, not code that somebody wants rewritten. */
const MOST_CHARACTERS = 20_000;

/** Sent as an object: VS Code's own places become lists. */
const wire = ({ line, character }: Position): WirePosition => ({ line, character });

export function offerPastedAsNabla(request: <T>(method: string, params: object) => Promise<T>): Disposable {
  const provider: DocumentPasteEditProvider = {
    async provideDocumentPasteEdits(document, ranges, data, _context, token) {
      const [range, another] = ranges;
      const text = await data.get("text/plain")?.asString();
      if (range === undefined || another !== undefined || text === undefined) return [];
      if (text.length > MOST_CHARACTERS || token.isCancellationRequested) return [];
      const uri = document.uri.toString();
      const params: PastedParams = { uri, range: { start: wire(range.start), end: wire(range.end) }, text };
      const written = await request<PastedResult | null>(pastedRequest, params);
      if (written === null) return [];
      const edit = new DocumentPasteEdit(written, "Write as Nabla", kind);
      edit.yieldTo = [DocumentDropOrPasteEditKind.Text];
      return [edit];
    },
  };
  const metadata = { providedPasteEditKinds: [kind], pasteMimeTypes: ["text/plain"] };
  return languages.registerDocumentPasteEditProvider({ language: languageId }, provider, metadata);
}
