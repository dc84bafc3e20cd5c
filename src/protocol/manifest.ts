/** The one table of what `package.json` and the code must spell alike: commands, settings, views, schemes. */

/** The commands that a person can run; their titles stand in `package.nls.json`. */
export const commands = {
  runBackward: "nabla.runBackward",
  makeTarget: "nabla.makeTarget",
  openGraph: "nabla.openGraph",
  toggleHints: "nabla.toggleHints",
  lectureMode: "nabla.lectureMode",
  revealNextGradient: "nabla.revealNextGradient",
  hideLastGradient: "nabla.hideLastGradient",
  revealGradients: "nabla.revealGradients",
  goToFirstNaN: "nabla.goToFirstNaN",
  showAnotherCall: "nabla.showAnotherCall",
  openExample: "nabla.openExample",
  openWalkthrough: "nabla.openWalkthrough",
  newFile: "nabla.newFile",
  restartServer: "nabla.restartServer",
  showOutput: "nabla.showOutput",
} as const;

/** Commands that only our own links and messages run: the client registers them, the palette does not list them. */
export const internalCommands = {
  reveal: "nabla.reveal",
  makeOwnTarget: "nabla.makeOwnTarget",
  showInGraph: "nabla.showInGraph",
  showTurn: "nabla.showTurn",
} as const;

/** Commands of the editor's own that the client lets the server name: what a completion opens when it was taken. */
export const editorCommands = {
  showSignature: "editor.action.triggerParameterHints",
  showList: "editor.action.triggerSuggest",
} as const;

/** Every setting with the value that it has when nobody sets it; the keys are below `nabla.`. */
export const settingDefaults = {
  run: "onType",
  "hints.value": true,
  "hints.gradient": true,
  "hints.shape": false,
  "hints.compare": true,
  "hints.columns": 50,
  "hints.maximumLength": 80,
  "hints.caretLine": "drawn",
  codeLens: true,
  "files.folders": [],
  "trace.server": "off",
} as const satisfies { [key in keyof Settings]: Settings[key] };

/** What a setting's value may be, by its key below `nabla.`. */
export interface Settings {
  /** When a file is run: after every edit, when it is saved, or only when asked. */
  readonly run: "onType" | "onSave" | "onCommand";
  readonly "hints.value": boolean;
  readonly "hints.gradient": boolean;
  readonly "hints.shape": boolean;
  /** Whether a value worked out by hand says which gradient it is. */
  readonly "hints.compare": boolean;
  /** Where a line with its hint should end. */
  readonly "hints.columns": number;
  /** The most characters of one hint. */
  readonly "hints.maximumLength": number;
  /** How the hint of the caret's line is shown: drawn by the client, as a real inlay hint, or not. */
  readonly "hints.caretLine": "drawn" | "hint" | "off";
  readonly codeLens: boolean;
  /** Folders outside of the workspace whose files may be loaded and imported, as absolute paths. */
  readonly "files.folders": readonly string[];
  readonly "trace.server": "off" | "messages" | "verbose";
}

/** The walkthrough, as VS Code asks for it. */
export const walkthrough = "nabla.nabla#start";

/** The section of the settings, and the prefix of every command and context key. */
export const section = "nabla";

/** The language's id in the editor. */
export const languageId = "grad";

/** The view type of the graph panel. */
export const graphView = "nabla.graph";

/** The scheme under which the standard library opens, read-only. */
export const libraryScheme = "nabla-std";

/** The context keys that the client sets: lecture mode is on, and a gradient of the active file can be shown or hidden again. */
export const contextKeys = {
  lecture: "nabla.lecture",
  canReveal: "nabla.canReveal",
  canHide: "nabla.canHide",
} as const;
