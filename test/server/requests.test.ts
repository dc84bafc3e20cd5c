/** Requests, a file each: all of them are answered, and no two say the same of what the server can do. */
import { expect, test } from "vitest";
import { capabilities, requests } from "../../src/server/requests/index.ts";
import { filesOf, importsOf } from "../tidy/files.ts";

const folder = "src/server/requests";
const [index] = filesOf(`${folder}/index.ts`);

test("every file of the folder is in the list", () => {
  const paths = filesOf(`${folder}/*.ts`).map(({ path }) => path);
  const listed = importsOf(index!).filter((path) => path.startsWith(folder));
  expect(new Set(listed)).toEqual(new Set(paths.filter((path) => path !== index!.path)));
  expect(requests.length).toBe(listed.length);
});

test("each capability is one request's", () => {
  const names = requests.flatMap((request) => Object.keys(request.capabilities ?? {}));
  expect(names.sort()).toEqual(Object.keys(capabilities).sort());
  expect(names.length).toBeGreaterThan(5);
});
