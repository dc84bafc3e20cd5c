/** Opens VS Code on examples/ with Nabla in it: `npm start`. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { installCodeServer, installExtension, startServer } from "../test/host/launch/code-server.ts";
import { packageExtension } from "../test/host/launch/package.ts";
import { editors, root } from "../test/host/launch/paths.ts";
import { writeSettings } from "../test/host/launch/start-host.ts";
import { buildAll } from "./build.ts";

const usage = `npm start [-- OPTIONS]

Opens examples/ in VS Code with Nabla loaded: in the desktop VS Code where \`code\` is on the PATH and there is a
display, otherwise in VS Code's server, whose address is printed.

  --host HOST   the address that the server listens on (127.0.0.1); implies the server
  --port PORT   its port (a free one); implies the server
  --help        this text`;

const { values } = parseArgs({
  options: { host: { type: "string" }, port: { type: "string" }, help: { type: "boolean", default: false } },
});
const examples = join(root, "examples");

if (values.help) {
  console.log(usage);
} else {
  console.log("Building …");
  await buildAll();
  const wantsServer = values.host !== undefined || values.port !== undefined;
  if (!wantsServer && hasDesktop()) startDesktop();
  else await startInBrowser(values.host ?? "127.0.0.1", Number(values.port ?? 0));
}

function hasDesktop(): boolean {
  const { PATH, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const name = process.platform === "win32" ? "code.cmd" : "code";
  const display = process.platform !== "linux" || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
  return display && (PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}

function startDesktop(): void {
  console.log("Opening the desktop VS Code on examples/ …");
  const args = ["--new-window", `--extensionDevelopmentPath=${root}`, examples];
  const { error, status } = spawnSync("code", args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}

async function startInBrowser(host: string, port: number): Promise<void> {
  await installCodeServer((line) => console.log(line));
  const dataFolder = join(editors, "start");
  const extensions = join(dataFolder, "extensions");
  if (!existsSync(join(dataFolder, "data/User/settings.json"))) writeSettings(dataFolder, {});
  // The package is installed as a person has it, so the address needs no payload and works from any machine.
  rmSync(extensions, { recursive: true, force: true });
  console.log("Packaging and installing Nabla …");
  const vsix = await packageExtension(join(editors, "nabla.vsix"));
  await installExtension(vsix, extensions, dataFolder);
  // Whoever reaches the server can run programs as its user: beyond this machine it asks for a token.
  const local = ["127.0.0.1", "localhost", "::1"].includes(host);
  const token = local ? undefined : randomBytes(16).toString("hex");
  const server = await startServer({
    dataFolder,
    host,
    port,
    extraArguments: [
      ...(token === undefined ? ["--without-connection-token"] : ["--connection-token", token]),
      ...["--default-folder", examples, "--extensions-dir", extensions],
    ],
  });
  const authority = server.authority.replace(/^(0\.0\.0\.0|::)(?=:\d)/, hostname());
  console.log(`Open http://${authority}/${token === undefined ? "" : `?tkn=${token}`}  (Ctrl+C ends it)`);
  await server.ended;
}
