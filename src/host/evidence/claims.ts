/** Claiming that something is new, challenging that, and saying what became of it. Only people decide. */
import * as vscode from 'vscode';
import { tagFor } from '../../core/annotations/codebook';
import type { Anchor, ApproachVerdict, EventDraft, SampleAnchor } from '../../core/annotations/events';
import { findSpan } from '../../core/annotations/spans';
import type { Claim, ClaimStatus } from '../../core/annotations/state';
import { formatNoun, formatPercent } from '../../core/format';
import type { EvidenceRecord } from '../../core/novelty/evidence';
import { evidenceCard } from '../../core/novelty/evidenceCard';
import { sampleName, shareWords } from '../../core/novelty/noveltyWords';
import { claimSigns, evidenceOf, placeOfClaim } from '../../core/novelty/shownClaim';
import type { TextSpan } from '../../core/search/query';
import { newId } from '../../io/annotations/annotationStore';
import type { ClaimAction, SampleRef } from '../../protocol/comparePage';
import { saveFile } from '../exportReport';
import { findSample } from '../links';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';
import { record, writable, type Doing } from '../tags/recording';
import { quoteOf } from '../tags/tagWords';
import { evidenceFor, type Claimed } from './evidenceDesk';

/** Made by the part that launches evals; not there in every version. */
const drawMoreId = 'traceInspector.drawMoreBase';

export async function canDrawMore(): Promise<boolean> {
  return (await vscode.commands.getCommands(true)).includes(drawMoreId);
}

export async function actOnClaims(services: Services, comparison: OpenComparison, action: ClaimAction): Promise<void> {
  if (action.kind === 'openBeside') return openBeside(comparison, action);
  if (action.kind === 'drawMoreBase') {
    const { problem, samples } = action;
    return void (await vscode.commands.executeCommand(drawMoreId, { kind: 'problem', problem, samples }));
  }
  const own = await writable(services, comparison);
  if (!own) return;
  const doing = { services, comparison, own };
  switch (action.kind) {
    case 'claim':
      return claim(doing, action);
    case 'challengeClaim':
      return onClaim(doing, action.claims, 'Challenge which claim?', (one) => challenge(doing, one));
    case 'rerunEvidence':
      return onClaim(doing, action.claims, 'Look for evidence again for which claim?', (one) => rerun(doing, one));
    case 'judgeApproach':
      return onClaim(doing, action.claims, 'Judge the approach of which claim?', (one) => askApproach(doing, one));
    case 'decideClaim':
      return onClaim(doing, [action.claim], '', (one) => decide(doing, one, action.outcome));
    case 'sameApproach':
      return onClaim(doing, [action.claim], '', (one) => judge(doing, one, action.other, action.verdict));
    case 'withdrawClaim':
      return onClaim(doing, [action.claim], '', (one) => withdraw(doing, one));
    case 'copyEvidenceCard':
      return onClaim(doing, [action.claim], '', (one) => copyCard(one));
    case 'saveEvidenceCard':
      return onClaim(doing, [action.claim], '', (one) => saveCard(doing, one));
  }
}

/** Of several claims, the one that is meant. */
async function onClaim(
  { own }: Doing,
  ids: readonly string[],
  title: string,
  does: (claim: Claim) => Promise<void>,
): Promise<void> {
  const known = ids.flatMap((id) => own.state.claims.get(id) ?? []);
  if (known.length === 0)
    throw new Error(
      'There is no claim about this trace. Claim as Novel makes one of what is selected, or of all of it.',
    );
  const [chosen] = known.length === 1 ? known : await pickClaim(known, title);
  if (chosen) await does(chosen);
}

export async function pickClaim(claims: readonly Claim[], title: string): Promise<Claim[]> {
  const items = claims.map((one) => ({
    label: `${claimSigns[one.status]} ${one.statement}`,
    description: one.status,
    one,
  }));
  const item = await vscode.window.showQuickPick(items, { title });
  return item ? [item.one] : [];
}

async function claim(doing: Doing, { sample, span, tags }: Extract<ClaimAction, { kind: 'claim' }>): Promise<void> {
  const { comparison } = doing;
  const subject = await askSubject(doing, tags, span);
  if (!subject) return;
  const where = `${sample.problem}, ${sampleName({ run: comparison.session.specs[sample.run].label, index: sample.sample })}`;
  const statement = await vscode.window.showInputBox({
    title: `Claim as Novel: ${subject.label}`,
    prompt: `What is new in ${where}? One sentence. Evidence is looked for in all base samples of the problem.`,
    validateInput: (text) => (text.trim() === '' ? 'A claim needs a sentence that can be challenged.' : undefined),
  });
  if (statement === undefined) return;
  const claimed = { ...subject.claimed, sample, statement: statement.trim() };
  const evidence = await look(doing, { ...claimed, challenge: false });
  if (!evidence) return;
  const id = newId();
  const anchor = await comparison.tags.anchorOf(sample, claimed.span);
  const drafts: EventDraft[] = [
    {
      kind: 'claimed',
      object: id,
      payload: {
        subject:
          subject.annotation === undefined
            ? { kind: 'sample', anchor }
            : { kind: 'annotation', annotation: subject.annotation },
        statement: claimed.statement,
      },
    },
    { kind: 'evidenceRecorded', object: id, payload: { evidence } },
  ];
  await record(doing, drafts, `Claimed. ${shareWords(evidence)}`);
  comparison.panel.showEvidence(sample.run);
}

interface Subject {
  label: string;
  claimed: Pick<Claimed, 'span' | 'tag'>;
  annotation?: string;
}

/** Where tags are at the place, one of them may be what is meant. */
async function askSubject(
  { own }: Doing,
  tags: readonly string[],
  span: TextSpan | undefined,
): Promise<Subject | undefined> {
  const here: Subject = span
    ? { label: `the ${formatNoun(span.end - span.start, 'character')} selected`, claimed: { span } }
    : { label: 'the whole trace', claimed: {} };
  const tagged = tags.flatMap((id): Subject[] => {
    const annotation = own.state.annotations.get(id);
    const tag = annotation && tagFor(own.state.tags, annotation.tag);
    if (!annotation || !tag) return [];
    const { span: at } = annotation.anchor;
    const claimed = { tag: tag.id, ...(at && { span: { start: at.start, end: at.end } }) };
    return [{ label: `tag ${tag.definition.name}: ${quoteOf(annotation)}`, claimed, annotation: id }];
  });
  if (tagged.length === 0) return here;
  return vscode.window.showQuickPick([here, ...tagged], { title: 'What is new?' });
}

/** @returns undefined when it was stopped. */
async function look(
  { services, comparison, own }: Doing,
  claimed: Claimed & { challenge: boolean },
): Promise<EvidenceRecord | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: claimed.challenge ? 'Challenging' : 'Evidence',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      const tools = { tasks: services.noveltyTasks, searchWorkerPath: services.searchWorkerPath };
      const report = (message: string): void => progress.report({ message });
      return await evidenceFor(comparison, own, tools, claimed, { signal: stop.signal, report });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      vscode.window.setStatusBarMessage('Stopped: nothing was recorded', 3000);
      return undefined;
    } finally {
      subscription.dispose();
    }
  });
}

/** What a claim is about, where its sample is now. @throws Error when it can't be found */
async function claimedBy({ comparison, own }: Doing, one: Claim): Promise<Claimed> {
  const place = placeOfClaim(own.state, one);
  if (!place) throw new Error('What was claimed is no longer there: its tag was removed.');
  const { run, problem, index, hash, span: anchored } = place.anchor;
  const found = await findSample(comparison.session, { run, problem, sample: index, hash });
  const sample: SampleRef = { problem, run: found.run, sample: found.sample };
  const { tag } = place;
  const more = { statement: one.statement, ...(tag !== undefined && { tag }) };
  if (!anchored) return { sample, ...more };
  const { session } = comparison;
  const { text } = await session.readTrace({ ...sample, problem: session.rowOf(problem) });
  const span = findSpan(text, anchored);
  if (!span) throw new Error(`The claimed span is not in ${sampleName({ run, index: found.sample })} any more.`);
  return { sample, span: { start: span.start, end: span.end }, ...more };
}

async function rerun(doing: Doing, one: Claim): Promise<void> {
  const claimed = await claimedBy(doing, one);
  const evidence = await look(doing, { ...claimed, challenge: one.challenges.length > 0 });
  if (!evidence) return;
  const draft: EventDraft = { kind: 'evidenceRecorded', object: one.id, payload: { evidence } };
  await record(doing, [draft], `Searched ${formatNoun(evidence.samples, 'base sample')}. ${shareWords(evidence)}`);
}

/** Searches all base samples for what speaks against a claim; the best is shown at once on demand. */
async function challenge(doing: Doing, one: Claim): Promise<void> {
  const claimed = await claimedBy(doing, one);
  const evidence = await look(doing, { ...claimed, challenge: true });
  if (!evidence) return;
  const found = evidence.counterExamples ?? [];
  const counterExamples: Anchor[] = found.map(({ sample }) => sample);
  const drafts: EventDraft[] = [
    { kind: 'evidenceRecorded', object: one.id, payload: { evidence } },
    { kind: 'challenged', object: one.id, payload: { reason: '', counterExamples } },
  ];
  await record(doing, drafts, `Challenged: ${formatNoun(found.length, 'counter-example')}`);
  doing.comparison.panel.showEvidence(claimed.sample.run);
  await pickCounterExample(doing, claimed.sample, evidence);
}

async function pickCounterExample({ comparison }: Doing, sample: SampleRef, evidence: EvidenceRecord): Promise<void> {
  const { counterExamples = [], samples, whole = 0 } = evidence;
  if (counterExamples.length === 0) {
    void vscode.window.showInformationMessage(
      `None of ${formatNoun(samples, 'base sample')} shares two tokens in a row with it.`,
    );
    return;
  }
  const items = counterExamples.map((found) => ({
    label: sampleName(found.sample),
    description: `${formatPercent(found.containment)} % of it; longest shared passage ${formatNoun(found.longest, 'token')}`,
    detail: found.quote.replace(/\s+/g, ' ').slice(0, 160),
    found,
  }));
  const title = `Best counter-examples in ${formatNoun(samples, 'base sample')}; ${whole} hold all of it. Enter shows the difference`;
  const item = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  if (item) await openBeside(comparison, { sample, other: item.found.sample, span: item.found.span });
}

/** Only after a challenge: what nobody has tried to refute has not survived anything. */
async function decide(doing: Doing, one: Claim, outcome: 'survived' | 'refuted'): Promise<void> {
  if (one.challenges.length === 0)
    throw new Error(
      'This claim was not challenged yet. Challenge searches all base samples for what speaks against it.',
    );
  const reason = await vscode.window.showInputBox({
    title: outcome === 'survived' ? 'The claim survived' : 'The claim is refuted',
    prompt: `${one.statement} Why? One sentence, or empty.`,
  });
  if (reason === undefined) return;
  const draft: EventDraft = { kind: 'claimDecided', object: one.id, payload: { outcome, reason: reason.trim() } };
  await record(doing, [draft], `Claim ${outcome}`);
}

const approachItems: { label: string; detail: string; verdict: ApproachVerdict }[] = [
  { label: 'Same', detail: 'The same approach, in whatever words.', verdict: 'same' },
  { label: 'Different', detail: 'Another approach to the problem.', verdict: 'different' },
  { label: 'Unsure', detail: 'It can be read either way.', verdict: 'unsure' },
];

/** Asks beside which base sample, the nearest first, and then what the person says. */
async function askApproach(doing: Doing, one: Claim): Promise<void> {
  const evidence = evidenceOf(one);
  const others = [...(evidence?.counterExamples ?? []), ...(evidence?.nearest ?? [])].map(({ sample }) => sample);
  const known = others.filter((other, i) => others.findIndex((first) => first.index === other.index) === i);
  const items = known.map((other) => ({ label: sampleName(other), other }));
  if (items.length === 0) throw new Error('No base sample is near to this claim. Run Evidence Again looks for some.');
  const beside = await vscode.window.showQuickPick(items, { title: 'Same approach as which base sample?' });
  const said =
    beside && (await vscode.window.showQuickPick(approachItems, { title: `Same approach as ${beside.label}?` }));
  if (said) await judge(doing, one, beside.other, said.verdict);
}

async function judge(doing: Doing, one: Claim, other: SampleAnchor, verdict: ApproachVerdict): Promise<void> {
  const score = evidenceOf(one)?.share;
  const { run, problem, index, hash } = other;
  const payload = {
    verdict,
    other: { run, problem, index, hash },
    ...(score !== undefined && { score }),
    reason: '',
  };
  await record(doing, [{ kind: 'approachJudged', object: one.id, payload }], `Approach: ${verdict}`);
}

async function withdraw(doing: Doing, one: Claim): Promise<void> {
  const draft: EventDraft = { kind: 'claimWithdrawn', object: one.id, payload: { reason: '' } };
  await record(doing, [draft], 'Claim withdrawn. Undo brings it back');
}

function cardOf(one: Claim): string {
  const evidence = evidenceOf(one);
  if (!evidence)
    throw new Error('The evidence of this claim was written by another version. Run Evidence Again makes its own.');
  return evidenceCard(evidence);
}

async function copyCard(one: Claim): Promise<void> {
  await vscode.env.clipboard.writeText(cardOf(one));
  vscode.window.setStatusBarMessage('Evidence card copied', 3000);
}

async function saveCard({ comparison: { session } }: Doing, one: Claim): Promise<void> {
  await saveFile(session.baseDir, `evidence ${one.statement.slice(0, 40)}.md`, cardOf(one));
}

/** Shows a base sample left of the claimed one. */
async function openBeside(
  { session, panel }: OpenComparison,
  { sample, other, span }: { sample: SampleRef; other: SampleAnchor; span?: TextSpan },
): Promise<void> {
  const { problem, run: label, index, hash } = other;
  const found = await findSample(session, { run: label, problem, sample: index, hash });
  const { view } = session;
  const own = session.specs[sample.run].label;
  const base = session.specs[found.run].label;
  // The second pane of a run keeps its sample by a key of its own.
  const chosen = { [base]: found.sample, [own === base ? `${own} #2` : own]: sample.sample };
  const samples = { ...view.samples, [problem]: { ...view.samples[problem], ...chosen } };
  session.setView({ page: 'traces', problem, run: sample.run, panes: [found.run, sample.run], samples }, undefined);
  panel.webviewPanel.reveal();
  panel.showDifference();
  if (span && found.isSame) panel.showSpan(span, 0);
  // The evidence stays that of the claimed trace.
  panel.showEvidence(sample.run);
  if (!found.isSame)
    void vscode.window.showWarningMessage(
      `The sample that was found is no longer in ${label}. Sample ${found.sample + 1} is shown.`,
    );
}

/** Shows the trace of a claim, its span marked, with the evidence beside it. */
export async function openClaim(doing: Doing, one: Claim): Promise<void> {
  const { sample, span } = await claimedBy(doing, one);
  const { session, panel } = doing.comparison;
  const { view } = session;
  const panes = view.panes.includes(sample.run) ? view.panes : [...view.panes.slice(0, -1), sample.run];
  const { label } = session.specs[sample.run];
  const samples = { ...view.samples, [sample.problem]: { ...view.samples[sample.problem], [label]: sample.sample } };
  session.setView({ page: 'traces', problem: sample.problem, run: sample.run, panes, samples }, undefined);
  panel.webviewPanel.reveal();
  if (span) panel.showSpan(span, panes.indexOf(sample.run));
  panel.showEvidence(sample.run);
}

export const statusWords: Record<ClaimStatus, string> = {
  claimed: 'claimed, not challenged',
  challenged: 'challenged, not decided',
  survived: 'survived',
  refuted: 'refuted',
};
