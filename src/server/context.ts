/** What the parts of the server share. */
import type { Connection } from "vscode-languageserver";
import type { Guarded, LanguageService } from "../service.ts";
import type { Answers } from "./answers.ts";
import type { Documents } from "./documents.ts";
import type { HintRefresher } from "./hint-refresh.ts";
import type { LibraryUri } from "./library-uri.ts";
import type { ClientFacts } from "./settings.ts";
import type { WorkspaceFiles } from "./workspace.ts";

export interface Context extends Answers {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly guarded: Guarded;
  readonly workspace: WorkspaceFiles;
  /** The URI of a file that a document names. */
  readonly findFile: (document: string, path: string) => Promise<string | undefined>;
  readonly libraryUri: LibraryUri;
  readonly refresher: HintRefresher;
  /** As they are now: settings change. */
  readonly client: () => ClientFacts;
}
