/** What the parts of the server share. */
import type { Connection } from "vscode-languageserver";
import type { Guarded, LanguageService } from "../service.ts";
import type { Answers } from "./answers.ts";
import type { Documents } from "./documents.ts";
import type { ClientFacts } from "./settings.ts";

export interface Context extends Answers {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly documents: Documents;
  readonly guarded: Guarded;
  /** As they are now: settings change. */
  readonly client: () => ClientFacts;
}
