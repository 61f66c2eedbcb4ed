/** The HTML around the page. Holds nothing of a dump: all data comes by message. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Where the page's script and style are. */
export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist');
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): vscode.Uri => webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extensionUri), name));
  // The toolkit tries out a style of its own, and takes the nonce for it from here.
  const head = `<meta property="csp-nonce" content="${nonce}"><link rel="stylesheet" href="${file('webview.css')}">`;
  const body = `<div id="root"></div><script nonce="${nonce}" src="${file('webview.js')}"></script>`;
  return documentHtml(
    head,
    body,
    `style-src ${webview.cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src ${webview.cspSource}; font-src ${webview.cspSource};`,
  );
}

/** Stands for the page when the comparison can't be read at all. */
export function unreadableHtml(webview: vscode.Webview, extensionUri: vscode.Uri, sentence: string): string {
  const style = webview.asWebviewUri(vscode.Uri.joinPath(pageFolder(extensionUri), 'webview.css'));
  const head = `<link rel="stylesheet" href="${style}">`;
  const link = '<a href="command:traceInspector.openAsText">Open as Text</a>';
  const body = `<main class="page empty"><h2>${escapeHtml(sentence)}</h2><p>${link}</p></main>`;
  return documentHtml(head, body, `style-src ${webview.cspSource};`);
}

function documentHtml(head: string, body: string, policy: string): string {
  const csp = `default-src 'none'; ${policy}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reasoning Traces</title>
${head}
</head>
<body>${body}</body>
</html>`;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => names[character]);
}
