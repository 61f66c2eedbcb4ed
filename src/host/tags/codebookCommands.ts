/** The codebook while reading: tags are offered, added, renamed, defined, merged, split and deleted by lists and fields. */
import * as vscode from 'vscode';
import { offeredTags, splitDrafts, starterDrafts, tagFor, usesOf } from '../../core/annotations/codebook';
import type { EventDraft, TagDefinition } from '../../core/annotations/events';
import { codebookOf } from '../../core/annotations/shownTags';
import { starterTags } from '../../core/annotations/starterTags';
import type { Tag } from '../../core/annotations/state';
import { formatNoun } from '../../core/format';
import { newId } from '../../io/annotations/annotationStore';
import { record, type Doing } from './recording';
import { historyLines } from './tagHistory';
import { askTag } from './tagPick';

/** @returns false when nothing was added. */
export async function offerStarterTags(doing: Doing): Promise<boolean> {
  const drafts = starterDrafts(doing.own.state.tags);
  const names = starterTags.map(({ name }) => name).join(', ');
  const items = [
    ...(drafts.length > 0
      ? [{ label: `Add ${formatNoun(drafts.length, 'Starter Tag')}`, detail: names, does: 'starter' as const }]
      : []),
    { label: 'Add a Tag of Your Own…', detail: '', does: 'own' as const },
  ];
  const title = codebookOf(doing.own.state).length === 0 ? 'The codebook has no tags yet' : 'Add Tags';
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (!chosen) return false;
  if (chosen.does === 'own') return (await addTag(doing)) !== undefined;
  await record(doing, drafts, `${formatNoun(drafts.length, 'tag')} added`);
  return codebookOf(doing.own.state).length > 0;
}

/** @returns its id; undefined when it was not added. */
export async function addTag(doing: Doing): Promise<string | undefined> {
  const definition = await askNew(doing, 'New Tag');
  if (!definition) return undefined;
  const id = newId();
  await record(doing, [{ kind: 'tagDefined', object: id, payload: { definition } }], `Tag ${definition.name} added`);
  return doing.own.state.tags.has(id) ? id : undefined;
}

async function askNew(doing: Doing, title: string): Promise<TagDefinition | undefined> {
  const name = await askName(doing, title, '');
  if (name === undefined) return undefined;
  const glyph = await askGlyph(doing, `${title}: ${name}`, freeGlyph(doing, name));
  if (glyph === undefined) return undefined;
  return { name, glyph, definition: '', include: '', exclude: '', example: '' };
}

async function askName({ own }: Doing, title: string, value: string, but?: string): Promise<string | undefined> {
  const others = offeredTags(own.state.tags).filter(({ id }) => id !== but);
  const name = await vscode.window.showInputBox({
    title,
    prompt: 'A short name, as it stands beside spans.',
    value,
    validateInput: (text) => {
      if (text.trim() === '') return 'A tag needs a name.';
      const same = others.some(({ definition }) => definition.name.toLowerCase() === text.trim().toLowerCase());
      return same ? `There is a tag ${text.trim()} already.` : undefined;
    },
  });
  return name?.trim();
}

async function askGlyph({ own }: Doing, title: string, value: string, but?: string): Promise<string | undefined> {
  const others = offeredTags(own.state.tags).filter(({ id }) => id !== but);
  const glyph = await vscode.window.showInputBox({
    title,
    prompt: 'A sign of one or two characters, which tells the tag apart without colour.',
    value,
    validateInput: (text) => {
      if ([...text.trim()].length < 1 || [...text.trim()].length > 2) return 'One or two characters.';
      const same = others.find(({ definition }) => definition.glyph === text.trim());
      return same ? `${text.trim()} is the sign of ${same.definition.name}.` : undefined;
    },
  });
  return glyph?.trim();
}

/** The first letter of the name; the first two, or a digit behind it, where another tag has that. */
function freeGlyph({ own }: Doing, name: string): string {
  const taken = new Set(offeredTags(own.state.tags).map(({ definition }) => definition.glyph));
  const [first, second = ''] = [...name.toUpperCase()];
  const more = Array.from({ length: 9 }, (_, i) => `${first}${i + 1}`);
  return [first, `${first}${second.toLowerCase()}`.trim(), ...more].find((glyph) => !taken.has(glyph)) ?? first;
}

/** The tag that a row of the tree or an argument names, else the one that is chosen. */
async function chosenTag(doing: Doing, given: unknown, title: string, but?: string): Promise<Tag | undefined> {
  const { tags } = doing.own.state;
  const named = typeof given === 'string' ? tags.get(given) : undefined;
  if (named) return named;
  const offered = codebookOf(doing.own.state).filter(({ id }) => id !== but);
  if (offered.length === 0) throw new Error('The codebook has no tags yet. Add Tags offers some to begin with.');
  const chosen = await askTag(doing, offered, title);
  return chosen && tags.get(chosen.id);
}

async function redefine(doing: Doing, tag: Tag, change: Partial<TagDefinition>, done: string): Promise<void> {
  const definition = { ...tag.definition, ...change };
  if (JSON.stringify(definition) === JSON.stringify(tag.definition)) return;
  await record(doing, [{ kind: 'tagDefined', object: tag.id, payload: { definition } }], done);
}

export async function renameTag(doing: Doing, given: unknown): Promise<void> {
  const tag = await chosenTag(doing, given, 'Rename which tag?');
  if (!tag) return;
  const before = tag.definition.name;
  const name = await askName(doing, `Rename ${before}`, before, tag.id);
  if (name !== undefined) await redefine(doing, tag, { name }, `${before} is now ${name}`);
}

const parts = [
  { field: 'definition', label: 'Definition', prompt: 'What it is.' },
  { field: 'include', label: 'Include', prompt: 'When to use it.' },
  { field: 'exclude', label: 'Exclude', prompt: 'When not to, and which tag to use instead.' },
  { field: 'example', label: 'Example', prompt: 'A passage that has it.' },
  { field: 'glyph', label: 'Sign', prompt: '' },
  { field: 'parent', label: 'Belongs Under', prompt: '' },
] as const;

/** Shows what a tag means, part by part; a part that is chosen can be changed, until Esc. */
export async function defineTag(doing: Doing, given: unknown): Promise<void> {
  const first = await chosenTag(doing, given, 'Define which tag?');
  if (!first) return;
  for (;;) {
    const tag = doing.own.state.tags.get(first.id) ?? first;
    const items = parts.map((part) => ({ label: part.label, detail: shownPart(doing, tag, part.field), part }));
    const chosen = await vscode.window.showQuickPick(items, { title: `${tag.definition.name}: what it means` });
    if (!chosen) return;
    await definePart(doing, tag, chosen.part);
  }
}

function shownPart({ own }: Doing, { definition }: Tag, field: (typeof parts)[number]['field']): string {
  const value = definition[field] ?? '';
  if (field === 'parent') return own.state.tags.get(value)?.definition.name ?? 'no other tag';
  return value === '' ? 'nothing yet' : value;
}

async function definePart(doing: Doing, tag: Tag, { field, label, prompt }: (typeof parts)[number]): Promise<void> {
  const { name } = tag.definition;
  const done = `${name}: ${label.toLowerCase()} kept`;
  if (field === 'parent') return defineParent(doing, tag, done);
  const before = tag.definition[field];
  const value =
    field === 'glyph'
      ? await askGlyph(doing, `Sign of ${name}`, before, tag.id)
      : await vscode.window.showInputBox({ title: `${label} of ${name}`, prompt, value: before });
  if (value !== undefined) await redefine(doing, tag, { [field]: value.trim() }, done);
}

async function defineParent(doing: Doing, tag: Tag, done: string): Promise<void> {
  const others = codebookOf(doing.own.state).filter(({ id }) => id !== tag.id);
  const none = { label: 'No Other Tag', id: undefined };
  const items = [none, ...others.map(({ id, name, glyph }) => ({ label: `${glyph}  ${name}`, id }))];
  const title = `Under which tag does ${tag.definition.name} belong?`;
  const chosen = await vscode.window.showQuickPick<{ label: string; id: string | undefined }>(items, { title });
  if (!chosen) return;
  const { parent: _, ...rest } = tag.definition;
  const definition = chosen.id === undefined ? rest : { ...rest, parent: chosen.id };
  await record(doing, [{ kind: 'tagDefined', object: tag.id, payload: { definition } }], done);
}

export async function mergeTags(doing: Doing, given: unknown): Promise<void> {
  const tag = await chosenTag(doing, given, 'Merge which tag into another?');
  if (!tag) return;
  const { name } = tag.definition;
  const uses = usesOf(doing.own.state, tag.id).length;
  const title = `${name} (${formatNoun(uses, 'use')}) counts from now on as`;
  const into = await chosenTag(doing, undefined, title, tag.id);
  if (!into) return;
  const draft: EventDraft = { kind: 'tagMerged', object: tag.id, payload: { into: into.id } };
  await record(doing, [draft], `${name} counts as ${into.definition.name} now. Undo takes it back`);
}

/** The old tag keeps its uses until each is given one of the new ones. */
export async function splitTag(doing: Doing, given: unknown): Promise<void> {
  const tag = await chosenTag(doing, given, 'Split which tag?');
  if (!tag) return;
  const { name } = tag.definition;
  const text = await vscode.window.showInputBox({
    title: `Split ${name} into`,
    prompt: 'Names of the new tags, with commas between them: two at least.',
    validateInput: (value) =>
      namesIn(value).length < 2 ? 'Two names at least, with a comma between them.' : undefined,
  });
  if (text === undefined) return;
  const taken = new Set(offeredTags(doing.own.state.tags).map(({ definition }) => definition.glyph));
  const into = namesIn(text).map((part) => {
    const glyph = glyphFor(part, taken);
    taken.add(glyph);
    return { id: newId(), definition: { ...tag.definition, name: part, glyph, definition: '' } };
  });
  const left = usesOf(doing.own.state, tag.id).length;
  const wait = left > 0 ? `. ${formatNoun(left, 'use')} of ${name} wait to be given one of them` : '';
  await record(doing, splitDrafts(tag.id, into), `${name} is split${wait}`);
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
}

function glyphFor(name: string, taken: ReadonlySet<string>): string {
  const first = [...name.toUpperCase()][0];
  const all = [first, ...Array.from({ length: 9 }, (_, i) => `${first}${i + 1}`)];
  return all.find((glyph) => !taken.has(glyph)) ?? first;
}

/** A tag that is used is deleted only after a question that says how often. */
export async function deleteTag(doing: Doing, given: unknown): Promise<void> {
  const tag = await chosenTag(doing, given, 'Delete which tag?');
  if (!tag) return;
  const { name } = tag.definition;
  const uses = usesOf(doing.own.state, tag.id).length;
  if (uses > 0) {
    const verb = 'Delete Tag';
    const detail = 'They are no longer shown or counted. Undo, or restoring the tag, brings them back.';
    const answer = await vscode.window.showWarningMessage(
      `${name} has ${formatNoun(uses, 'use')}. Delete it?`,
      { modal: true, detail },
      verb,
    );
    if (answer !== verb) return;
  }
  await record(doing, [{ kind: 'tagDeleted', object: tag.id, payload: {} }], `${name} deleted. Undo brings it back`);
}

/** Brings back a tag that was deleted, merged or split. */
export async function restoreTag(doing: Doing): Promise<void> {
  const { tags } = doing.own.state;
  const words = { deleted: 'deleted', merged: 'merged', split: 'split', used: '' };
  const items = [...tags.values()]
    .filter(({ fate }) => fate.kind !== 'used')
    .map((tag) => {
      const into = tag.fate.kind === 'merged' ? ` into ${tagFor(tags, tag.id)?.definition.name ?? ''}` : '';
      return { label: tag.definition.name, description: `${words[tag.fate.kind]}${into}`, tag };
    });
  if (items.length === 0) throw new Error('No tag was deleted, merged or split.');
  const chosen = await vscode.window.showQuickPick(items, { title: 'Restore which tag?' });
  if (!chosen) return;
  await record(doing, [{ kind: 'tagRestored', object: chosen.tag.id, payload: {} }], `${chosen.label} is back`);
}

/** Everything that was done to a tag, as a list: who, when, what. */
export async function showTagHistory(doing: Doing, given: unknown): Promise<void> {
  const tag = await chosenTag(doing, given, 'History of which tag?');
  if (!tag) return;
  const lines = historyLines(doing.own.historyOf(tag.id), doing.own.state.tags);
  await vscode.window.showQuickPick(lines, { title: `History of ${tag.definition.name}`, matchOnDetail: true });
}
