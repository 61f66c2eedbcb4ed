/** Offers the line by which git puts two people's annotations together. Asked once per comparison, and only where there is git. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { attributesLine, withAttributesLine } from '../../core/annotations/gitAttributes';
import { isMissing } from '../../io/errors';
import type { OpenComparison } from '../openComparisons';
import type { Services } from '../services';

const memoryKey = 'attributesOffered';

/** @param path of the annotations */
export async function offerAttributes({ memory }: Services, { source }: OpenComparison, path: string): Promise<void> {
  const asked = memory.get<string[]>(memoryKey, []);
  const name = source.uri.toString();
  if (asked.includes(name) || !isInRepository(dirname(path))) return;
  const file = join(dirname(path), '.gitattributes');
  if (withAttributesLine(await contentOf(file)) === undefined) return;
  await memory.update(memoryKey, [...asked, name].slice(-500));
  const add = 'Add Line';
  const choice = await vscode.window.showInformationMessage(
    `Two people's tags in ${basename(path)} merge without conflicts when .gitattributes has the line “${attributesLine}”.`,
    add,
    'Not Here',
  );
  const content = choice === add ? withAttributesLine(await contentOf(file)) : undefined;
  if (content !== undefined) await writeFile(file, content);
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}
