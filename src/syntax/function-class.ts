/**
 * `class F(torch.autograd.Function)`, PyTorch's way to write a backward pass by hand, as a function with a `backward` block. What
 * `ctx` carries from one method to the other is in scope there by itself. It is read line by line, as people write it; where
 * something cannot be read so, nothing is written.
 */
import { endOfLine, lineBreakOf, linesOf, startOfLine } from "../base/line-index.ts";
import type { Span } from "../base/span.ts";
import type { Fix } from "../problems.ts";
import { strikeLines } from "./foreign-fill.ts";

const classHeader = /^([ \t]*)class[ \t]+(\w+)[ \t]*\(\s*(?:\w+\.)*Function\s*\)\s*:\s*(?:#.*)?$/;
const methodHeader = /^([ \t]+)def[ \t]+(\w+)[ \t]*\((.*)\)\s*(?:->[^:]*)?:\s*(?:#.*)?$/;
const docstring = /^([ \t]*)"""((?:(?!""")[^])*)"""[ \t]*$/gm;
const list = String.raw`\(?\s*(\w+(?:\s*,\s*\w+)*)\s*,?\s*\)?`;

interface Method {
  /** Comments. */
  readonly above: readonly string[];
  readonly parameters: readonly string[];
  /** Its lines, indented as a function's that begins in the first column. */
  readonly body: readonly string[];
}

/** What a class passes from its forward to its backward pass. */
interface Kept {
  /** By what name it is reached. */
  readonly ctx: string;
  /** The names whose values are saved. */
  readonly saved: string[];
  /** `ctx.scale = s` */
  readonly attributes: string[];
}

/** Whether the class at `start` is one. */
export function isFunctionClass(text: string, { start }: Span): boolean {
  return classHeader.test(text.slice(startOfLine(text, start), endOfLine(text, start)));
}

export function functionOfClass(text: string, span: Span): Fix | undefined {
  const start = startOfLine(text, span.start);
  const lines = linesOf(text.slice(start, span.end).replace(docstring, commented));
  const [, outer = "", className = ""] = classHeader.exec(lines[0]!) ?? [];
  const methods = methodsOf(lines.slice(1));
  const [forward, backward, setup] = ["forward", "backward", "setup_context"].map((name) =>
    methods.get(name),
  );
  if (forward === undefined || backward === undefined) return undefined;
  if (methods.size > (setup === undefined ? 2 : 3)) return undefined;
  const ctx = bareName(backward.parameters[0]!);
  if (ctx === "") return undefined;
  const kept: Kept = { ctx, saved: [], attributes: [] };
  const first = setup === undefined ? savingLines(forward.body, kept) : withSetup(forward, setup, kept);
  const second = backwardLines(backward.body, kept);
  if (first === undefined || second === undefined) return undefined;
  const alias = new RegExp(`^[ \\t]*(\\w+)[ \\t]*=[ \\t]*${className}\\.apply[ \\t]*$`, "m").exec(text);
  const name = alias?.[1] ?? className;
  const parameters = setup === undefined ? forward.parameters.slice(1) : forward.parameters;
  const written = [
    ...forward.above,
    `def ${name}(${parameters.join(", ")}):`,
    ...first,
    ...backward.above,
    `backward(${backward.parameters.slice(1).map(bareName).join(", ")}):`,
    ...second,
  ];
  // Of anything else that is asked of it nothing is known.
  if (written.some((line) => wordOf(ctx).test(line.replace(/#.*/, "")))) return undefined;
  const whole = written.map((line) => (line === "" ? "" : outer + line)).join(lineBreakOf(text));
  const applied = text.matchAll(new RegExp(`\\b${className}\\.apply(?=\\()`, "g"));
  return {
    title: "Write it as a function with a backward block",
    edits: [
      { span: { start, end: span.end }, text: whole },
      ...(alias === null ? [] : strikeLines(text, spanOfMatch(alias)).edits),
      ...Array.from(applied, (match) => ({ span: spanOfMatch(match), text: name })),
    ],
  };
}

function methodsOf(lines: readonly string[]): ReadonlyMap<string, Method> {
  const methods = new Map<string, Method>();
  let above: string[] = [];
  let indentation: string | undefined;
  let body: string[] = [];
  for (const line of lines) {
    const [, margin = "", name = "", parameters = ""] = methodHeader.exec(line) ?? [];
    if (name !== "" && margin === (indentation ?? margin)) {
      indentation = margin;
      body = [];
      methods.set(name, { above, parameters: parameters.split(",").map((one) => one.trim()), body });
      above = [];
    } else if (indentation !== undefined && /^[ \t]*$/.test(line)) body.push("");
    else if (indentation !== undefined && /^[ \t]/.test(line.slice(indentation.length)))
      body.push(line.slice(indentation.length));
    else if (/^[ \t]*#/.test(line)) above.push(line.trim());
  }
  return methods;
}

/** The lines of a forward pass without what they save. */
function savingLines(body: readonly string[], kept: Kept): string[] | undefined {
  const { ctx, saved } = kept;
  const saves = new RegExp(`^\\s*${ctx}\\.save_for_backward\\((.*)\\)$`);
  const sets = new RegExp(`^(\\s*)${ctx}\\.(\\w+)\\s*=\\s*(.+)$`);
  const marks = new RegExp(`^\\s*${ctx}\\.(?:mark_|set_materialize_grads)\\w*\\(.*\\)$`);
  const lines: string[] = [];
  for (const line of body) {
    const names = saves
      .exec(line)?.[1]
      ?.split(",")
      .map((name) => name.trim());
    const [, margin, attribute, value] = sets.exec(line) ?? [];
    if (names !== undefined) saved.push(...names.filter((name) => name !== ""));
    else if (attribute !== undefined) {
      kept.attributes.push(attribute);
      if (attribute === value) continue;
      // Another value may have that name.
      if (body.some((other) => other !== line && wordOf(attribute).test(other))) return undefined;
      lines.push(`${margin}${attribute} = ${value}`);
    } else if (!marks.test(line)) lines.push(line);
  }
  return saved.every((name) => /^\w+$/.test(name)) ? trimmed(lines) : undefined;
}

/** The newer form, in which another method sees inputs and output, and saves. */
function withSetup(forward: Method, setup: Method, kept: Kept): string[] | undefined {
  const [, inputs = "", output = ""] = setup.parameters.map(bareName);
  const unpacks = new RegExp(`^\\s*${list}\\s*=\\s*${inputs}$`);
  const names = forward.parameters.map(bareName).join();
  const rest: string[] = [];
  for (const line of setup.body) {
    const unpacked = unpacks.exec(line)?.[1];
    if (unpacked === undefined) rest.push(line);
    else if (unpacked.replace(/\s/g, "") !== names) return undefined;
  }
  const lines = trimmed([...forward.body]);
  const [, margin, result] = /^(\s*)return\s+(.+)$/.exec(lines.at(-1) ?? "") ?? [];
  const saved = savingLines(rest, kept);
  if (saved === undefined || result === undefined) return undefined;
  const isNamed = result === output || ![...kept.saved, ...saved].some((one) => wordOf(output).test(one));
  const end = isNamed
    ? [...saved, `${margin}return ${result}`]
    : [`${margin}${output} = ${result}`, ...saved, `${margin}return ${output}`];
  return [...lines.slice(0, -1), ...end.filter((line) => line !== "")];
}

/** The lines of a backward pass: what was saved has its own names, and every gradient is computed. */
function backwardLines(body: readonly string[], { ctx, saved, attributes }: Kept): string[] | undefined {
  const takes = new RegExp(`^(\\s*)${list}\\s*=\\s*${ctx}\\.saved_(?:tensors|variables)$`);
  const isNeeded = new RegExp(`^(\\s*)if (?:(.+) and )?${ctx}\\.needs_input_grad\\[\\d+\\]:$`);
  const lines: string[] = [];
  let needed: { readonly margin: string; readonly also: string | undefined } | undefined;
  for (const line of body) {
    const [, margin = "", names] = takes.exec(line) ?? [];
    const [, outer, also] = isNeeded.exec(line) ?? [];
    const isNone = /^\s*(?:\w+\s*=\s*)+None$/.test(line);
    if (outer !== undefined) needed = { margin: outer, also };
    else if (names !== undefined) {
      const own = names.split(",").map((name) => name.trim());
      if (own.length !== saved.length) return undefined;
      own.forEach((name, i) => name !== saved[i] && lines.push(`${margin}${name} = ${saved[i]}`));
    } else if (needed !== undefined && line.startsWith(`${needed.margin} `)) {
      const rest = needed.margin + line.trimStart();
      if (needed.also !== undefined && !/^\s*\w+ *= *.*\w\)?$/.test(rest)) return undefined;
      lines.push(needed.also === undefined ? rest : `${rest} if ${needed.also} else None`);
    } else if (!isNone) {
      if (line !== "") needed = undefined;
      lines.push(
        line.replace(
          new RegExp(`\\b${ctx}\\.saved_tensors\\[(\\d+)\\]`, "g"),
          (_, i: string) => saved[Number(i)] ?? ctx,
        ),
      );
    }
  }
  const named = new RegExp(`\\b${ctx}\\.(?=(?:${attributes.join("|")})\\b)`, "g");
  return trimmed(attributes.length === 0 ? lines : lines.map((line) => line.replace(named, "")));
}

/** Without empty lines before and behind them. */
function trimmed(lines: string[]): string[] {
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Without its type and its default. */
function bareName(parameter: string): string {
  return /^\w*/.exec(parameter)![0];
}

function wordOf(name: string): RegExp {
  return new RegExp(`\\b${name}\\b`);
}

function spanOfMatch({ index, 0: { length } }: RegExpExecArray): Span {
  return { start: index, end: index + length };
}

function commented(_: string, margin: string, said: string): string {
  const lines = linesOf(said).map((line) => line.trim());
  return lines.flatMap((line) => (line === "" ? [] : `${margin}# ${line}`)).join("\n");
}
