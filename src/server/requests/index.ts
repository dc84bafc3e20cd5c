/** Every request and notification that the server answers, a file each. */
import type { ServerCapabilities } from "vscode-languageserver";
import type { RequestHandler } from "../request.ts";
import { callHierarchy } from "./call-hierarchy.ts";
import { caret } from "./caret.ts";
import { check } from "./check.ts";
import { codeActions } from "./code-actions.ts";
import { codeLenses } from "./code-lenses.ts";
import { completion } from "./completion.ts";
import { definition } from "./definition.ts";
import { documentLinks } from "./document-links.ts";
import { documentSymbols } from "./document-symbols.ts";
import { examples } from "./examples.ts";
import { flow } from "./flow.ts";
import { foldingRanges } from "./folding-ranges.ts";
import { formatting } from "./formatting.ts";
import { gradients } from "./gradients.ts";
import { graph } from "./graph.ts";
import { highlights } from "./highlights.ts";
import { hints } from "./hints.ts";
import { hover } from "./hover.ts";
import { inspect } from "./inspect.ts";
import { jacobian } from "./jacobian.ts";
import { library } from "./library.ts";
import { libraryCallsInGraph } from "./library-calls.ts";
import { linkedEditing } from "./linked-editing.ts";
import { locate } from "./locate.ts";
import { movingFiles } from "./moved-files.ts";
import { nextCall } from "./next-call.ts";
import { nodesAt } from "./nodes-at.ts";
import { pasted } from "./pasted.ts";
import { ping } from "./ping.ts";
import { pins } from "./pins.ts";
import { predict } from "./predict.ts";
import { references } from "./references.ts";
import { renaming } from "./rename.ts";
import { run } from "./run.ts";
import { selectionRanges } from "./selection-ranges.ts";
import { semanticTokens } from "./semantic-tokens.ts";
import { showTurn } from "./show-turn.ts";
import { signatureHelp } from "./signature-help.ts";
import { steps } from "./steps.ts";
import { whatIf } from "./what-if.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

export const requests: readonly RequestHandler[] = [
  callHierarchy,
  caret,
  check,
  codeActions,
  codeLenses,
  completion,
  definition,
  documentLinks,
  documentSymbols,
  examples,
  flow,
  foldingRanges,
  formatting,
  gradients,
  graph,
  highlights,
  hints,
  hover,
  inspect,
  jacobian,
  library,
  libraryCallsInGraph,
  linkedEditing,
  locate,
  movingFiles,
  nextCall,
  nodesAt,
  pasted,
  ping,
  pins,
  predict,
  references,
  renaming,
  run,
  selectionRanges,
  semanticTokens,
  showTurn,
  signatureHelp,
  steps,
  whatIf,
  workspaceSymbols,
];

/** What the server can do, as its requests say. */
export const capabilities: ServerCapabilities = Object.assign(
  {},
  ...requests.map((request) => request.capabilities),
) as ServerCapabilities;
