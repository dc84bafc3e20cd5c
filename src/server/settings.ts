/** Reads what a client says of itself and of its settings; what is missing or of another kind is the default. */
import { own } from "../base/own.ts";
import { isAbsolute } from "../base/uris.ts";
import type { ClientCapabilities } from "vscode-languageserver";
import { settingDefaults } from "../protocol/manifest.ts";
import type { Settings } from "../protocol/requests.ts";

export interface ClientFacts {
  /** The commands that the client has: lenses and links are made only for these. */
  readonly commands: readonly string[];
  readonly settings: Settings;
  readonly trusted: boolean;
  /** The client reads files for the server that are on no disk, and wants to hear of all that are read. */
  readonly readsFiles: boolean;
  /** The URI of the folder of the examples, where the client has one. */
  readonly examples: string | undefined;
  /** Gradients are hidden from the start. */
  readonly hidesGradients: boolean;
  /** The client fills places in inserted text (`$1`). */
  readonly snippets: boolean;
}

/** From the `initializationOptions` of any client, which other editors do not give, and from what it can do. */
export function readClientFacts(options: unknown, { textDocument }: ClientCapabilities = {}): ClientFacts {
  const commands = at(options, "commands");
  return {
    commands: Array.isArray(commands) ? commands.filter((entry) => typeof entry === "string") : [],
    settings: readSettings(at(options, "settings")),
    trusted: at(options, "trusted") !== false,
    readsFiles: at(options, "readsFiles") === true,
    examples: readText(at(options, "examples")),
    hidesGradients: at(options, "hidesGradients") === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  };
}

/** The section `nabla` of a client's settings, nested as in `{ hints: { value: true } }`. */
export function readSettings(section: unknown): Settings {
  const hints = at(section, "hints");
  const run = at(section, "run");
  return {
    run: run === "onSave" || run === "onCommand" ? run : settingDefaults.run,
    hints: {
      value: readBoolean(at(hints, "value"), settingDefaults["hints.value"]),
      gradient: readBoolean(at(hints, "gradient"), settingDefaults["hints.gradient"]),
      shape: readBoolean(at(hints, "shape"), settingDefaults["hints.shape"]),
      compare: readBoolean(at(hints, "compare"), settingDefaults["hints.compare"]),
      columns: readLength(at(hints, "columns"), settingDefaults["hints.columns"]),
      maximumLength: readLength(at(hints, "maximumLength"), settingDefaults["hints.maximumLength"]),
    },
    codeLens: readBoolean(at(section, "codeLens"), settingDefaults.codeLens),
    files: { folders: readFolders(at(at(section, "files"), "folders")) },
  };
}

/** What a client's message holds, whatever that is. */
export function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? own(value as Readonly<Record<string, unknown>>, key)
    : undefined;
}

function readBoolean(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function readFolders(value: unknown): readonly string[] {
  const given = Array.isArray(value) ? value.filter((path) => typeof path === "string") : [];
  return given.map((path) => path.replaceAll("\\", "/")).filter(isAbsolute);
}

function readLength(value: unknown, otherwise: number): number {
  const given = typeof value === "number" && Number.isFinite(value) ? value : otherwise;
  return Math.min(1000, Math.max(20, Math.round(given)));
}
