import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attributesLine, withAttributesLine } from '../../../src/core/annotations/gitAttributes';
import { gitAuthor } from '../../../src/io/annotations/author';
import { stateOf } from '../../core/annotations/logs';
import { emptyFolder, openStore, tagged } from './folders';

function repository() {
  const folder = emptyFolder();
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ada Lovelace');
  git('config', 'user.email', 'ada@example.org');
  return { folder, path: join(folder, 'a.annotations.jsonl'), git };
}

/** Two branches of one log: tags that are changed on both, and a file without an end of line on one. */
async function branched({ cutLineEnd }: { cutLineEnd: boolean }) {
  const { folder, path, git } = repository();
  writeFileSync(join(folder, '.gitattributes'), withAttributesLine(undefined) ?? '');
  const commit = (message: string) => git('commit', '-qam', message);
  const base = await openStore(path);
  await base.record([tagged('a', 'x'), tagged('b', 'x')]);
  git('add', '-A');
  commit('base');
  for (const branch of ['ours', 'theirs']) {
    git('checkout', '-q', '-b', branch, 'main');
    const store = await openStore(path, { author: () => branch });
    await store.record([tagged('a', branch), tagged(`of ${branch}`)]);
    await store.record([tagged('b', branch)]);
    await store.undo();
    if (cutLineEnd && branch === 'ours') writeFileSync(path, readFileSync(path, 'utf8').trimEnd());
    commit(branch);
  }
  return { path, git };
}

describe('git', () => {
  it.each([false, true])(
    'merges two people in either order to the same state (line end cut off: %s)',
    async (cutLineEnd) => {
      const { path, git } = await branched({ cutLineEnd });
      const states = [];
      for (const [into, from] of [
        ['ours', 'theirs'],
        ['theirs', 'ours'],
      ]) {
        git('checkout', '-q', '-B', `merged-${into}`, into);
        git('merge', '-q', '--no-edit', from);
        const store = await openStore(path);
        expect(store.findings).toEqual([]);
        expect(store.log.size).toBe(10);
        states.push(stateOf(store.log));
      }
      expect(states[1]).toEqual(states[0]);
      expect(Object.keys(states[0].annotations)).toEqual(['a', 'b', 'of ours', 'of theirs']);
    },
  );

  it('knows who annotates', async () => {
    const { folder } = repository();
    expect(await gitAuthor(folder)).toBe('Ada Lovelace <ada@example.org>');
    expect(await gitAuthor(join(folder, 'not there'))).toBeUndefined();
  });
});

describe('.gitattributes', () => {
  it('gets the line for annotations once, and keeps what is in it', () => {
    expect(withAttributesLine(undefined)).toBe(`${attributesLine}\n`);
    expect(withAttributesLine('*.png binary')).toBe(`*.png binary\n${attributesLine}\n`);
    expect(withAttributesLine('*.png binary\r\n')).toBe(`*.png binary\r\n${attributesLine}\r\n`);
    expect(withAttributesLine(`${attributesLine}\n`)).toBeUndefined();
    expect(withAttributesLine('data/*.annotations.jsonl -merge')).toBeUndefined();
    expect(withAttributesLine('# *.annotations.jsonl\n*.annotations.jsonl text')).toContain('merge=union');
  });
});
