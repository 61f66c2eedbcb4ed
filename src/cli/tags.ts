import type { AnnotationLog } from '../core/annotations/annotationLog';
import { offeredTags, tagFor, usesOf } from '../core/annotations/codebook';
import { sampleVerdicts, type Anchor, type SampleAnchor, type SampleVerdict } from '../core/annotations/events';
import { lostFindings } from '../core/annotations/lostFindings';
import { denominatorWords, prevalenceOf, type Prevalence, type ReadSample } from '../core/annotations/prevalence';
import type { Annotation, AnnotationState } from '../core/annotations/state';
import { pairRuns, type RunToPair } from '../core/compare/pair';
import { formatNoun } from '../core/format';
import { Verdict } from '../core/runIndex';
import { placeAnchors, type PlacedAnchor, type TraceReader } from '../io/annotations/placeAnchors';
import { loadRun, readTrace } from '../io/loadRun';
import { readAnnotated, type AnnotatedComparison } from './annotationFiles';
import { readArguments, wholeNumber } from './arguments';
import { CliError, findingsText, printedFinding, tableText, toJson, type Command } from './command';

/** `tags`: what was tagged, and how often. */
export const tags: Command = {
  usage: `  trace-inspector tags <name.traces.json> [--seed 7] [--resamples 10000] [--json]
      How often each tag occurs, by run and verdict, of the samples that have a tag or a review (not of all samples), with
      95 % intervals over problems. --json has every annotation with its place, the claims of novelty, and shares by fifth of the trace.`,
  async run(args) {
    const { paths, texts, flags } = readArguments(args, { seed: 'text', resamples: 'text', json: 'flag' });
    const seed = texts.seed === undefined ? 7 : wholeNumber(texts.seed, '--seed', 0);
    if (seed > 2 ** 32 - 1) throw new CliError(`--seed must be at most ${2 ** 32 - 1}, not ${seed}.`);
    const resamples = texts.resamples === undefined ? 10_000 : wholeNumber(texts.resamples, '--resamples', 1);
    const comparison = await readAnnotated(paths, 'tags');
    const located = await locate(comparison);
    const prevalence = prevalenceOf(comparison.log.state, located.read, { seed, resamples });
    const all = { ...comparison, ...located, prevalence };
    return flags.has('json') ? toJson({ ...asJson(all), seed, resamples }) : asText(all);
  },
};

interface PlacedAnnotation extends PlacedAnchor {
  annotation: Annotation;
  /** Undefined: lost. */
  verdict?: SampleVerdict;
}

interface Located {
  placed: PlacedAnnotation[];
  /** Samples with a tag or a review, each once. */
  read: ReadSample[];
}

interface Dumps extends TraceReader {
  /** False: the run can't be read, which is said. */
  has(run: string): boolean;
  verdict(anchor: SampleAnchor, index: number): SampleVerdict;
}

async function locate(comparison: AnnotatedComparison): Promise<Located> {
  const dumps = await openDumps(comparison);
  const { annotations, reviews } = comparison.log.state;
  const all = [...annotations.values()];
  const anchors: Anchor[] = [...all.map(({ anchor }) => anchor), ...[...reviews.values()].map(({ sample }) => sample)];
  const places = await placeAnchors(anchors, dumps);
  const lost = all.filter(({ anchor }, i) => places[i].how === 'lost' && dumps.has(anchor.run));
  comparison.findings.push(...lostFindings(comparison.log.state, lost, comparison.path));
  const read = new Map<string, ReadSample>();
  const verdicts = places.map(({ how, index }, i) => {
    if (how === 'lost') return undefined;
    const { run, problem, hash } = anchors[i];
    const verdict = dumps.verdict(anchors[i], index);
    read.set(JSON.stringify([run, problem, hash]), { run, problem, hash, verdict });
    return verdict;
  });
  const placed = all.map((annotation, i) => ({ annotation, ...places[i], verdict: verdicts[i] }));
  return { placed, read: [...read.values()] };
}

/** The runs that can be read; of the others all annotations are lost, and a finding says why. */
async function openDumps({ runs, baseDir, findings }: AnnotatedComparison): Promise<Dumps> {
  const loaded: RunToPair[] = [];
  for (const { label, role, step, paths, ...spec } of runs) {
    try {
      const { index } = await loadRun({ label, role, step, paths, ...spec }, { baseDir });
      loaded.push({ label, role, step, index });
    } catch (error) {
      const message = `${label}: ${error instanceof Error ? error.message : String(error)}`;
      findings.push({ code: 'no-samples', severity: 'error', file: paths[0], message });
    }
  }
  const { table, members } = pairRuns(loaded);
  const rowOf = new Map(table.ids.map((id, row) => [id, row]));
  const placeOf = (label: string, id: string) => {
    const run = loaded.findIndex((one) => one.label === label);
    const row = rowOf.get(id);
    const member = run < 0 || row === undefined ? -1 : members[run][row];
    return member < 0 ? undefined : { index: loaded[run].index, problem: loaded[run].index.problems[member] };
  };
  const found = (run: string, problem: string, sample: number) => {
    const place = placeOf(run, problem);
    if (!place) throw new CliError(`There is no problem ${problem} in ${run}.`);
    return { index: place.index, row: place.index.order[place.problem.start + sample] };
  };
  return {
    has: (run) => loaded.some(({ label }) => label === run),
    count: (run, id) => {
      const problem = placeOf(run, id)?.problem;
      return problem ? problem.end - problem.start : 0;
    },
    read: (run, problem, sample) => {
      const { index, row } = found(run, problem, sample);
      return readTrace(index, row);
    },
    verdict: ({ run, problem }, sample) => {
      const { index, row } = found(run, problem, sample);
      return verdictNames[index.samples.verdict[row]];
    },
  };
}

const verdictNames: Record<number, SampleVerdict> = {
  [Verdict.correct]: 'correct',
  [Verdict.wrong]: 'wrong',
  [Verdict.unscored]: 'unscored',
};

type Told = AnnotatedComparison & Located & { prevalence: Prevalence[] };

function asJson({ title, log, placed, read, prevalence, findings }: Told) {
  const { state } = log;
  return {
    title,
    read: read.length,
    lost: placed.filter(({ how }) => how === 'lost').length,
    tags: [...state.tags.values()].map((tag) => ({
      id: tag.id,
      ...tag.definition,
      fate: tag.fate,
      uses: tagFor(state.tags, tag.id)?.id === tag.id ? usesOf(state, tag.id).length : 0,
    })),
    annotations: placed.map((one) => annotationJson(one, state)),
    prevalence,
    claims: [...state.claims.values()],
    reviews: [...state.reviews.values()],
    findings: findings.map(printedFinding),
  };
}

function annotationJson({ annotation, how, index, span, verdict }: PlacedAnnotation, { tags }: AnnotationState) {
  const { id, tag, anchor, note, made } = annotation;
  const { run, problem, hash } = anchor;
  const quote = anchor.span && { text: anchor.span.quote, ...span };
  const { author, time } = made;
  return {
    id,
    tag: tagFor(tags, tag)?.id,
    run,
    problem,
    sample: index,
    hash,
    how,
    verdict,
    span: quote,
    note,
    author,
    time,
  };
}

function asText({ log, placed, read, prevalence, findings }: Told): string {
  const head = ['tag', 'run', 'verdict', 'samples', 'of', 'mean', '95 %'];
  const anywhere = prevalence.filter(({ place, x }) => place === 'any' && x > 0);
  const rows = orderedTags(log).flatMap(({ id, name }) =>
    anywhere
      .filter(({ tag }) => tag === id)
      .map(({ run, verdict, x, n, mean, interval }) => {
        const [lo, hi] = interval.map((end) => end.toFixed(2));
        return [name, run, verdict, String(x), String(n), mean.toFixed(2), `${lo}…${hi}`];
      }),
  );
  const lost = placed.filter(({ how }) => how === 'lost').length;
  const counts = `${formatNoun(placed.length, 'annotation')} and ${formatNoun(log.state.reviews.size, 'review')} on ${formatNoun(read.length, 'sample')}; ${lost} lost.\n`;
  const samplesNamed = `${denominatorWords} Verdicts: ${sampleVerdicts.join(', ')}.\n`;
  return counts + (rows.length > 0 ? `${samplesNamed}\n${tableText([head, ...rows])}` : '') + findingsText(findings);
}

function orderedTags({ state }: AnnotationLog): { id: string; name: string }[] {
  const offered = new Set(offeredTags(state.tags));
  return [...offered, ...[...state.tags.values()].filter((tag) => !offered.has(tag))].map(({ id, definition }) => {
    return { id, name: definition.name };
  });
}
