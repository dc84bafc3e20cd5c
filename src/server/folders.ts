/** The folders whose files a document may name. */
import { folderOf, isInFolder, resolveIn } from "../base/uris.ts";
import type { ClientFacts } from "./settings.ts";

/** The workspace's; a document that is in none of them has its own. In a trusted workspace a setting names further ones. */
export function foldersFor(
  document: string,
  workspace: readonly string[],
  { trusted, settings }: Pick<ClientFacts, "trusted" | "settings">,
): readonly string[] {
  const own = folderOf(document);
  if (own === undefined) return [];
  const isInside = workspace.some((folder) => isInFolder(document, folder));
  const further = trusted ? settings.files.folders.map((path) => resolveIn(own, path)) : [];
  return [...(isInside ? workspace : [own]), ...further];
}
