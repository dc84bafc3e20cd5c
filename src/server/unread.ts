/** Why a file is not read, in words: the same ones at every door. */
import { showBytes } from "../base/bytes.ts";
import type { ReadFailure } from "../protocol/requests.ts";
import { section } from "../protocol/manifest.ts";

/** What the words need to know of the door. */
export interface Door {
  /** How large a file may be. */
  readonly mostBytes: number;
  /** Whether that is because others have taken so much. */
  readonly isLeft?: boolean;
  /** The folder, or the folders, that files are read from. */
  readonly place: string;
  /** How files of other folders can be read. */
  readonly remedy: string;
}

/** The door of an editor. */
export const workspaceDoor: Omit<Door, "mostBytes"> = {
  place: "the workspace",
  remedy: `In a trusted workspace, the setting ${section}.files.folders can name further folders.`,
};

/** Two sentences: what is the matter, and what to do. */
export function explain(failure: ReadFailure, door: Door): readonly [what: string, todo: string] {
  switch (failure.why) {
    case "missing":
      return ["There is no such file.", "A path starts at the folder of the file that it is written in."];
    case "directory":
      return ["It is a folder, not a file.", "Name a file in it."];
    case "special":
      return ["It is a pipe, a socket or a device, not a file.", "Copy into a file what it gives."];
    case "denied":
      return ["It may not be read (permission denied).", "Give yourself the right to read it."];
    case "locked":
      return ["Another program keeps it locked.", "Close it there."];
    case "outside":
      return [`It lies outside of ${door.place}.`, door.remedy];
    case "linked out":
      return [`A symbolic link leads from there out of ${door.place}.`, door.remedy];
    case "link":
      return [
        "A symbolic link stands in its path, and where that leads cannot be seen here.",
        "Write the path that it leads to.",
      ];
    case "circle":
      return ["Its symbolic links lead in a circle.", "Let them lead to a file."];
    case "name":
      return ["No file can have this name.", "Give it a shorter one, of letters and digits."];
    case "large":
      return [
        door.isLeft === true
          ? `It has ${showBytes(failure.bytes ?? 0)}, and ${showBytes(door.mostBytes)} are left of what a run and its files may take.`
          : `It has ${showBytes(failure.bytes ?? 0)}; up to ${showBytes(door.mostBytes)} are read.`,
        "Keep the part of it that is needed.",
      ];
    case "busy":
      return ["This computer has too many files open.", "Close some programs and try again."];
    case "elsewhere":
      return [
        "It is not on this computer's disk, and this editor does not read files for Nabla.",
        "Save the document on the disk.",
      ];
    case "unknown":
      return [
        `It could not be read (${failure.code ?? "no reason was given"}).`,
        "Copy it to another place.",
      ];
  }
}
