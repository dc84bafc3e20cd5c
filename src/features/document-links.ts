/** The files that a text names, as they are found from the file that is analysed. */
import type { Analysis } from "../analysis.ts";
import { resolvePath } from "../check/source.ts";
import { filePaths, type FilePath } from "./file-paths.ts";

/** Each path relative to the file's folder, or absolute. */
export function documentLinks({ tree, request }: Analysis): readonly FilePath[] {
  return filePaths(tree).map(({ span, path }) => ({ span, path: resolvePath(request.path, path) }));
}
