/** What the keys run, by names that the extension and its manifest share. */
export const modalCommands = {
  down: "modalKeys.down",
  up: "modalKeys.up",
  open: "modalKeys.open",
  append: "modalKeys.append",
  deleteLine: "modalKeys.deleteLine",
  undo: "modalKeys.undo",
  escape: "modalKeys.escape",
} as const;

/** The context key that says whether keys write text. */
export const insertKey = "modalKeys.insert";

/** What the status bar says. */
export const modes = { insert: "-- INSERT --", normal: "-- NORMAL --" } as const;
