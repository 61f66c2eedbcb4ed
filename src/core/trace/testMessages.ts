/** What a dump says of the tests that a sample of a code problem was run against. */
import { isObject, type JsonObject } from '../adapters/probe';

/** Name and value as the dump has them, in full; values that are no text as JSON. */
export interface TestMessage {
  name: string;
  text: string;
}

/** By harness: EvalPlus, LiveCodeBench, HumanEval and its kin. In the order in which they are read. */
const fields: readonly (readonly [field: string, name: string])[] = [
  ['base_status', 'base tests'],
  ['base_fail_tests', 'inputs of failed base tests'],
  ['plus_status', 'plus tests'],
  ['plus_fail_tests', 'inputs of failed plus tests'],
  ['error_message', 'error'],
  ['error', 'exception'],
  ['traceback', 'traceback'],
  ['stderr', 'stderr'],
  ['inputs', 'input'],
  ['input', 'input'],
  ['expected', 'expected'],
  ['output', 'output'],
  ['stdout', 'stdout'],
];
/** Fields that tell a report of tests from a record that merely has an `input`. */
const telling = ['base_status', 'error_message', 'traceback', 'stderr', 'error_code', 'expected'];

/**
 * @param record the object around the sample's text in the dump.
 * @param element place of the text in a list of the record; -1: the record is one sample.
 * @returns empty when the dump says nothing of tests.
 */
export function testMessages(record: unknown, element: number): TestMessage[] {
  if (!isObject(record)) return [];
  const report = reportOf(record, element);
  if (report) return messagesOf(report);
  // HumanEval: one sentence, beside whether it passed.
  const { result, passed } = record;
  return typeof result === 'string' && typeof passed === 'boolean' ? [{ name: 'tests', text: result }] : [];
}

function reportOf(record: JsonObject, element: number): JsonObject | undefined {
  if ('base_status' in record) return record;
  const { metadata } = record;
  const own: unknown = element >= 0 && Array.isArray(metadata) ? metadata[element] : undefined;
  const report = typeof own === 'string' ? parsed(own) : own;
  return isObject(report) && telling.some((name) => name in report) ? report : undefined;
}

function messagesOf(report: JsonObject): TestMessage[] {
  return fields.flatMap(([field, name]) => {
    const text = textOf(report[field]);
    return text === '' ? [] : [{ name, text }];
  });
}

/** Empty lists, also as Python writes them, say nothing. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '[]' ? '' : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
