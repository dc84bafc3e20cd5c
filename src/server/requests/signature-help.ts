/** Signature help: the function whose arguments are being written. */
import type { SignatureHelp as LspSignatureHelp, SignatureHelpParams } from "vscode-languageserver";
import { signatureHelpAt, type SignatureHelp } from "../../features/signature-help.ts";
import type { RequestHandler } from "../request.ts";

export const signatureHelp: RequestHandler = {
  capabilities: { signatureHelpProvider: { triggerCharacters: ["(", ","] } },
  listen({ connection, look }) {
    connection.onSignatureHelp(
      look<SignatureHelpParams, LspSignatureHelp | null>(
        { what: "signature help", otherwise: null },
        (view, document, { position }) => {
          const help = signatureHelpAt(view, document.offsetAt(position));
          return help === undefined ? null : toSignatureHelp(help);
        },
      ),
    );
  },
};

/** No parameter is active where the index is behind the last one. */
function toSignatureHelp({ label, documentation, parameters, active }: SignatureHelp): LspSignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation,
        parameters: parameters.map((parameter) => ({
          label: [parameter.span.start, parameter.span.end],
          documentation: parameter.documentation,
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: active ?? parameters.length,
  };
}
