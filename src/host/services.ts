/** What the parts of the extension share; made once by `activate`. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { LoadOptions } from '../io/loadRun';
import { NoveltyTasks } from '../io/noveltyTasks';
import { TraceTasks } from '../io/traceTasks';
import { Annotations } from './annotations/annotations';
import { createLog } from './errors';
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

/** A setting of the extension; its default is in the manifest. */
export function setting<T>(name: 'defaultTau' | 'cacheSizeMB' | 'author'): T {
  return vscode.workspace.getConfiguration('traceInspector').get<T>(name)!;
}
