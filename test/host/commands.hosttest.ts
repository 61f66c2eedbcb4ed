import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeCustomEditor, closeAll, until } from './workbench';

describe('The extension', () => {
  afterEach(closeAll);

  it('opens the bundled sample, and registers every command of its manifest', async () => {
    await vscode.commands.executeCommand('traceInspector.openSample');
    const input = await until('the sample', activeCustomEditor);
    assert.match(input.uri.path, /media\/samples\/tiny-rlvr\.traces\.json$/);
    const extension = vscode.extensions.getExtension('trace-inspector.reasoning-trace-inspector')!;
    await until('it is active', () => extension.isActive);
    const registered = new Set(await vscode.commands.getCommands(true));
    const { commands } = extension.packageJSON.contributes as { commands: { command: string }[] };
    assert.deepEqual(
      commands.filter(({ command }) => !registered.has(command)),
      [],
    );
  });
});
