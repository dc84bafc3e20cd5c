/** The extension's own settings, read from VS Code. */
import { workspace, type ConfigurationScope } from "vscode";
import { section, settingDefaults, type Settings } from "../protocol/manifest.ts";

/** One setting by its key below `nabla.`. */
export function setting<K extends keyof Settings>(key: K, scope?: ConfigurationScope): Settings[K] {
  return workspace.getConfiguration(section, scope).get<Settings[K]>(key, settingDefaults[key]);
}

/** The whole section, nested, as the server reads it. */
export function settingsForServer(): unknown {
  // What VS Code gives is a proxy, which cannot be posted to a worker.
  return JSON.parse(JSON.stringify(workspace.getConfiguration().get(section))) as unknown;
}
