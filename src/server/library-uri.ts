/** Where a client finds a file of the standard library. */
import { messageOf } from "../base/fault.ts";
import { libraryScheme } from "../protocol/manifest.ts";
import type { ClientFacts } from "./settings.ts";

/** The URI of a file of the library, by its name there and its text; undefined where the client has no way to open it. */
export type LibraryUri = (path: string, text: string) => Promise<string | undefined>;

/** Our own client opens the library's files by their scheme. For every other one they are kept on the disk, where there is one. */
export function createLibraryUri(
  client: () => ClientFacts,
  keep: LibraryUri | undefined,
  log: (text: string) => void,
): LibraryUri {
  return async (path, text) => {
    if (client().opensLibrary) return `${libraryScheme}:/${path}`;
    try {
      return await keep?.(path, text);
    } catch (thrown) {
      log(
        `${path} of the standard library cannot be kept where the editor could open it: ${messageOf(thrown)}`,
      );
      return undefined;
    }
  };
}
