import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('is there, and activates', async () => {
    const extension = vscode.extensions.getExtension('trace-inspector.reasoning-trace-inspector');
    assert.ok(extension);
    await extension.activate();
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('traceInspector.openSample'), 'its commands are registered');
  });
});
