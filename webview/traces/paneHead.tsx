/** Head of a pane: run, sample number, verdict with its rank, length; strip; answers. */
import type { JSX } from 'preact';
import type { TestMessage } from '../../src/core/trace/testMessages';
import type { Problem, Trace } from '../../src/protocol/comparePage';
import type { SampleStrip } from '../../src/core/compare/strip';
import type { RunSummary } from '../../src/core/compare/comparison';
import { Finish } from '../../src/core/runIndex';
import { formatCount, formatNoun } from '../../src/core/format';
import { CheckedField } from '../ui/checkedField';
import { Dropdown } from '../ui/controls';
import { Icon } from '../ui/icon';
import { Swatch, VerdictGlyph } from '../ui/marks';
import { Strip } from './strip';
import { whyWrong } from './whyWrong';
import { answerGroups, finishWords, verdictWithRank } from './samples';

interface PaneHeadProps {
  runs: RunSummary[];
  run: number;
  strip: SampleStrip | undefined;
  sample: number;
  /** Samples that have been read, as 1. */
  read: Uint8Array | undefined;
  trace: Trace | undefined;
  problem: Problem | undefined;
  tests: readonly TestMessage[] | undefined;
  /** Why this sample is shown; '' when it was picked by hand. */
  reason: string;
  removable: boolean;
  onRun(run: number): void;
  onSample(sample: number): void;
  onRemove(): void;
}

export function PaneHead(props: PaneHeadProps): JSX.Element {
  const { runs, run, strip, sample, read, trace } = props;
  const { label, model } = runs[run];
  const n = strip?.verdict.length ?? 0;
  const why = whyWrong(props);
  return (
    <div class="pane-head">
      <div class="pane-head-line">
        <Swatch run={run} />
        <RunChoice {...props} />
        {model && <span class="run-model">{model}</span>}
        {strip && n > 0 && (
          <>
            <CheckedField
              class="sample-field"
              label={`Sample of ${label}, 1 to ${n}`}
              text={String(sample + 1)}
              take={(text) => takeSample(text, n, props.onSample)}
            />
            <span class="muted nowrap">of {formatCount(n)}</span>
            <span class="verdict-words">
              <VerdictGlyph verdict={strip.verdict[sample]} />
              <b>{verdictWithRank(strip, sample)}</b>
              {why && <span class="why-wrong">· {why}</span>}
              {read?.[sample] === 1 && <span class="muted read-word">· read</span>}
            </span>
          </>
        )}
        <span class="length end">{trace && lengthWords(trace)}</span>
        {props.removable && (
          <button type="button" class="icon-button" aria-label={`Remove the pane of ${label}`} onClick={props.onRemove}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}

function RunChoice({ runs, run, onRun }: PaneHeadProps): JSX.Element {
  if (runs.length === 1) return <strong class="run-name">{runs[run].label}</strong>;
  return (
    <Dropdown
      class="run-choice"
      label="Run of this pane"
      value={String(run)}
      options={runs.map(({ label }, i) => ({ value: String(i), text: label }))}
      onChange={(value) => onRun(Number(value))}
    />
  );
}

function takeSample(text: string, n: number, choose: (sample: number) => void): string | undefined {
  const number = Number(text.trim().replaceAll(',', ''));
  if (!Number.isInteger(number) || number < 1 || number > n) return `A whole number from 1 to ${formatCount(n)}.`;
  choose(number - 1);
  return undefined;
}

/** `1,184 tokens · stop`, or characters where the dump counts no tokens. */
function lengthWords(trace: Trace): JSX.Element {
  const length =
    trace.tokens >= 0
      ? formatNoun(trace.tokens, 'token')
      : trace.hasText
        ? formatNoun(trace.text.length, 'character')
        : '';
  const finish = finishWords[trace.finish as Finish];
  return (
    <>
      {length}
      {length && finish && ' · '}
      <span class={trace.finish === Finish.length ? 'warning-word' : ''}>{finish}</span>
    </>
  );
}

/** Strip and answers, or why there are none. */
export function PaneStrip(props: PaneHeadProps & { error?: string }): JSX.Element {
  const { runs, run, strip, sample, read, reason, onSample, error } = props;
  if (error) return <p class="pane-strip muted">{error}</p>;
  if (strip && strip.verdict.length === 0)
    return <p class="pane-strip muted">{runs[run].label} has no samples of this problem.</p>;
  return (
    <div class="pane-strip">
      {strip && <Strip strip={strip} sample={sample} read={read} label={runs[run].label} onChoose={onSample} />}
      <p class="answers">
        {reason && <span class="pair-reason">{reason}</span>}
        {strip && <Answers strip={strip} />}
      </p>
    </div>
  );
}

function Answers({ strip }: { strip: SampleStrip }): JSX.Element {
  const groups = answerGroups(strip, 3);
  return (
    <>
      <span>{groups.length > 0 ? 'answers' : 'no extracted answers in this dump'}</span>
      {groups.map(({ text, count, named }) => (
        <span class={`answer-group ${named ? 'named' : ''}`} key={`${named} ${text}`}>
          <bdi class="answer-text">{text}</bdi> × {formatCount(count)}
        </span>
      ))}
    </>
  );
}
