/** The server's connection where there is Node: the transport that the arguments name. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

serve(createConnection(ProposedFeatures.all));
