/** Reads files for the server that are on no disk: only VS Code knows where they are. */
import { FileSystemError, FileType, RelativePattern, Uri, workspace } from "vscode";
import type {
  ListFilesParams,
  ReadFailure,
  ReadFileParams,
  ReadFileResult,
  WhyUnread,
} from "../protocol/requests.ts";

/** How much is encoded before others have a turn: a multiple of three bytes has no filling in base64. */
const PIECE_BYTES = 3 * 2 ** 18;

/** A regular file in a folder. Nobody tells here where a symbolic link leads: a path with one in it is refused. */
export async function readForServer({ uri, folder, mostBytes }: ReadFileParams): Promise<ReadFileResult> {
  const [target, root] = [Uri.parse(uri), Uri.parse(folder)];
  const base = root.path.replace(/\/*$/, "/");
  const isInside =
    target.scheme === root.scheme && target.authority === root.authority && target.path.startsWith(base);
  if (!isInside) return failure("outside");
  const names = target.path.slice(base.length).split("/");
  try {
    const all = await Promise.all(
      names.map((_, i) => workspace.fs.stat(Uri.joinPath(root, ...names.slice(0, i + 1)))),
    );
    if (all.some(({ type }) => (type & FileType.SymbolicLink) !== 0)) return failure("link");
    const { type = FileType.Unknown, size = 0 } = all.at(-1) ?? {};
    if (type === FileType.Directory) return failure("directory");
    if (type !== FileType.File) return failure("special");
    if (size > mostBytes) return { kind: "failed", why: "large", bytes: size };
    const bytes = await workspace.fs.readFile(target);
    if (bytes.length > mostBytes) return { kind: "failed", why: "large", bytes: bytes.length };
    return { kind: "read", bytes: bytes.length, base64: await encode(bytes) };
  } catch (error) {
    return failureOf(error);
  }
}

/** The files in a folder, but for those that the person excludes. */
export async function listForServer({ folder, pattern }: ListFilesParams): Promise<readonly string[]> {
  const found = await workspace.findFiles(new RelativePattern(Uri.parse(folder), pattern));
  return found.map((uri) => uri.toString());
}

function failure(why: WhyUnread): ReadFailure {
  return { kind: "failed", why };
}

const whys: ReadonlyMap<string, WhyUnread> = new Map<string, WhyUnread>([
  ["FileNotFound", "missing"],
  ["FileNotADirectory", "missing"],
  ["FileIsADirectory", "directory"],
  ["NoPermissions", "denied"],
]);

function failureOf(thrown: unknown): ReadFailure {
  const code = thrown instanceof FileSystemError ? thrown.code : undefined;
  const why = whys.get(code ?? "");
  return why === undefined ? { kind: "failed", why: "unknown", code: code ?? String(thrown) } : failure(why);
}

async function encode(bytes: Uint8Array): Promise<readonly string[]> {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(btoa(latin1(bytes.subarray(at, at + PIECE_BYTES))));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return pieces;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
