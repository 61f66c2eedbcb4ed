import type { Adapter, Detection, Probe } from './adapter';
import { baseName, gradeFiles, plainPath } from './pathNames';
import { isListOf, isString, isStringOrNull, onlyDocument, planOf, unscored, withoutSamples } from './probe';

/** bigcode-evaluation-harness, `generations_<task>.json`: a list a problem and nothing else; the place is the problem's number. */
export const bigcode: Adapter = {
  id: 'bigcode',
  label: 'bigcode-evaluation-harness (generations)',
  detect,
  companions: gradeFiles,
};

function detect(probe: Probe): Detection | undefined {
  const document = onlyDocument(probe);
  if (isListOf(document, isString) && /^references_/.test(baseName(plainPath(probe.path)))) {
    const because =
      "This is bigcode-evaluation-harness's file of reference tests; open the generations_*.json beside it.";
    return withoutSamples(0.5, because);
  }
  const isTexts = (value: unknown): value is (string | null)[] => isListOf(value, isStringOrNull);
  const hasTexts = isListOf(document, isTexts) && document.some((texts) => texts.some(isString));
  if (!hasTexts) return undefined;
  const plan = planOf(probe, { record: '[]', fields: [{ role: 'text', path: '[]' }], rule: 'truth' });
  return { confidence: 0.5, choices: [{ ...unscored, plan }] };
}
