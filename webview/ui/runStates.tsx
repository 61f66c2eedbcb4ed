/** What stands above a page while runs are being read, were stopped, or failed; and the page without runs. */
import type { JSX } from 'preact';
import type { ComparisonState, RunState, RunSummary } from '../../src/core/compare/comparison';
import { formatCount, formatNoun, formatSizeOf } from '../../src/core/format';
import { act } from '../state/host';
import { page } from '../state/page';
import { useStore } from '../state/store';
import { Button } from './controls';
import { Icon } from './icon';
import { Kbd } from './marks';

export function RunStates({ state }: { state: ComparisonState }): JSX.Element {
  const reading = state.runs.find((run) => run.state.kind === 'reading');
  const stopped = reading ? [] : state.runs.filter((run) => run.state.kind === 'stopped');
  const mapping = useStore(page, (value) => value.mapping);
  const open = state.runs.filter((run) => run.samples > 0).map((run) => run.label);
  return (
    <>
      {reading?.state.kind === 'reading' && <Reading run={reading} progress={reading.state} />}
      {stopped.map((run) => run.state.kind === 'stopped' && <Stopped key={run.label} run={run} progress={run.state} />)}
      {state.runs.map(
        (run, place) =>
          run.state.kind === 'failed' &&
          place !== mapping && <Failed key={run.label} run={place} state={run.state} open={open} />,
      )}
    </>
  );
}

type Progress<Kind extends RunState['kind']> = Extract<RunState, { kind: Kind }>;

function Reading({ run, progress }: { run: RunSummary; progress: Progress<'reading'> }): JSX.Element {
  const { file, readBytes, totalBytes } = progress;
  return (
    <section class="run-state" aria-label="Reading">
      <p class="run-state-line">
        <span>
          Reading <strong>{file}</strong> <span class="muted">{progressWords(run, progress)}</span>
        </span>
        <span class="end">
          <button type="button" class="link" onClick={() => act({ kind: 'stopReading' })}>
            Cancel
          </button>{' '}
          <Kbd>esc</Kbd>
        </span>
      </p>
      <progress value={readBytes} max={Math.max(1, totalBytes)} aria-label={`Reading ${file}`} />
      <p class="muted">Counts are of what has been read. Numbers that need all of it wait. Any row opens now.</p>
    </section>
  );
}

/** `1,412 of 4,096 MB · 10,585 samples · 0.9 GB/s · 3 s left` */
function progressWords(run: RunSummary, progress: Progress<'reading'>): string {
  const { readBytes, totalBytes, bytesPerSecond } = progress;
  const parts = [formatSizeOf(readBytes, totalBytes), formatNoun(run.samples, 'sample')];
  if (bytesPerSecond > 0) {
    const left = Math.ceil((totalBytes - readBytes) / bytesPerSecond);
    parts.push(speedWords(bytesPerSecond), left < 60 ? `${left} s left` : `${Math.ceil(left / 60)} min left`);
  }
  return parts.join(' · ');
}

function speedWords(bytesPerSecond: number): string {
  return bytesPerSecond >= 1e8
    ? `${(bytesPerSecond / 1e9).toFixed(1)} GB/s`
    : `${formatCount(bytesPerSecond / 1e6)} MB/s`;
}

function Stopped({ run, progress }: { run: RunSummary; progress: Progress<'stopped'> }): JSX.Element {
  return (
    <section class="run-state" aria-label="Stopped">
      <p class="run-state-line">
        <span>
          <strong>{run.label}</strong> stopped at {formatSizeOf(progress.readBytes, progress.totalBytes)}.{' '}
          <span class="muted">{formatNoun(run.samples, 'sample')} can be read; counts say “so far”.</span>
        </span>
        <span class="end">
          <button type="button" class="link" onClick={() => act({ kind: 'continueReading' })}>
            Continue
          </button>
        </span>
      </p>
    </section>
  );
}

function Failed({ run, state, open }: { run: number; state: Progress<'failed'>; open: string[] }): JSX.Element {
  const { message, canBeMapped } = state;
  const end = message.search(/[.:] /);
  const [head, rest] = end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 2)];
  return (
    <section class={`run-failed ${open.length === 0 ? 'alone' : ''}`} role="alert">
      <Icon name="error" class="error" />
      <div>
        <p>
          <strong>{head}</strong> {rest} {open.length > 0 && <span class="muted">{openWords(open)}</span>}
        </p>
        <div class="buttons">
          <Button onClick={() => act({ kind: 'continueReading' })}>Try Again</Button>
          {canBeMapped && (
            <Button secondary onClick={() => page.update({ mapping: run })}>
              Name the Fields…
            </Button>
          )}
          <Button secondary onClick={() => act({ kind: 'showLog' })}>
            Show Log
          </Button>
        </div>
      </div>
    </section>
  );
}

function openWords(open: string[]): string {
  return `${open.join(', ')} ${open.length === 1 ? 'is open and can be read.' : 'are open and can be read.'}`;
}

export function NoRuns(): JSX.Element {
  return (
    <main class="page empty">
      <h2>This comparison has no runs yet.</h2>
      <p class="muted">A run is all samples of one model, in one file or several.</p>
      <div class="buttons">
        <Button onClick={() => act({ kind: 'addRun' })}>Add Run…</Button>
        <Button secondary onClick={() => act({ kind: 'guessRuns' })}>
          Guess from This Folder
        </Button>
      </div>
    </main>
  );
}
