/** Writes ThirdPartyNotices.txt from the licences of everything that is in the bundles: `npm run notices`, after a build. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** What a bundled package brings with it that has a licence of its own. */
const inside: ReadonlyMap<
  string,
  { readonly name: string; readonly terms: string; readonly licence: string }
> = new Map([
  [
    "@hpcc-js/wasm-graphviz",
    {
      name: "Graphviz (compiled to WebAssembly, in @hpcc-js/wasm-graphviz)",
      terms: "Eclipse Public License 2.0; source: https://gitlab.com/graphviz/graphviz",
      licence: readFileSync(join(root, "scripts/licenses/EPL-2.0.txt"), "utf8"),
    },
  ],
]);

/** The whole text of the notices, for the bundles that are in dist/. */
export function notices(): string {
  const packages = JSON.parse(readFileSync(join(root, "dist/packages.json"), "utf8")) as readonly string[];
  const rule = "=".repeat(80);
  const parts = packages.flatMap((name) => {
    const other = inside.get(name);
    const own = part(name);
    return other === undefined ? [own] : [own, `${other.name}\n${other.terms}\n\n${other.licence.trim()}`];
  });
  const opening = "Nabla contains parts of the following software, under the terms below.";
  return `${[opening, ...parts].join(`\n\n${rule}\n\n`)}\n`;
}

function part(name: string): string {
  const folder = join(root, "node_modules", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version: string;
    readonly license?: string;
  };
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`${name} has no licence file`);
  const texts = files.map((file) =>
    readFileSync(join(folder, file), "utf8")
      .replace(/^\uFEFF/, "")
      .replaceAll("\r", ""),
  );
  return `${name} ${manifest.version}\n${manifest.license ?? ""}\n\n${texts.map((text) => text.trim()).join("\n\n")}`;
}

if (process.argv.includes("--write")) writeFileSync(join(root, "ThirdPartyNotices.txt"), notices());
