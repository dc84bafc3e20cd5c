/** The one table of what `package.json` and the code must spell alike: commands, views, schemes. Settings have their own. */

/** The commands that a person can run; their titles stand in `package.nls.json`. */
export const commands = {
  runBackward: "nabla.runBackward",
  checkGradients: "nabla.checkGradients",
  makeTarget: "nabla.makeTarget",
  openGraph: "nabla.openGraph",
  showGradientFlow: "nabla.showGradientFlow",
  stepThrough: "nabla.stepThrough",
  pinValue: "nabla.pinValue",
  nudgeUp: "nabla.nudgeUp",
  nudgeDown: "nabla.nudgeDown",
  showJacobian: "nabla.showJacobian",
  openAllCalls: "nabla.openAllCalls",
  closeAllCalls: "nabla.closeAllCalls",
  toggleHints: "nabla.toggleHints",
  lectureMode: "nabla.lectureMode",
  predictGradients: "nabla.predictGradients",
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
  pinThis: "nabla.pinThis",
  rename: "nabla.rename",
} as const;

/** Commands of the editor's own that the client lets the server name: what a completion opens when it was taken. */
export const editorCommands = {
  showSignature: "editor.action.triggerParameterHints",
  showList: "editor.action.triggerSuggest",
} as const;

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

/** The folder of the library with a page for each finding. */
export const findingsFolder = "findings/";

/** The context keys that the client sets: gradients are hidden, in lecture mode or to be predicted, and a gradient of the active file can be shown or hidden again. */
export const contextKeys = {
  lecture: "nabla.lecture",
  canReveal: "nabla.canReveal",
  canHide: "nabla.canHide",
} as const;
