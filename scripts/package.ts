/** Builds and packages the extension into nabla.vsix: `npm run package`. */
import { join } from "node:path";
import { packageExtension } from "../test/host/launch/package.ts";
import { root } from "../test/host/launch/paths.ts";
import { buildAll } from "./build.ts";

await buildAll();
console.log(await packageExtension(join(root, "nabla.vsix")));
