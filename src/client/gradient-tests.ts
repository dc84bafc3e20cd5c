/** The checks of gradients in the Test Explorer: a file each, and in it each leaf, block and belief. */
import {
  Disposable,
  Range,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
  type CancellationToken,
  type TestItem,
  type TestRun,
  type TextDocument,
} from "vscode";
import {
  checkRequest,
  type CheckParams,
  type CheckResult,
  type GradientCheck,
} from "../protocol/requests.ts";
import { isGrad } from "./active-file.ts";

export interface GradientTests {
  /** Checks a file's gradients and shows what is found. */
  check(uri: string): Promise<void>;
  dispose(): void;
}

export function createGradientTests(
  request: <T>(method: string, params: object) => Promise<T>,
): GradientTests {
  const controller = tests.createTestController("nabla.gradients", "Gradients");
  const itemOf = (uri: Uri): TestItem => {
    const id = uri.toString();
    const known = controller.items.get(id);
    if (known !== undefined) return known;
    const item = controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    controller.items.add(item);
    return item;
  };
  const add = (document: TextDocument): void => {
    if (isGrad(document)) itemOf(document.uri);
  };
  const fileOf = (item: TestItem): TestItem => item.parent ?? item;

  const run = async (wanted: TestRunRequest, token?: CancellationToken): Promise<void> => {
    const all = wanted.include ?? [...controller.items].map(([, item]) => item);
    const files = new Set(all.map(fileOf));
    const testRun = controller.createTestRun(wanted);
    try {
      for (const file of files) {
        if (token?.isCancellationRequested === true) break;
        await runFile(file, testRun).catch((error: unknown) => {
          testRun.errored(file, new TestMessage(String(error)));
        });
      }
    } finally {
      testRun.end();
    }
  };

  const runFile = async (file: TestItem, testRun: TestRun): Promise<void> => {
    testRun.started(file);
    const { checks, failure } = await request<CheckResult>(checkRequest, {
      uri: file.id,
    } satisfies CheckParams);
    const items = checks.map((check, i) => {
      const item = controller.createTestItem(`${file.id}#${i}`, check.label, file.uri);
      item.range = rangeOf(check);
      item.description = check.message;
      return item;
    });
    file.children.replace(items);
    for (const [i, item] of items.entries()) report(testRun, item, checks[i]!);
    file.error = failure;
    if (failure !== undefined) testRun.errored(file, new TestMessage(failure));
    else testRun.passed(file);
  };

  const profile = controller.createRunProfile("Check Gradients", TestRunProfileKind.Run, run, true);
  workspace.textDocuments.forEach(add);
  const parts = Disposable.from(
    controller,
    profile,
    workspace.onDidOpenTextDocument(add),
    workspace.onDidCloseTextDocument(({ uri }) => controller.items.delete(uri.toString())),
    // What was found is of the text before.
    workspace.onDidChangeTextDocument(({ document }) => {
      const item = controller.items.get(document.uri.toString());
      if (item !== undefined && item.children.size > 0) controller.invalidateTestResults(item);
    }),
  );
  return {
    check: (uri) => run(new TestRunRequest([itemOf(Uri.parse(uri))], undefined, profile, false, true)),
    dispose: () => void parts.dispose(),
  };
}

/** Says it in the explorer and the output, and by an icon at the line: a message there would lie over the line's own numbers. */
function report(testRun: TestRun, item: TestItem, { verdict, message }: GradientCheck): void {
  testRun.appendOutput(`${verdict}: ${message}\r\n`, undefined, item);
  if (verdict === "good") testRun.passed(item);
  else if (verdict === "uncertain") testRun.skipped(item);
  else testRun.failed(item, []);
}

function rangeOf({ range: { start, end } }: GradientCheck): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
