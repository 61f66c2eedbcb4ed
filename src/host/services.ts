/** What the parts of the extension share; made once by `activate`. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LoadOptions } from '../io/loadRun';
import { NoveltyTasks } from '../io/noveltyTasks';
import { TraceTasks } from '../io/traceTasks';
import { Annotations } from './annotations/annotations';
import { createLog } from './errors';
import { randomUUID } from 'node:crypto';
import { Evals } from './evals/evals';
import { Harnesses } from './evals/harnesses';
import { TargetTokens } from './evals/tokens';
import { runColours } from './icons';
import { OpenComparisons } from './openComparisons';
import { ReadMarks } from './readMarks';
import { Searches } from './search/search';
import { ViewStore } from './viewState';

export interface Services {
  extensionUri: vscode.Uri;
  comparisons: OpenComparisons;
  annotations: Annotations;
  views: ViewStore;
  /** What this workspace remembers. */
  memory: vscode.Memento;
  overviewWorkerPath: string;
  marks: ReadMarks;
  searches: Searches;
  /** The bundled `searchWorker.js`. */
  searchWorkerPath: string;
  runColours: ReturnType<typeof runColours>;
  traceTasks: TraceTasks;
  noveltyTasks: NoveltyTasks;
  evals: Evals;
  harnesses: Harnesses;
  tokens: TargetTokens;
  /** Of the extension. */
  version: string;
  /** How runs named in a comparison in `baseDir` are read. */
  loadOptions(baseDir: string): LoadOptions;
}

export function createServices(context: vscode.ExtensionContext): Services {
  const traceTasks = new TraceTasks({ workerPath: join(context.extensionPath, 'dist', 'traceWorker.js') });
  const noveltyTasks = new NoveltyTasks({ workerPath: join(context.extensionPath, 'dist', 'noveltyWorker.js') });
  const comparisons = new OpenComparisons();
  const annotations = new Annotations(comparisons, () => setting<string>('author'));
  context.subscriptions.push(createLog(), traceTasks, noveltyTasks, annotations);
  const searchWorkerPath = join(context.extensionPath, 'dist', 'searchWorker.js');
  return {
    ...createEvals(context, comparisons),
    extensionUri: context.extensionUri,
    comparisons,
    annotations,
    overviewWorkerPath: join(context.extensionPath, 'dist', 'overviewWorker.js'),
    runColours: runColours(context.extension.packageJSON),
    traceTasks,
    noveltyTasks,
    views: new ViewStore(context.workspaceState),
    memory: context.workspaceState,
    marks: new ReadMarks(context.globalState),
    searches: new Searches(searchWorkerPath),
    searchWorkerPath,
    loadOptions: (baseDir) => ({
      baseDir,
      storageDir: context.globalStorageUri.fsPath,
      workerPath: join(context.extensionPath, 'dist', 'indexWorker.js'),
      maxUnpackedBytes: setting<number>('cacheSizeMB') * 2 ** 20,
    }),
  };
}

type EvalServices = Pick<Services, 'evals' | 'harnesses' | 'tokens' | 'version'>;

function createEvals(context: vscode.ExtensionContext, comparisons: OpenComparisons): EvalServices {
  const { extension, extensionPath, globalStorageUri, globalState, workspaceState, secrets } = context;
  const harnesses = new Harnesses({
    leaseDir: join(globalStorageUri.fsPath, 'leases'),
    window: randomUUID(),
    extensionPath,
  });
  const tokens = new TargetTokens(secrets, globalState);
  const log = vscode.window.createOutputChannel('Reasoning Traces: Evals', { log: true });
  const previewPath = join(extensionPath, 'dist', 'previewGrader.js');
  const evals = new Evals({ comparisons, harnesses, tokens, log, memory: workspaceState, previewPath });
  context.subscriptions.push(log, harnesses);
  const { version } = extension.packageJSON as { version: string };
  return { evals, harnesses, tokens, version };
}

/** A setting of the extension; its default is in the manifest. */
export function setting<T>(name: 'defaultTau' | 'cacheSizeMB' | 'author'): T {
  return vscode.workspace.getConfiguration('traceInspector').get<T>(name)!;
}
