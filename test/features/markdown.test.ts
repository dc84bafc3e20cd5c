/** Nothing that stands in a file becomes markup: what is sent is read back by a reader of Markdown of its own. */
import fc from "fast-check";
import { marked, type Token, type Tokens } from "marked";
import { describe, expect, test } from "vitest";
import { completionsAt } from "../../src/features/completion.ts";
import { lineHints } from "../../src/features/hints.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { codeSpan, fence, link, plain } from "../../src/features/markdown.ts";
import { PLAIN_HINTS, viewOf } from "../check.ts";

/** Every mark of Markdown and HTML, and what is made of them. */
const attacks = [
  "`![i](https://evil/i.png)`",
  "![i](https://evil/i.png) [x](command:nabla.reveal?%5B%5D)",
  "<img src=https://evil/p.png onerror=alert(1)> <script>x</script> <!-- c -->",
  "``` ",
  "```\n![i](https://evil/i.png)\n```",
  "~~~ https://evil/path www.evil.org a@evil.org <https://evil>",
  "| a | b |",
  "# head",
  "> quote",
  "- item",
  "1. one",
  "**bold** __bold__ *em* _em_ ~~gone~~",
  "&lt;b&gt; &#33;[x](y) \\![x](y) \\`",
  "[x]: https://evil",
  "[^1] [x][y] $(flame) $a$",
  "---",
  "`` a ` b ``` c",
];

const marks = fc.string({
  unit: fc.constantFrom(...Array.from("`*_{}[]()<>#|~!$&@\\:/.+-= 1aw\"'^;%")),
  maxLength: 40,
});

/** Every token, an outer one before what it holds. */
function tokensOf(tokens: readonly Token[]): readonly Token[] {
  const found: Token[] = [];
  void marked.walkTokens([...tokens], (token) => void found.push(token));
  return found;
}

/** The kinds of all tokens, and the text that a person sees. */
function read(markdown: string): { readonly kinds: ReadonlySet<string>; readonly text: string } {
  const tokens = tokensOf(marked.lexer(markdown));
  const leaves = tokens.filter((token) => ((token as Tokens.Generic).tokens ?? []).length === 0);
  return {
    kinds: new Set(tokens.map(({ type }) => type)),
    text: leaves.map((token) => ("text" in token ? String(token.text) : "")).join(""),
  };
}

const oneLine = (text: string): string => text.trim().replace(/\s*[\r\n]\s*/g, " ");

describe("a text as plain words", () => {
  test.each(attacks)("%j", (attack) => {
    const { kinds, text } = read(plain(attack));
    expect([...kinds].filter((kind) => !["paragraph", "text", "escape"].includes(kind))).toEqual([]);
    expect(text).toBe(oneLine(attack));
  });

  test("any marks", () => {
    fc.assert(
      fc.property(marks, (text) => {
        const found = read(`a ${plain(text)} b`);
        expect([...found.kinds].every((kind) => ["paragraph", "text", "escape"].includes(kind))).toBe(true);
        expect(found.text).toBe(`a ${text.trim()} b`);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a text as code", () => {
  test("in a line", () => {
    fc.assert(
      fc.property(marks, (text) => {
        fc.pre(text.trim() !== "");
        const { kinds, text: seen } = read(`a ${codeSpan(text)} b`);
        expect([...kinds].sort()).toEqual(["codespan", "paragraph", "text"]);
        expect(seen).toBe(`a ${text.trim()} b`);
      }),
      { numRuns: 2000 },
    );
  });

  test("in a block", () => {
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 4 }), (lines) => {
        const code = lines.join("\n");
        fc.pre(code.trim() !== "" && code === code.trim());
        const { kinds, text } = read(`${fence(code)}\n\nend`);
        expect([...kinds].filter((kind) => kind !== "space").sort()).toEqual(["code", "paragraph", "text"]);
        expect(text).toBe(`${code}end`);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a link's address ends where it ends", () => {
  const [paragraph] = marked.lexer(link("line 3", "file:///a) [x](b).grad#L3")) as Tokens.Paragraph[];
  expect(paragraph?.tokens).toHaveLength(1);
  const [only] = (paragraph?.tokens ?? []) as Tokens.Link[];
  expect(only).toMatchObject({ type: "link", href: "file:///a%29%20[x]%28b%29.grad#L3" });
});

describe("comments, texts and names of a file", () => {
  const allowed = new Set([
    ...["paragraph", "text", "escape", "codespan", "code", "strong", "em", "space", "br"],
    ...["list", "list_item", "table"],
  ]);

  test.each(attacks)("%j", (attack) => {
    const [line = "", ...more] = attack.split("\n");
    const comment = [line, ...more].map((one) => `# ${one}`).join("\n");
    const source = [
      comment,
      "def f(x, mode=1):",
      "    y = (x * " + `# ${line}`,
      "         2)",
      "    return y",
      "backward(g):",
      `    # ${line}`,
      `    return g * 2, None`,
      `a = f(3, mode="${line.replace(/[\\"]/g, "")}")`,
      `b = (a * # ${line}`,
      "     3)",
      `c = f(b, "${line.replace(/[\\"]/g, "")}") + b * b`,
      "c.backward()",
    ].join("\n");
    const view = viewOf(source);
    const texts: string[] = [];
    for (let offset = 0; offset <= source.length; offset++) {
      const found = hoverAt(view, offset, { link: (text, at) => link(text, `file:///a.grad#L${at}`) });
      if (found !== undefined) texts.push(found.markdown);
    }
    texts.push(...lineHints(view, PLAIN_HINTS).map((hint) => hint.tooltip));
    texts.push(...completionsAt(view, source.indexOf("a = f") + 4).map((one) => one.documentation));
    const unique = new Set(texts.filter((text) => text !== ""));
    expect(unique.size).toBeGreaterThan(10);
    for (const markdown of unique) {
      const tokens = tokensOf(marked.lexer(markdown));
      expect(tokens).not.toEqual([]);
      const bad = tokens.filter((token) => !allowed.has(token.type) && !isOwnLink(token));
      expect(bad, markdown).toEqual([]);
    }
  });
});

function isOwnLink(token: Token): boolean {
  return token.type === "link" && (token as Tokens.Link).href.startsWith("file:///a.grad#L");
}
