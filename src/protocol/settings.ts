/** The one table of settings: `package.json` is held against it, and the types, the client and the server have theirs from it. */

/** One of a few words. */
interface Choice {
  readonly kind: "choice";
  readonly values: readonly string[];
  readonly default: string;
}

interface Flag {
  readonly kind: "flag";
  readonly default: boolean;
}

interface Count {
  readonly kind: "count";
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Absolute paths. */
interface Folders {
  readonly kind: "folders";
  readonly default: readonly string[];
  /** What each path matches, as a regular expression. */
  readonly pattern: string;
}

/** A word for each of some names, and for `all`. */
interface Words {
  readonly kind: "words";
  readonly values: readonly string[];
  readonly default: Readonly<Record<string, string>>;
}

/** One setting: what it may be, its value when nobody sets it, and whose it is to set. */
export type Setting = (Choice | Flag | Count | Folders | Words) & {
  readonly scope: "resource" | "window" | "machine-overridable";
};

/** Settings by the parts of their keys. */
export interface SettingTable {
  readonly [part: string]: Setting | SettingTable;
}

/** Every setting below `nabla.`, in the order of the settings' page. What one does is told in `package.nls.json`. */
export const settings = {
  run: {
    kind: "choice",
    values: ["onType", "onSave", "onCommand"],
    default: "onType",
    scope: "resource",
  },
  hints: {
    value: { kind: "flag", default: true, scope: "resource" },
    gradient: { kind: "flag", default: true, scope: "resource" },
    shape: { kind: "flag", default: false, scope: "resource" },
    parameterNames: { kind: "flag", default: false, scope: "resource" },
    compare: { kind: "flag", default: true, scope: "resource" },
    columns: { kind: "count", default: 50, minimum: 20, maximum: 1000, scope: "resource" },
    maximumLength: { kind: "count", default: 80, minimum: 20, maximum: 1000, scope: "resource" },
    caretLine: {
      kind: "choice",
      values: ["drawn", "hint", "off"],
      default: "drawn",
      scope: "resource",
    },
  },
  codeLens: { kind: "flag", default: true, scope: "resource" },
  format: {
    width: { kind: "count", default: 100, minimum: 0, maximum: 1000, scope: "resource" },
  },
  insight: {
    kind: "words",
    values: ["off", "hint", "information", "warning"],
    default: {},
    scope: "resource",
  },
  files: {
    // A workspace must not open folders of the machine to itself.
    folders: {
      kind: "folders",
      default: [],
      pattern: String.raw`^(/|[A-Za-z]:[\\/])`,
      scope: "machine-overridable",
    },
  },
  trace: {
    server: {
      kind: "choice",
      values: ["off", "messages", "verbose"],
      default: "off",
      scope: "window",
    },
  },
} as const satisfies SettingTable;

type ValueOf<S> = S extends { readonly kind: "choice"; readonly values: readonly (infer Word)[] }
  ? Word
  : S extends Flag
    ? boolean
    : S extends Count
      ? number
      : S extends Folders
        ? readonly string[]
        : S extends Words
          ? Readonly<Record<string, string>>
          : { readonly [Part in keyof S]: ValueOf<S[Part]> };

/** The value of every setting, nested as in `{ hints: { value: true } }`. */
export type Settings = ValueOf<typeof settings>;

export function isSetting(entry: Setting | SettingTable): entry is Setting {
  return typeof entry.kind === "string";
}

/** The section `nabla` of an editor's settings, whatever that is: what is missing or of another kind is the default. */
export function readSettings(section: unknown): Settings {
  return readTable(settings, section) as Settings;
}

/** The settings when nobody sets any. */
export const defaultSettings = readSettings(undefined);

function readTable(table: SettingTable, given: unknown): object {
  const entries = Object.entries(table).map(([part, entry]) => {
    const own = at(given, part);
    return [part, isSetting(entry) ? readSetting(entry, own) : readTable(entry, own)];
  });
  return Object.fromEntries(entries) as object;
}

function readSetting(setting: Setting, given: unknown): unknown {
  switch (setting.kind) {
    case "choice":
      return setting.values.some((word) => word === given) ? given : setting.default;
    case "flag":
      return typeof given === "boolean" ? given : setting.default;
    case "count": {
      const count = typeof given === "number" && Number.isFinite(given) ? given : setting.default;
      return Math.min(setting.maximum, Math.max(setting.minimum, Math.round(count)));
    }
    case "words": {
      const entries = typeof given === "object" && given !== null ? Object.entries(given) : [];
      return Object.fromEntries(entries.filter(([, word]) => setting.values.some((one) => one === word)));
    }
    case "folders": {
      const paths = Array.isArray(given) ? given.filter((path) => typeof path === "string") : setting.default;
      const absolute = new RegExp(setting.pattern);
      return paths.map((path) => path.replaceAll("\\", "/")).filter((path) => absolute.test(path));
    }
  }
}

/** What a message of another process holds, whatever that is. */
export function at(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const table = value as Readonly<Record<string, unknown>>;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
