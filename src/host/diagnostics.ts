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
      collection.set(vscode.Uri.parse(file), diagnosticsOf(withoutTwins(found)));
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
  return vscode.Disposable.from(collection, comparisons.stateChanged.on(take), comparisons.closed.on(forget));
}

function byUri({ session, source }: OpenComparison, findings: Finding[]): Map<string, Finding[]> {
  const uriOf = ({ file }: Finding): vscode.Uri => {
    const path = file === undefined ? source.uri.fsPath : resolve(session.baseDir, file);
    const isComparison = source.document !== undefined && path === source.uri.fsPath;
    return isComparison ? source.uri : vscode.Uri.file(path).with({ scheme: dumpScheme });
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
