/** Where the nabla command runs: files, streams and the exit status. */
import type { ReadBeside } from "./sources.ts";

/** What the command needs from where it runs. */
export interface Terminal {
  /** Reads the file that a person names; gives a reason as a sentence where it cannot. */
  readFile(path: string): Promise<Uint8Array | string>;
  /** Reads a path relative to a file's folder, in the folder that is worked in or in further ones. */
  readBeside(
    file: string,
    further: readonly string[],
    ...what: Parameters<ReadBeside>
  ): ReturnType<ReadBeside>;
  /** Writes a file that was read; gives a reason where it cannot. */
  writeFile(path: string, text: string): Promise<string | undefined>;
  out(text: string): void;
  err(text: string): void;
  /** Whether the output may carry colours. */
  readonly color: boolean;
  /** Whether somebody wants to know where in our own code a fault is. */
  readonly stacks: boolean;
  /** Starts the language server on standard input and output; it goes on after this resolves. */
  serve(): Promise<void>;
}

/** 0: all is well; 1: a file has problems; 2: the command could not do what it was asked. */
export type ExitStatus = 0 | 1 | 2;
