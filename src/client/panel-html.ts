/** The graph panel's page: a style sheet, a script, and a policy that lets nothing else in. */

/** Where the parts of the page come from, as addresses that the webview may load. */
export interface PanelPage {
  /** `webview.cspSource`. */
  readonly source: string;
  /** A number used once, that only our own script knows. */
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
}

/** Its style sheets, in their order. */
export const panelSheets: readonly string[] = [
  "panel.css",
  "controls.css",
  "picture.css",
  "flow.css",
  "what-if.css",
  "pins.css",
  "predict.css",
  "composite.css",
  "inspect.css",
  "steps.css",
  "jacobian.css",
  "savings.css",
];

/** The page's text. Workers come from blobs, and WebAssembly may be compiled: the layout needs both. */
export function panelHtml({ source, nonce, script, styles, title }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `img-src ${source} data: blob:`,
    `style-src ${source}`,
    `font-src ${source}`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `connect-src ${source}`,
  ].join("; ");
  const links = styles.map((style) => `<link rel="stylesheet" href="${escapeText(style)}">`).join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${escapeText(title)}</title>
${links}
</head>
<body>
<script nonce="${nonce}" src="${escapeText(script)}"></script>
</body>
</html>`;
}

/** 32 letters and digits from the platform's source of random numbers. */
export function createNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
