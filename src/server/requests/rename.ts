/** Rename: what is meant at a place, in every file that shares it; refused with the reason. */
import {
  ErrorCodes,
  ResponseError,
  type PrepareRenameParams,
  type PrepareRenameResult,
  type RenameParams,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { fileName } from "../../base/uris.ts";
import { rename, renamableAt } from "../../features/rename.ts";
import { isReadOnly } from "../../protocol/schemes.ts";
import { toRange } from "../convert.ts";
import type { RequestHandler } from "../request.ts";
import { textDocument, toWorkspaceEdit } from "../places.ts";

export const renaming: RequestHandler = {
  capabilities: { renameProvider: { prepareProvider: true } },
  listen({ connection, answer, workspace }) {
    connection.onPrepareRename(
      answer<PrepareRenameParams, PrepareRenameResult | null>(
        { what: "rename", otherwise: null },
        async (document, { position }) => {
          refuseReadOnly(document);
          const file = (await workspace.of(document.uri)).get(document.uri)!;
          const text = textDocument(file);
          const found = renamableAt(file, text.offsetAt(position));
          if ("reason" in found) throw new ResponseError(ErrorCodes.InvalidRequest, found.reason);
          return { range: toRange(text, found.span), placeholder: found.text };
        },
      ),
    );
    connection.onRenameRequest(
      answer<RenameParams, WorkspaceEdit | null>(
        { what: "rename", otherwise: null },
        async (document, { position, newName }) => {
          refuseReadOnly(document);
          // An edit is made at a place: it must be where it is now.
          workspace.changed();
          const files = await workspace.of(document.uri);
          const own = files.get(document.uri)!;
          const result = rename(files, own, textDocument(own).offsetAt(position), newName);
          if ("reason" in result) throw new ResponseError(ErrorCodes.InvalidRequest, result.reason);
          return toWorkspaceEdit(result);
        },
      ),
    );
  },
};

function refuseReadOnly({ uri }: TextDocument): void {
  if (isReadOnly(uri)) throw new ResponseError(ErrorCodes.InvalidRequest, `${fileName(uri)} is read-only.`);
}
