/** The scopes that the grammar gives, by the engine that VS Code itself colours with: in a file, and in a fence of Markdown. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IRawGrammar } from "vscode-textmate";
import manifest from "../../package.json" with { type: "json" };
import grammar from "../../syntaxes/grad.tmLanguage.json" with { type: "json" };
import injection from "../../syntaxes/grad.markdown-injection.json" with { type: "json" };

/** Markdown as far as the injection needs it: something to inject into. */
const markdown = { scopeName: "text.html.markdown", patterns: [], repository: {} };

const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm);

const grammars = new Map([grammar, injection, markdown].map((one) => [one.scopeName, one]));
const registry = new textmate.Registry({
  onigLib: Promise.resolve(oniguruma),
  loadGrammar: (name) => Promise.resolve((grammars.get(name) as IRawGrammar | undefined) ?? null),
  getInjections: (name) =>
    manifest.contributes.grammars.flatMap((one) =>
      "injectTo" in one && one.injectTo.includes(name) ? [one.scopeName] : [],
    ),
});

/** Each line, and below it each token with the scopes that it has beyond its file's. */
async function scopes(name: string, text: string): Promise<string> {
  const loaded = await registry.loadGrammar(name);
  let state = textmate.INITIAL;
  const told = text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = loaded!.tokenizeLine(line, state);
    state = ruleStack;
    const parts = tokens.flatMap(({ startIndex, endIndex, scopes: [, ...own] }) => {
      const part = line.slice(startIndex, endIndex).trim();
      return part === "" ? [] : [`    ${part}  ${own.join(" ")}`.trimEnd()];
    });
    return [line, ...parts];
  });
  return `${told.join("\n")}\n`;
}

test("a file is coloured without the server", async () => {
  const text = `# The chain rule: ∂f/∂x 😀
from "lib/a.grad" import f, g
x: [N, _, 3] = param([1.5, .5, 2e-3, 1_000])  # said
θ₁, b = -x @ x.T, not True
def σ(t: [N], k=f(2, dim=(0)), *,
      last=None):
    for i in range(3, len(t)):
        t += k ** i // 2 if i >= 1 and k is not nan else pi ^ 2
    return t[..., -1:, None]
backward(dz):
    return dz * 2, None
y = σ(x).sum(dim=1, mode='a\\'b'); z = "open
w = [[1, 2],
     [3, 4]] \\
    + forward.backward
y.backward(gradient=w)
minimize(y, lr=0.1)
`;
  await expect(await scopes("source.grad", text)).toMatchFileSnapshot("../fixtures/scopes.txt");
});

test("a function's header ends with its bracket, on whichever line, and one that is open takes no other line with it", async () => {
  const text = `def f(
    a, b: [N],
    c=2
):
    return a
def g(x
y = x
def h(x
    return x
def k
def definite(x): return x
defined = 1
`;
  const told = await scopes("source.grad", text);
  const parameters = [...told.matchAll(/^ +(\S+) {2}.*variable\.parameter\.grad$/gm)].map(([, name]) => name);
  expect(parameters).toEqual(["a", "b", "c", "x", "x", "x"]);
  const functions = [...told.matchAll(/^ +(\S+) {2}.*entity\.name\.function\.grad$/gm)].map(
    ([, name]) => name,
  );
  expect(functions).toEqual(["f", "g", "h", "k", "definite"]);
  expect(told).toContain("    y  variable.other.readwrite.grad\n");
  expect(told).toContain(
    "    return  keyword.control.flow.grad\n    x  variable.other.readwrite.grad\ndef k\n",
  );
  expect(told).toContain("    defined  variable.other.readwrite.grad\n");
});

test("a fence of Markdown is coloured as a file is, and ends where it ends", async () => {
  const text =
    "Text\n\n```grad\nx = exp(2)\n```\n\n~~~ Grad title\n  def f(x):\n~~~\nx = 1\n```python\nx = 1\n```\n";
  expect(await scopes("text.html.markdown", text)).toMatchInlineSnapshot(`
    "Text
        Text

    \`\`\`grad
        \`\`\`  markup.fenced_code.block.markdown punctuation.definition.markdown
        grad  markup.fenced_code.block.markdown fenced_code.block.language.markdown
    x = exp(2)
        x  markup.fenced_code.block.markdown meta.embedded.block.grad variable.other.readwrite.grad
        =  markup.fenced_code.block.markdown meta.embedded.block.grad keyword.operator.assignment.grad
        exp  markup.fenced_code.block.markdown meta.embedded.block.grad entity.name.function.grad
        (  markup.fenced_code.block.markdown meta.embedded.block.grad punctuation.section.parens.grad
        2  markup.fenced_code.block.markdown meta.embedded.block.grad constant.numeric.grad
        )  markup.fenced_code.block.markdown meta.embedded.block.grad punctuation.section.parens.grad
    \`\`\`
        \`\`\`  markup.fenced_code.block.markdown punctuation.definition.markdown

    ~~~ Grad title
        ~~~  markup.fenced_code.block.markdown punctuation.definition.markdown
        Grad  markup.fenced_code.block.markdown fenced_code.block.language.markdown
        title  markup.fenced_code.block.markdown fenced_code.block.language.attributes.markdown
      def f(x):
        def  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad storage.type.function.grad
        f  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad entity.name.function.grad
        (  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad punctuation.definition.parameters.begin.grad
        x  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad variable.parameter.grad
        )  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad punctuation.definition.parameters.end.grad
        :  markup.fenced_code.block.markdown meta.embedded.block.grad meta.function.grad punctuation.section.block.begin.grad
    ~~~
        ~~~  markup.fenced_code.block.markdown punctuation.definition.markdown
    x = 1
        x = 1
    \`\`\`python
        \`\`\`python
    x = 1
        x = 1
    \`\`\`
        \`\`\`

    "
  `);
});

test("what is embedded in Markdown is the language itself", () => {
  const [embedding] = manifest.contributes.grammars.flatMap((one) => one.embeddedLanguages ?? []);
  expect(embedding).toEqual({ [injection.repository.fence.patterns[0]!.contentName]: "grad" });
});
