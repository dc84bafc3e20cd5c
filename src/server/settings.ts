/** Reads what a client says of itself; what is missing or of another kind is what is so for an editor that says nothing. */
import type { ClientCapabilities } from "vscode-languageserver";
import type { InitializationOptions } from "../protocol/requests.ts";
import { at, readSettings } from "../protocol/settings.ts";

export interface ClientFacts extends InitializationOptions {
  /** The client fills places in inserted text (`$1`). */
  readonly snippets: boolean;
  /** The client makes a file as a part of an edit. */
  readonly createsFiles: boolean;
  /** The client shows edits that it is to ask about, by their annotation, before it makes them. */
  readonly confirmsEdits: boolean;
  /** The client asks for what there is to read about an item of a list when the item is looked at. */
  readonly readsMoreLater: boolean;
  /** The client does so for the line beside its label too. */
  readonly readsDetailsLater: boolean;
  /** The client asks for hints again when it is told to. */
  readonly refreshesHints: boolean;
  /** The client shows the code of a problem as a link, and opens the library's files. */
  readonly linksCodes: boolean;
  /** Whether it shows why something cannot be done. */
  readonly showsReasons: boolean;
}

/** From the `initializationOptions` of any client, which other editors do not give, and from what it can do. */
export function readClientFacts(
  options: unknown,
  { textDocument, workspace }: ClientCapabilities = {},
): ClientFacts {
  const read = readOptions(options);
  const isReadLater = (property: string): boolean =>
    textDocument?.completion?.completionItem?.resolveSupport?.properties.includes(property) === true;
  return {
    ...read,
    showsReasons: textDocument?.codeAction?.disabledSupport === true,
    linksCodes: read.opensLibrary && textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes("create") === true,
    confirmsEdits:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    readsMoreLater: isReadLater("documentation"),
    readsDetailsLater: isReadLater("documentation") && isReadLater("detail"),
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  };
}

function readOptions(options: unknown): InitializationOptions {
  const commands = at(options, "commands");
  const examples = at(options, "examples");
  return {
    commands: Array.isArray(commands) ? commands.filter((entry) => typeof entry === "string") : [],
    settings: readSettings(at(options, "settings")),
    trusted: at(options, "trusted") !== false,
    readsFiles: at(options, "readsFiles") === true,
    examples: typeof examples === "string" ? examples : undefined,
    opensLibrary: at(options, "opensLibrary") === true,
    showsPictures: at(options, "showsPictures") === true,
    hidesGradients: at(options, "hidesGradients") === true,
    isLarge: at(options, "isLarge") === true,
  };
}
