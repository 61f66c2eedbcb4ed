import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { definitions } from '../../../src/core/overview/definitions';

it('docs/statistics.md says of every number what the page says on hover', () => {
  const text = readFileSync('docs/statistics.md', 'utf8');
  const table = text.slice(text.indexOf('<!-- definitions'), text.indexOf('<!-- /definitions'));
  const rows = Array.from(table.matchAll(/^\| `([^`]+)` *\| (.*?) *\|$/gm), ([, name, what]) => [name, what]);
  expect(rows).toEqual(Object.entries(definitions));
});
