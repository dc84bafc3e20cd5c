/** Files that are about to get other names, or places: the paths by which others name them go with them. */
import type {
  FileOperationRegistrationOptions,
  RenameFilesParams,
  WorkspaceEdit,
} from "vscode-languageserver";
import { movedFiles } from "../../features/moved-files.ts";
import { namableFiles, resolveUri } from "../files.ts";
import { toWorkspaceEdit } from "../places.ts";
import type { RequestHandler } from "../request.ts";

const watched: FileOperationRegistrationOptions = {
  filters: [
    { pattern: { glob: `**/${namableFiles}`, matches: "file" } },
    { pattern: { glob: "**", matches: "folder" } },
  ],
};

export const movingFiles: RequestHandler = {
  capabilities: { workspace: { fileOperations: { willRename: watched } } },
  listen({ connection, reply, workspace }) {
    connection.workspace.onWillRenameFiles(
      reply<RenameFilesParams, WorkspaceEdit | null>("move of files", null, async ({ files }) => {
        // An edit is made at a place: it must be where it is now.
        workspace.changed();
        const moves = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
        const edits = movedFiles(await workspace.all(), moves, resolveUri);
        return edits.length === 0 ? null : toWorkspaceEdit(edits);
      }),
    );
  },
};
