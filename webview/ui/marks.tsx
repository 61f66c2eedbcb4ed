/** The small signs of `design.md`: run swatch, solved mark, class glyph, verdict glyph, key. Filled = yes, hollow = no. */
import type { JSX } from 'preact';
import type { ProblemClass } from '../../src/core/compare/comparison';
import { Verdict } from '../../src/core/runIndex';
import { Icon } from './icon';

const HUES = 6;
/** Dash of the line, the second sign of a run beside its hue. */
const dashes = ['', '7 3', '2 3', '9 3 2 3', '4 4', '12 4'];

/** Class that sets `--run` for a run by its place in the comparison; from the seventh on hues repeat. */
export function runClass(run: number): string {
  return `run-${(run % HUES) + 1}`;
}

/** Hues that repeat come with the next dash. */
function dashOf(run: number): string {
  return dashes[(run + Math.floor(run / HUES)) % dashes.length];
}

export function Swatch({ run }: { run: number }): JSX.Element {
  return (
    <svg class={`swatch ${runClass(run)}`} width="17" height="10" aria-hidden="true">
      <path d="M0 5h17" stroke-dasharray={dashOf(run)} />
    </svg>
  );
}

/** Solved, not solved, or not defined (`undefined`). Its words are the caller's. */
export function SolvedMark({ run, solved }: { run: number; solved: boolean | undefined }): JSX.Element {
  const kind = solved === undefined ? 'mark-undefined' : solved ? 'mark-solved' : 'mark-unsolved';
  return (
    <svg class={`mark ${kind} ${runClass(run)}`} width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
      <circle cx="5.5" cy="5.5" r={solved ? 5.25 : 4.6} />
    </svg>
  );
}

/** Left half: base solves it; right half: the other run does. Always beside its word. */
export function ClassGlyph(props: { problemClass: ProblemClass; base: number; other: number }): JSX.Element {
  const { problemClass } = props;
  const base = problemClass === 'both' || problemClass === 'baseOnly';
  const other = problemClass === 'both' || problemClass === 'rlOnly';
  return (
    <svg class={`class-glyph glyph-${problemClass}`} width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
      <circle class="ring" cx="6.5" cy="6.5" r="5.5" />
      {base && <path class={`half ${runClass(props.base)}`} d="M6.5 .5a6 6 0 0 0 0 12Z" />}
      {other && <path class={`half ${runClass(props.other)}`} d="M6.5 .5a6 6 0 0 1 0 12Z" />}
      {problemClass === 'neither' && <path class="bar" d="M6.5 3v7" />}
    </svg>
  );
}

const verdictIcons = {
  [Verdict.correct]: { name: 'check', class: 'verdict-correct' },
  [Verdict.wrong]: { name: 'close', class: 'verdict-wrong' },
  [Verdict.unscored]: { name: 'slash', class: 'verdict-unscored' },
} as const;

export function VerdictGlyph({ verdict }: { verdict: number }): JSX.Element {
  const icon = verdictIcons[verdict as Verdict];
  return <Icon name={icon.name} class={`verdict ${icon.class}`} />;
}

export function Kbd({ children }: { children: string }): JSX.Element {
  return <kbd>{children}</kbd>;
}
