/** The standard library as read-only files: its text comes from the server. */
import {
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  type FileChangeEvent,
  type FileSystemProvider,
} from "vscode";

/** `read` gives the text of a file of the library, or null where there is none of that name. */
export function createLibrary(read: (path: string) => Promise<string | null>): FileSystemProvider {
  const bytesOf = async (path: string): Promise<Uint8Array> => {
    const text = await read(path.replace(/^\//, ""));
    if (text === null) throw FileSystemError.FileNotFound(path);
    return new TextEncoder().encode(text);
  };
  const refuse = (): never => {
    throw FileSystemError.NoPermissions("The standard library is read-only.");
  };
  return {
    onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
    watch: () => new Disposable(() => undefined),
    stat: async ({ path }) => ({
      type: FileType.File,
      ctime: 0,
      mtime: 0,
      size: (await bytesOf(path)).byteLength,
    }),
    readFile: ({ path }) => bytesOf(path),
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
