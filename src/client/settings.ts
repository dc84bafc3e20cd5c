/** The extension's own settings, read from VS Code. */
import { workspace, type ConfigurationScope } from "vscode";
import { section } from "../protocol/manifest.ts";
import { readSettings, type Settings } from "../protocol/settings.ts";

/** As they are for a document, or where none is named for the window. */
export function settingsIn(scope?: ConfigurationScope): Settings {
  return readSettings(workspace.getConfiguration(undefined, scope).get(section));
}
