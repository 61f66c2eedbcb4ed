import type { Evaluation } from '../compare/view';
import { Solved } from '../compare/view';
import type { Growing } from './intervals';
import type { Ladder, Missing, Perplexity, Rung } from './overview';
import type { Study } from './study';

/** pass@1 and pass@K of runs in order of their step or of a setting. */
export function ladderOf(
  study: Study,
  evaluation: Evaluation,
  entropies: Perplexity['entropyProxy'],
): Growing<Ladder | Missing> {
  const { set, options, pass, intervals, studyK } = study;
  const axes = axesOf(study, entropies);
  const axis = options.ladderAxis && axes.includes(options.ladderAxis) ? options.ladderAxis : axes[0];
  if (axis === undefined || set.K === 0) {
    const missing =
      'A ladder needs two runs with a step or another setting: give each run its step, sampling or training in the comparison file.';
    return () => ({ missing });
  }
  const places = set.compared.flatMap((run) => {
    const x = placeOf(study, run, axis, entropies);
    return x === undefined ? [] : [{ run, x }];
  });
  places.sort((a, b) => a.x - b.x);
  const changes = changesOf(
    set.filtered,
    places.map(({ run }) => evaluation.runs[run].solved),
  );
  const rungs = places.map(({ run, x }, i) => {
    const columns = pass[run]!;
    const [pass1, passK] = [intervals.mean(columns.at(1)), intervals.mean(columns.at(studyK))];
    const { solved } = evaluation.runs[run];
    const count = set.filtered.filter((row) => solved[row] === Solved.yes).length;
    return (): Rung => ({ run, x, pass1: pass1(), passK: passK(), solved: count, ...changes[i] });
  });
  return () => ({ axis, axes, K: studyK, rungs: rungs.map((rung) => rung()) });
}

/** What at least two compared runs have unequal numbers for, the step first. */
function axesOf(study: Study, entropies: Perplexity['entropyProxy']): string[] {
  const { set, input } = study;
  const names = ['step', ...set.compared.flatMap((run) => Object.keys(input.runs[run].axes ?? {})), 'entropy'];
  return [...new Set(names)].filter((axis) => {
    const places = set.compared.map((run) => placeOf(study, run, axis, entropies)).filter((x) => x !== undefined);
    return new Set(places).size >= 2;
  });
}

/** The base stands at step 0, unless it says otherwise. */
function placeOf(
  { set, input }: Study,
  run: number,
  axis: string,
  entropies: Perplexity['entropyProxy'],
): number | undefined {
  const { step, axes } = input.runs[run];
  if (axis === 'step') return step ?? (run === set.base ? 0 : undefined);
  return axes?.[axis] ?? (axis === 'entropy' ? (entropies[run] ?? undefined) : undefined);
}

/** What each rung solves that the one below does not, and the other way round; rows undefined on any rung are in none. */
function changesOf(rows: Int32Array, solved: readonly Uint8Array[]) {
  const defined = rows.filter((row) => solved.every((rung) => rung[row] !== Solved.undefined));
  return solved.map((rung, i) => {
    const before = solved[i - 1] as Uint8Array | undefined;
    const gained = defined.filter((row) => before !== undefined && rung[row] > before[row]);
    const lost = defined.filter((row) => before !== undefined && rung[row] < before[row]);
    const earlier = solved.slice(0, Math.max(0, i - 1));
    const regained = gained.filter((row) => earlier.some((lower) => lower[row] === Solved.yes));
    return { gained, lost, regained };
  });
}
