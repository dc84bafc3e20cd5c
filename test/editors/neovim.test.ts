/** A second client: Neovim with its own LSP, set up as docs/other-editors.md says, against the built command. Needs a build. */
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { findNeovim } from "../host/launch/neovim.ts";
import { run } from "../host/launch/run.ts";
import { temporaryFolder, type Folder } from "../server/workspace.ts";

const root = join(import.meta.dirname, "../..");
const command = join(root, "dist/cli.cjs");
const page = readFileSync(join(root, "docs/other-editors.md"), "utf8");
const neovim = findNeovim();

/** What the session tells of each of its steps. */
interface Told {
  readonly failure?: string;
  readonly hover: readonly string[];
  readonly libraryHover: readonly string[];
  readonly refusal: string;
  readonly formatted: readonly string[];
}

const lib = `def f(x, k=2):
    return k * x
`;
/** Before what is looked at stand characters of two and four bytes, and of one and two units of UTF-16. */
const main = `# 🙂 ∇
from "lib.grad" import f
𝛼 = 2   # 🙂
σ = f(𝛼,k=0.25)
L = sigmoid(𝛼*σ)+missing
`;

/** The page's `init.lua` for a version of Neovim: what each of them has, and what this one has. */
function initOf(version: number): string {
  const [every = "", ...others] = blocksOf("lua");
  const own = others.find((block) => block.startsWith(version >= 11 ? "-- Neovim 0.11 " : "-- Neovim 0.7 "));
  if (own === undefined) throw new Error(`the page has nothing for Neovim 0.${version}`);
  return every + own;
}

function blocksOf(language: string): readonly string[] {
  const blocks = new RegExp("```" + language + "\\n([^]*?)```", "gu");
  return [...page.matchAll(blocks)].map((found) => found[1] ?? "");
}

/** Gives Neovim folders of its own, and the command `nabla`, which leaves word of each process of the server. */
function placeFor(folder: Folder, version: number): NodeJS.ProcessEnv {
  folder.write("init.lua", initOf(version));
  const started = `echo $$ >> "${folder.at("servers")}"\nexec "${process.execPath}" "${command}" "$@"`;
  folder.write("bin/nabla", `#!/bin/sh\n${started}\n`);
  chmodSync(folder.at("bin/nabla"), 0o755);
  const own = ["CACHE", "CONFIG", "DATA", "STATE"].map(
    (name) => [`XDG_${name}_HOME`, folder.at(name)] as const,
  );
  return {
    ...process.env,
    ...Object.fromEntries(own),
    PATH: `${folder.at("bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    LC_ALL: "C.UTF-8",
    NABLA_TOLD: folder.at("told.json"),
  };
}

/** Does what the session does, and ends with Neovim. */
async function session(program: string): Promise<{ readonly told: Told; readonly folder: Folder }> {
  const version = Number(/NVIM v0\.(\d+)/.exec(await run(program, ["--version"]))?.[1]);
  const folder = temporaryFolder({ "ws/main.grad": main, "ws/lib.grad": lib });
  const script = join(import.meta.dirname, "neovim-session.lua");
  const args = ["--headless", "--clean", "-n", "-u", folder.at("init.lua"), "-S", script];
  const printed = await run(program, args, { cwd: folder.at("ws"), env: placeFor(folder, version) });
  if (!existsSync(folder.at("told.json"))) throw new Error(`Neovim has told nothing: ${printed}`);
  const told = JSON.parse(readFileSync(folder.at("told.json"), "utf8")) as Told;
  if (told.failure !== undefined) throw new Error(JSON.stringify(told, undefined, 1));
  return { told, folder };
}

/** A card without the marks that some versions draw themselves. */
function plain(card: readonly string[]): string {
  return card.filter((line) => !/^(```.*|─+|)$/.test(line)).join("\n");
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  expect(existsSync(command), "run `npm run build` first").toBe(true);
});

test.skipIf(neovim === undefined || process.platform === "win32")(
  "Neovim, set up as the page says, edits files with the server",
  async () => {
    const { told, folder } = await session(neovim ?? "");
    const formatted = [
      "# 🙂 ∇",
      'from "lib.grad" import scaled',
      "𝛼 = 2  # 🙂",
      "σ = scaled(𝛼, k=0.25)",
      "L = sigmoid(𝛼 * σ) + σ",
    ];
    expect(told).toMatchObject({
      attached: ["nabla"],
      options: { expandtab: true, shiftwidth: 4, syntax: "python" },
      problems: [{ text: "missing", message: "missing is not defined.", code: "undefined-name" }],
      hints: ["", "", "∂L/∂𝛼 = 0.4466", "= 0.5  ∂L/∂σ = 1.393", "= 1.231  ∂L/∂L = 1"],
      definition: { line: "def f(x, k=2):", column: 5, readonly: false },
      library: { line: "def sigmoid(x):", column: 5, readonly: true },
      libraryProblems: [],
      renamed: {
        main: [
          "# 🙂 ∇",
          'from "lib.grad" import scaled',
          "𝛼 = 2   # 🙂",
          "σ = scaled(𝛼,k=0.25)",
          "L = sigmoid(𝛼*σ)+σ",
        ],
        lib: ["def scaled(x, k=2):", "    return k * x"],
      },
      formatted,
    });
    expect(plain(told.hover)).toContain(
      "**σ** = `0.5`  \nscalar · float64\n**∂L/∂σ** = `1.393`\nUsed 2 times",
    );
    expect(plain(told.libraryHover)).toMatch(/^sigmoid\(x\)\nThe logistic function: squeezes every number/);
    expect(told.refusal).toContain("σ is a name already (line 4): the two could not be told apart.");
    expect(readFileSync(folder.at("ws/main.grad"), "utf8")).toBe(`${formatted.join("\n")}\n`);
    expect(readFileSync(folder.at("ws/lib.grad"), "utf8")).toBe(lib.replace("f(", "scaled("));
    // With the editor its servers end.
    const servers = readFileSync(folder.at("servers"), "utf8").trim().split("\n").map(Number);
    await expect.poll(() => servers.filter(isRunning)).toEqual([]);
  },
);

test("the page starts the same server in Helix as in Neovim", () => {
  const started = blocksOf("lua").flatMap((block) => /cmd = \{ (.*?) \}/.exec(block)?.[1] ?? []);
  expect(started).toEqual(['"nabla", "lsp", "--stdio"', '"nabla", "lsp", "--stdio"']);
  expect(blocksOf("toml")[0]).toContain('command = "nabla"\nargs = ["lsp", "--stdio"]\n');
});
