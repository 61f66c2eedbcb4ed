/** Findings in the Problems panel: at file and line of the dump, else on the comparison. */
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../core/findings';
import { formatCount } from '../core/format';
import { groupBy } from './groupBy';
import type { OpenComparison, OpenComparisons } from './openComparisons';
import { dumpScheme } from './viewTypes';

/** Shown for one file; a last line says how many more there are. */
const mostPerFile = 100;

const severities: Record<Finding['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export function registerDiagnostics(comparisons: OpenComparisons): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('traceInspector');
  const open = new Map<OpenComparison, Map<string, Finding[]>>();
  const known = new Map<OpenComparison, string>();
  const show = (files: Iterable<string>): void => {
    for (const file of files) {
      // Two comparisons may read one dump: a finding is listed once.
      const found = [...open.values()].flatMap((byFile) => byFile.get(file) ?? []);
      const uri = vscode.Uri.parse(file);
      collection.set(uri, diagnosticsOf(withoutTold(withoutTwins(found), toldByJson(uri))));
    }
  };
  const lastTold = new Map<string, string>();
  /** The editor's own JSON check comes a moment after ours. */
  const compareWithJson = (uris: readonly vscode.Uri[]): void => {
    for (const uri of uris) {
      const file = uri.toString();
      if (![...open.values()].some((byFile) => byFile.has(file))) continue;
      const told = JSON.stringify(toldByJson(uri));
      if (lastTold.get(file) === told) continue;
      lastTold.set(file, told);
      show([file]);
    }
  };
  const take = (comparison: OpenComparison): void => {
    const { findings } = comparison.session.state;
    const key = JSON.stringify(findings);
    if (known.get(comparison) === key) return;
    known.set(comparison, key);
    const before = open.get(comparison)?.keys() ?? [];
    const after = byUri(comparison, findings);
    open.set(comparison, after);
    show(new Set([...before, ...after.keys()]));
  };
  const forget = (comparison: OpenComparison): void => {
    const files = [...(open.get(comparison)?.keys() ?? [])];
    open.delete(comparison);
    known.delete(comparison);
    show(files);
  };
  return vscode.Disposable.from(
    collection,
    comparisons.stateChanged.on(take),
    comparisons.closed.on(forget),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => compareWithJson(uris)),
  );
}

/** Where the editor's own JSON check finds something, lines from 1. */
interface ToldByJson {
  line: number;
  /** Breaks of the schema are warnings. */
  isSyntax: boolean;
}

function toldByJson(uri: vscode.Uri): ToldByJson[] {
  const told = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'json' || source === 'jsonc');
  return told.map(({ range, severity }) => ({
    line: range.start.line + 1,
    isSyntax: severity === vscode.DiagnosticSeverity.Error,
  }));
}

/** Without what the editor's JSON check says of the comparison in its own words, so that nothing is listed twice. */
function withoutTold(findings: Finding[], told: ToldByJson[]): Finding[] {
  // One parser names the end of a line, another the begin of the next.
  const isTold = (at: number): boolean => told.some(({ line, isSyntax }) => Math.abs(line - at) <= (isSyntax ? 1 : 0));
  return findings.filter(({ code, line = 1 }) => code !== 'comparison-file' || !isTold(line));
}

function byUri({ session, source, tags }: OpenComparison, findings: Finding[]): Map<string, Finding[]> {
  const uriOf = ({ file }: Finding): vscode.Uri => {
    const path = file === undefined ? source.uri.fsPath : resolve(session.baseDir, file);
    const isComparison = source.document !== undefined && path === source.uri.fsPath;
    if (isComparison) return source.uri;
    const isText = tags.known?.paths.includes(path) === true;
    return isText ? vscode.Uri.file(path) : vscode.Uri.file(path).with({ scheme: dumpScheme });
  };
  return groupBy(findings, (finding) => uriOf(finding).toString());
}

function withoutTwins(findings: Finding[]): Finding[] {
  return [
    ...new Map(findings.map((finding) => [`${finding.line} ${finding.code} ${finding.message}`, finding])).values(),
  ];
}

function diagnosticsOf(findings: Finding[]): vscode.Diagnostic[] {
  const shown = findings.slice(0, mostPerFile).map(diagnosticOf);
  const rest = findings.length - shown.length;
  if (rest > 0)
    shown.push(
      diagnosticOf({
        code: 'too-many-findings',
        severity: 'info',
        message: `${formatCount(rest)} more findings in this file are not listed here.`,
      }),
    );
  return shown;
}

function diagnosticOf({ code, severity, line = 1, message }: Finding): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, 0, line - 1, 0);
  const diagnostic = new vscode.Diagnostic(range, message, severities[severity]);
  diagnostic.source = 'Traces';
  diagnostic.code = code;
  return diagnostic;
}
