/** LSP's frames on a stream of bytes: a header that does not say how long its message is costs that message, not the server. */
import { Transform } from "node:stream";

const HEADER_END = Buffer.from("\r\n\r\n");
const LENGTH = "content-length:";
/** Longer headers are none, and longer messages cannot be a text of JavaScript. */
const MOST_HEADER = 4096;
const MOST_BODY = 2 ** 28;

/** Lets through what is framed well; `skipped` is told each time that something was not. */
export function soundFrames(skipped: () => void): Transform {
  let chunks: Buffer[] = [];
  let size = 0;
  /** Nothing can be done before there are so many bytes. */
  let needed = 0;

  /** The longest part at the start that is framed well; what stands behind it waits for more. */
  const take = (frames: Transform): void => {
    let rest = Buffer.concat(chunks);
    needed = 0;
    while (needed === 0) {
      const end = rest.indexOf(HEADER_END);
      const header = rest.toString("latin1", 0, Math.min(end < 0 ? rest.length : end, MOST_HEADER));
      if (end < 0 && rest.length <= MOST_HEADER) break;
      const length = end < 0 || end > MOST_HEADER ? undefined : lengthIn(header);
      if (length === undefined) {
        skipped();
        rest = rest.subarray(nextHeader(rest, end));
        continue;
      }
      const whole = end + HEADER_END.length + length;
      if (rest.length < whole) needed = whole;
      else {
        frames.push(rest.subarray(0, whole));
        rest = rest.subarray(whole);
      }
    }
    chunks = [rest];
    size = rest.length;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= needed) take(this);
      done();
    },
  });
}

function lengthIn(header: string): number | undefined {
  const lines = header.split("\r\n");
  const [written] = lines.flatMap((line) => /^content-length:[ \t]*(\d+)[ \t]*$/i.exec(line)?.[1] ?? []);
  const length = Number(written);
  const isSound =
    written !== undefined && length <= MOST_BODY && lines.every((line) => /^[\w-]+:/.test(line));
  return isSound ? length : undefined;
}

/** Where the next header may begin behind one that is none and ends at `end`, or nowhere. */
function nextHeader(bytes: Buffer, end: number): number {
  const at = bytes.toString("latin1").toLowerCase().indexOf(LENGTH, 1);
  if (at >= 0) return at;
  return end < 0 ? bytes.length - LENGTH.length : end + HEADER_END.length;
}
