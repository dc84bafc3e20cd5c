/** Pinned values: kept in the workspace's state alone, asked for with every picture, the same in all panels. */
import { Disposable, EventEmitter, type Event, type Memento, workspace } from "vscode";
import { languageId } from "../protocol/manifest.ts";
import {
  pinOfRequest,
  pinsRequest,
  type Against,
  type PinOfParams,
  type PinOfResult,
  type PinsParams,
  type PinsResult,
  type PinsView,
} from "../protocol/pins-view.ts";
import { createPinBook, type Pin, type PinBook } from "./pin-book.ts";

export interface Pins {
  /** Other values are pinned, or they are compared with something else. */
  readonly onDidChange: Event<void>;
  /** Pins a value, or takes its pin away; false where there is no value. */
  toggle(uri: string, at: PinOfParams["at"]): Promise<boolean>;
  /** Pins a value; false where there is none. */
  pin(uri: string, at: PinOfParams["at"]): Promise<boolean>;
  unpin(uri: string, id: string): void;
  compareWith(against: Against): void;
  /** The pins of a file with their numbers; undefined where the server has no answer. */
  show(uri: string, opened: readonly string[]): Promise<PinsView | undefined>;
  dispose(): void;
}

interface Kept {
  readonly against: Against;
  readonly files: ReadonlyMap<string, readonly Pin[]>;
}

const KEY = "nabla.pins";

export function createPins(state: Memento, request: <T>(method: string, params: object) => Promise<T>): Pins {
  const changed = new EventEmitter<void>();
  const books = new Map<string, PinBook>();
  let kept = read(state.get<unknown>(KEY));

  const keep = (next: Kept): void => {
    kept = next;
    void state.update(KEY, { against: kept.against, files: [...kept.files] });
    changed.fire();
  };
  const setPins = (uri: string, pins: readonly Pin[]): void => {
    const files = new Map(kept.files);
    if (pins.length === 0) files.delete(uri);
    else files.set(uri, pins);
    keep({ ...kept, files });
  };
  const pinsIn = (uri: string): readonly Pin[] => kept.files.get(uri) ?? [];
  const isSaved = (uri: string, version: number): boolean =>
    workspace.textDocuments.some(
      (one) => one.uri.toString() === uri && !one.isDirty && one.version === version,
    );
  const versionOf = (uri: string): number =>
    workspace.textDocuments.find((one) => one.uri.toString() === uri)?.version ?? -1;
  const bookOf = (uri: string): PinBook => {
    let book = books.get(uri);
    if (book === undefined) books.set(uri, (book = createPinBook()));
    return book;
  };
  const pinOf = (uri: string, at: PinOfParams["at"]): Promise<PinOfResult | null> =>
    request<PinOfResult | null>(pinOfRequest, { uri, at } satisfies PinOfParams);
  const add = (uri: string, { id, name }: PinOfResult): void => {
    if (pinsIn(uri).some((one) => one.id === id)) return;
    setPins(uri, [...pinsIn(uri), { id, name }]);
  };
  const unpin = (uri: string, id: string): void =>
    setPins(
      uri,
      pinsIn(uri).filter((one) => one.id !== id),
    );

  const subscription = Disposable.from(
    changed,
    workspace.onDidChangeTextDocument(({ document, contentChanges: [change] }) => {
      if (document.languageId !== languageId || change === undefined) return;
      books.get(document.uri.toString())?.edited(change.range.start.line, Date.now());
    }),
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (kept.against === "save" && kept.files.has(uri.toString())) changed.fire();
    }),
    workspace.onDidCloseTextDocument(({ uri }) => books.delete(uri.toString())),
  );
  return {
    onDidChange: changed.event,
    async toggle(uri, at) {
      const found = await pinOf(uri, at);
      if (found === null) return false;
      if (pinsIn(uri).some(({ id }) => id === found.id)) unpin(uri, found.id);
      else add(uri, found);
      return true;
    },
    async pin(uri, at) {
      const found = await pinOf(uri, at);
      if (found !== null) add(uri, found);
      return found !== null;
    },
    unpin,
    compareWith: (against) => keep({ ...kept, against }),
    async show(uri, opened) {
      const pins = pinsIn(uri);
      const { against } = kept;
      if (pins.length === 0) return { uri, against, rows: [] };
      const book = bookOf(uri);
      const asked = book.asked(pins, against, isSaved(uri, versionOf(uri)));
      const params: PinsParams = { uri, opened, pins: asked };
      const result = await request<PinsResult | null>(pinsRequest, params);
      if (result === null) return undefined;
      return { uri, against, rows: book.answered(pins, result.rows, isSaved(uri, result.version)) };
    },
    dispose: () => void subscription.dispose(),
  };
}

/** What an earlier version of the extension kept may be anything. */
function read(kept: unknown): Kept {
  const files = new Map<string, readonly Pin[]>();
  if (!isRecord(kept)) return { against: "edit", files };
  for (const entry of Array.isArray(kept["files"]) ? (kept["files"] as readonly unknown[]) : []) {
    if (!Array.isArray(entry)) continue;
    const [uri, pins] = entry as readonly unknown[];
    if (typeof uri === "string" && Array.isArray(pins))
      files.set(uri, (pins as readonly unknown[]).filter(isPin));
  }
  return { against: kept["against"] === "save" ? "save" : "edit", files };
}

function isPin(value: unknown): value is Pin {
  return isRecord(value) && typeof value["id"] === "string" && typeof value["name"] === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
