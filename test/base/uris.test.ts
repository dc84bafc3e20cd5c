/** Which file a URI means, however it is escaped, and which URI a path means. */
import { expect, test } from "vitest";
import { fileKey, fileName, folderOf, isInFolder, looseFileKey, resolveIn } from "../../src/base/uris.ts";

test.each([
  ["file:///a/iris%20%281%29.csv", "file:///a/iris%20(1).csv"],
  ["file:///a/%27%21%2A.csv", "file:///a/'!*.csv"],
  ["file:///c%3A/a.csv", "file:///C:/a.csv"],
  ["FILE:///a.csv", "file:///a.csv"],
  ["file:///%c3%a9.csv", "file:///é.csv"],
])("%s is %s", (one, other) => {
  expect(fileKey(one)).toBe(fileKey(other));
  expect(one).not.toBe(other);
});

test.each([
  ["file:///a/x.csv", "file:///b/x.csv"],
  ["file:///a%2520.csv", "file:///a%20.csv"],
  ["file:///a.csv", "file:///A.csv"],
  ["file:///%C3%A9.csv", "file:///e%CC%81.csv"],
  ["file:///a.csv", "memfs:///a.csv"],
  ["git:/a.grad?HEAD", "git:/a.grad?HEAD~1"],
  ["file:///a%FF.csv", "file:///a%FE.csv"],
])("%s is not %s", (one, other) => {
  expect(fileKey(one)).not.toBe(fileKey(other));
});

test("where a file system may take two names for one, they are one when something has changed", () => {
  expect(looseFileKey("file:///A.csv")).toBe(looseFileKey("file:///a.CSV"));
  expect(looseFileKey("file:///%C3%A9.csv")).toBe(looseFileKey("file:///e%CC%81.csv"));
});

test.each([
  ["file:///w/net.grad", "x.csv", "file:///w/x.csv"],
  ["file:///w/deep/net.grad", "../x.csv", "file:///w/x.csv"],
  ["file:///w/net.grad", "../../../x.csv", "file:///x.csv"],
  ["file:///w/net.grad", "/data/x.csv", "file:///data/x.csv"],
  ["file:///c%3A/w/net.grad", "D:/x.csv", "file:///D%3A/x.csv"],
  ["file:///w/net.grad", "50%.csv", "file:///w/50%25.csv"],
  ["file:///w/net.grad", "%2e%2e/x.csv", "file:///w/%252e%252e/x.csv"],
  ["file:///w/net.grad", "\ud800.csv", "file:///w/%EF%BF%BD.csv"],
  ["vscode-vfs://github/o/r/net.grad", "../../../x.csv", "vscode-vfs://github/x.csv"],
  ["git:/w/net.grad?a/b#c", "x.csv", "git:/w/x.csv"],
])("in %s, %j is %s", (document, path, expected) => {
  expect(resolveIn(folderOf(document)!, path)).toBe(expected);
});

test("a document that was never saved is in no folder", () => {
  expect(folderOf("untitled:Untitled-1")).toBeUndefined();
});

test.each([
  ["file:///w/100%25.grad", "100%.grad"],
  ["file:///w/100%.grad", "100%.grad"],
  ["file:///w/a%20b.grad?x/y", "a b.grad"],
  ["untitled:Untitled-1", "Untitled-1"],
])("the file's name in %s is %j", (uri, name) => {
  expect(fileName(uri)).toBe(name);
});

test.each([
  ["file:///w/x.csv", "file:///w", true],
  ["file:///w/deep/x.csv", "file:///w/", true],
  ["file:///w%20w/x.csv", "file:///w w", true],
  ["file:///ww/x.csv", "file:///w", false],
  ["file:///w", "file:///w", false],
  ["memfs:/w/x.csv", "file:///w", false],
  ["file:///x.csv", "file:///", true],
])("%s is in %s: %j", (uri, folder, expected) => {
  expect(isInFolder(uri, folder)).toBe(expected);
});
