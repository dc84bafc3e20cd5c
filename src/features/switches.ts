/** Which findings a person does not want to see, or wants to see otherwise: by the settings, or by a comment at a line's end. */
import type { Analysis } from "../analysis.ts";
import { findingRows } from "../problems/findings.ts";
import type { Severity } from "../problems/row.ts";
import type { Problem } from "../problems.ts";

/** What a code is switched to; `all` is for every code that is not named. */
export type Switches = Readonly<Record<string, string>>;

/** Every finding as it is. */
export const ALL_ON: Switches = {};

/** In the settings, what stands for every code. */
const ALL = "all";

const severities: readonly Severity[] = ["hint", "information", "warning"];

export function isFinding({ code }: { readonly code: string }): boolean {
  return Object.hasOwn(findingRows, code);
}

export function switched(
  analysis: Analysis,
  problems: readonly Problem[],
  switches: Switches,
): readonly Problem[] {
  return problems.flatMap((found): Problem | readonly Problem[] => {
    if (!isFinding(found)) return found;
    const to = switches[found.code] ?? switches[ALL];
    if (to === "off" || isIgnored(analysis, found)) return [];
    const severity = severities.find((one) => one === to);
    return severity === undefined ? found : { ...found, severity };
  });
}

const IGNORE = /#\s*nabla:\s*ignore\s+([a-z-]+(?:\s*,\s*[a-z-]+)*)\s*$/u;

/** Whether the comment at the end of one of its lines says so: `# nabla: ignore dead-relu`. */
function isIgnored({ text, lines }: Analysis, { code, span }: Problem): boolean {
  return [span.start, span.end].some((offset) => {
    const line = lines.lineAt(offset);
    const named = IGNORE.exec(text.slice(lines.startOf(line), lines.endOf(line)))?.[1];
    return named?.split(/\s*,\s*/u).includes(code) === true;
  });
}
