import { findExtensionHost } from './extensionHost.ts';
import type { Figure } from './figure.ts';
import { inspect } from './inspector.ts';
import type { Lab } from './lab.ts';
import { percentile } from './percentile.ts';

const ROUNDS = 10;

/**
 * What VS Code alone needs to change and save these files side by side, in milliseconds: the least that an edit through its
 * documents takes. Run in the extension host of the lab's newest window, with nothing of Ask Kimi in between.
 */
export async function measureEditorAlone(lab: Lab, files: readonly string[]): Promise<Figure[]> {
  const { pid } = await findExtensionHost(lab);
  await using inspector = await inspect(pid);
  const expression = `(${changeAndSave})(${JSON.stringify(files)}, ${ROUNDS})`;
  const { result } = await inspector.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  const { value } = result as { value?: number[] };
  if (value?.length !== ROUNDS) throw new Error(`VS Code alone was not measured: ${JSON.stringify(result)}`);
  const figure = 'threeEdits.vscode.editorAlone';
  return [
    { figure: `${figure}.p50`, value: percentile(value, 0.5), unit: 'ms', samples: ROUNDS },
    { figure: `${figure}.max`, value: percentile(value, 1), unit: 'ms', samples: ROUNDS },
  ];
}

/** Runs in the extension host, which knows whose `vscode` it is by the file that asks for it. */
async function changeAndSave(files: string[], rounds: number): Promise<number[]> {
  const { createRequire } = process.getBuiltinModule('node:module');
  const loaded = Object.keys(createRequire('/').cache).find((file) => /ask-kimi[^/\\]*[/\\]dist[/\\]/.test(file));
  const vscode: typeof import('vscode') = createRequire(loaded ?? '/')('vscode');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await Promise.all(
      files.map(async (file) => {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, document.lineAt(0).range, `export const step: number = ${-1 - round};`);
        if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save()))
          throw new Error(`${file} was not saved.`);
      }),
    );
    times.push(performance.now() - began);
  }
  return times;
}
