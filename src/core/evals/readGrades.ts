import { asName, asNumber, asObject, asText, asWhole, Malformed, maybe } from './narrow';
import type { GradeLine } from './sampleLine';

const graderPattern = /^[\w][\w.+ -]{0,99}$/;

/** Lines of a grades file; what is no grade is passed over, and its sample stays unscored. Never throws. */
export function readGrades(text: string): GradeLine[] {
  return text.split('\n').flatMap((row) => {
    if (row.trim() === '') return [];
    try {
      return [gradeOf(JSON.parse(row))];
    } catch (error) {
      if (error instanceof Malformed || error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

function gradeOf(value: unknown): GradeLine {
  const json = asObject(value, 'grade');
  const { verdict = null } = json;
  if (verdict !== null && typeof verdict !== 'boolean') throw new Malformed('verdict must be true, false or null');
  return {
    model: asText(json.model, 'model', 1000),
    problem: asText(json.problem, 'problem', 10_000),
    benchmark: maybe(json.benchmark, 'benchmark', asText),
    index: asWhole(json.index, 'index', 0),
    grader: asName(json.grader, 'grader', graderPattern),
    version: asName(json.version, 'version', graderPattern),
    verdict,
    extracted: maybe(json.extracted, 'extracted', asText),
    ms: maybe(json.ms, 'ms', (ms, where) => asNumber(ms, where, 0)) ?? 0,
    print: maybe(json.print, 'print', (print, where) => asWhole(print, where, 0)),
    note: maybe(json.note, 'note', asText),
  };
}
