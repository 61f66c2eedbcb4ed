/** Choosing a tag from the codebook. */
import * as vscode from 'vscode';
import { codebookOf, type CodebookTag } from '../../core/annotations/shownTags';
import { formatNoun } from '../../core/format';
import type { Doing } from './recording';

interface TagItem extends vscode.QuickPickItem {
  chosen?: CodebookTag;
  isNew?: boolean;
}

interface AskOptions {
  /** Stands at the top: the one whose key was pressed. */
  first?: CodebookTag;
  /** Makes a new tag; absent: none can be made here. */
  add?: () => Promise<string | undefined>;
}

export async function askTag(
  { own }: Pick<Doing, 'own'>,
  tags: readonly CodebookTag[],
  title: string,
  { first, add }: AskOptions = {},
): Promise<CodebookTag | undefined> {
  const ordered = first ? [first, ...tags.filter((known) => known !== first)] : tags;
  const items: TagItem[] = ordered.map((chosen) => ({ ...itemOf(chosen), chosen }));
  if (add) items.push({ label: '$(add) New Tag…', isNew: true, alwaysShow: true });
  const item = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
  if (!item?.isNew) return item?.chosen;
  const id = await add?.();
  return codebookOf(own.state).find((known) => known.id === id);
}

function itemOf({ key, glyph, name, uses, definition }: CodebookTag): vscode.QuickPickItem {
  return {
    label: `${key > 0 ? key : '  '}  ${glyph}  ${name}`,
    description: uses > 0 ? formatNoun(uses, 'use') : '',
    detail: definition,
  };
}
