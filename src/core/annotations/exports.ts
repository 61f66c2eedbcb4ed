/**
 * A log for people and other programs: a table of all objects, or a text to read. Both carry the events, so that reading
 * them back gives the same state; `exportedLines` finds them.
 */
import type { AnnotationLog } from './annotationLog';
import { offeredTags, tagFor } from './codebook';
import { compactText } from './compact';
import type { Anchor, SampleAnchor } from './events';
import type { AnnotationState, Claim } from './state';

const columns = [
  'what', 'id', 'tag', 'run', 'problem', 'sample', 'start', 'end', 'text', 'verdict', 'note', 'author', 'time', 'event',
] as const; // prettier-ignore
type Row = Partial<Record<(typeof columns)[number], string | number>>;

/**
 * One row per object, then one per event with the event's JSON in the last column. For a spreadsheet: no cell begins like a
 * formula. Samples count from 0, spans are in UTF-16 units.
 */
export function annotationsCsv(log: AnnotationLog): string {
  const lines = compactText(log).split('\n').slice(0, -1);
  const rows = [...objectRows(log.state), ...lines.map((event): Row => ({ what: 'event', event }))];
  const text = [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))];
  return `${text.join('\r\n')}\r\n`;
}

function cell(value: string | number | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function objectRows(state: AnnotationState): Row[] {
  const signed = ({ id, made }: { id: string; made: { author: string; time: string } }): Row => {
    return { id, author: made.author, time: made.time };
  };
  const rows: Row[] = [];
  for (const tag of state.tags.values())
    rows.push({ what: 'tag', ...signed(tag), tag: tag.definition.name, text: tag.definition.definition });
  for (const one of state.annotations.values())
    rows.push({
      what: 'annotation',
      ...signed(one),
      tag: nameOf(state, one.tag),
      ...placed(one.anchor),
      note: one.note,
    });
  for (const claim of state.claims.values())
    rows.push({
      what: 'claim',
      ...signed(claim),
      ...(claim.subject.kind === 'sample' && placed(claim.subject.anchor)),
      ...(claim.subject.kind === 'tag' && { tag: nameOf(state, claim.subject.tag) }),
      text: claim.statement,
      verdict: claim.status,
      note: claim.note,
    });
  for (const review of state.reviews.values())
    rows.push({
      what: 'review',
      ...signed(review),
      ...placed(review.sample),
      verdict: review.verdict,
      note: review.reason,
    });
  for (const one of state.adjudications.values()) {
    const { subject } = one;
    const said: Row =
      subject.kind === 'tag'
        ? { tag: nameOf(state, subject.tag), verdict: subject.holds ? 'holds' : 'does not hold' }
        : { verdict: subject.verdict };
    rows.push({ what: 'adjudication', ...signed(one), ...placed(one.sample), ...said, note: one.reason });
  }
  return rows;
}

function placed({ run, problem, index, span }: Anchor): Row {
  return { run, problem, sample: index, ...(span && { start: span.start, end: span.end, text: quoteOf(span) }) };
}

function quoteOf({ quote, quoteEnd }: { quote: string; quoteEnd?: string }): string {
  return quoteEnd === undefined ? quote : `${quote} […] ${quoteEnd}`;
}

function nameOf({ tags }: AnnotationState, id: string): string {
  return tagFor(tags, id)?.definition.name ?? id;
}

/** A text to read: the codebook, the annotations by tag and problem, the claims. The events stand in a block at its end. */
export function annotationsMarkdown(log: AnnotationLog, title: string): string {
  const { state } = log;
  const parts = [`# ${plain(title)}: annotations`, ...tagParts(state), ...claimParts(state)];
  const events = `## Events\n\n${fence}\n${compactText(log)}\`\`\``;
  return `${[...parts, events].join('\n\n')}\n`;
}

const fence = '```jsonl annotations';

function tagParts(state: AnnotationState): string[] {
  const byTag = new Map<string, string[]>();
  const sorted = [...state.annotations.values()].sort((a, b) => (a.anchor.problem < b.anchor.problem ? -1 : 1));
  for (const { tag, anchor, note, made } of sorted) {
    const id = tagFor(state.tags, tag)?.id;
    if (id === undefined) continue;
    const quote = anchor.span ? `: “${plain(quoteOf(anchor.span))}”` : '';
    const said = note === '' ? '' : ` — ${plain(note)}`;
    const line = `- ${sampleWords(anchor)}${quote}${said} (${plain(made.author)})`;
    byTag.set(id, [...(byTag.get(id) ?? []), line]);
  }
  const listed = new Set([...offeredTags(state.tags).map(({ id }) => id), ...byTag.keys()]);
  return [...listed].flatMap((id) => {
    const tag = state.tags.get(id);
    if (!tag) return [];
    const { name, glyph, definition } = tag.definition;
    const uses = byTag.get(id) ?? [];
    return [`## ${plain(`${glyph} ${name}`)} (${uses.length})`, plain(definition), uses.join('\n')].filter(Boolean);
  });
}

function claimParts(state: AnnotationState): string[] {
  return [...state.claims.values()].map((claim) => claimCard(claim, state));
}

/** What is claimed, what speaks for and against it, who said so and when. */
export function claimCard(claim: Claim, state: AnnotationState): string {
  const { statement, status, made, challenges, decision, evidence, approaches } = claim;
  const current = evidence.at(-1)?.evidence;
  const lines = [
    `- about: ${subjectWords(claim, state)}`,
    `- status: **${status}**`,
    `- claimed by ${plain(made.author)}, ${made.time}`,
  ];
  if (current) {
    lines.push(
      `- searched: ${current.samples} samples of ${plain(current.runs.join(', '))} (${plain(current.method)})`,
    );
    if (current.share !== undefined) lines.push(`- share of the text in no base sample: ${percent(current.share)}`);
    for (const { sample, similarity, by } of current.nearest?.slice(0, 3) ?? [])
      lines.push(`- near: ${sampleWords(sample)}, ${percent(similarity)} (${plain(by)})`);
    for (const { tag, pattern, count } of current.same ?? [])
      lines.push(
        `- base samples with ${plain(tag ? nameOf(state, tag) : (pattern ?? 'it'))}: ${count.x} of ${count.n}`,
      );
    if (current.moreSamples) lines.push(`- too few to tell: ${current.moreSamples} more base samples would`);
  }
  for (const { by, reason } of challenges) lines.push(`- challenged by ${plain(by.author)}: ${plain(reason)}`);
  for (const { by, verdict, other, reason } of approaches)
    lines.push(`- ${verdict} approach as ${sampleWords(other)}: ${plain(by.author)} ${plain(reason)}`.trimEnd());
  if (decision) lines.push(`- ${decision.outcome}: ${plain(decision.by.author)} ${plain(decision.reason)}`.trimEnd());
  return `## Claim: ${plain(statement)}\n\n${lines.join('\n')}`;
}

function subjectWords({ subject }: Claim, state: AnnotationState): string {
  if (subject.kind === 'tag') return `tag ${plain(nameOf(state, subject.tag))}`;
  const anchor = subject.kind === 'sample' ? subject.anchor : state.annotations.get(subject.annotation)?.anchor;
  if (!anchor) return 'an annotation that was removed';
  return `${sampleWords(anchor)}${anchor.span ? `: “${plain(quoteOf(anchor.span))}”` : ''}`;
}

function sampleWords({ run, problem, index }: SampleAnchor): string {
  return `${plain(problem)}, ${plain(run)}, sample ${index + 1}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Text of traces and people as one line in which nothing is markup. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&');
}

/** The events in a Markdown export; undefined: it holds none. */
export function markdownEvents(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const start = lines.indexOf(fence);
  if (start < 0) return undefined;
  const end = lines.indexOf('```', start);
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
}
