/** Packages the null extension: Nabla's own manifest and grammar, without its code. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import manifest from "../../package.json" with { type: "json" };
import { packageExtension } from "../../test/host/launch/package.ts";
import { root } from "../../test/host/launch/paths.ts";

/** Builds and packages it in a folder of its own, and returns the package's path. */
export async function packageNullExtension(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const { languages, grammars } = manifest.contributes;
  const own = {
    name: "null-extension",
    publisher: "nabla",
    version: "0.0.0",
    license: manifest.license,
    engines: { vscode: manifest.engines.vscode },
    main: "./client.cjs",
    contributes: { languages, grammars, configurationDefaults: manifest.contributes.configurationDefaults },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(own, undefined, 2));
  for (const part of ["LICENSE", "syntaxes", "media"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["client", "server"].map((name) => `bench/null-extension/${name}.ts`),
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    logLevel: "warning",
  });
  return packageExtension(join(folder, "null.vsix"), folder);
}
