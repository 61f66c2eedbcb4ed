/** Real dumps beside the repository: formats, roles, and the counts of their manifest, which was computed independently. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupFiles } from '../../../src/core/adapters/groupFiles';
import { countsOf } from './evaluatePlan';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { countRuns, detectDump, detectFile, evaluateGroup, type OpenFile } from './openDump';
import { zipTexts } from './zipTexts';

const root = join(import.meta.dirname, '../../../../shared/dumps');

interface ManifestEntry {
  problems?: number;
  samples?: number;
  n_min?: number;
  n_max?: number;
  correct?: number;
  plus_correct?: number;
  rows?: number;
  mean_pass1?: number;
  correct_per_model?: Record<string, number>;
}

/** Format and roles of each file, by the beginning of its path; of several the longest counts. */
const formats: Record<string, [adapter: string, roles?: string]> = {
  'codet-humaneval-n100/': ['codet', 'question=prompt text=samples[]'],
  'cruxeval/sample_codellama': ['cruxeval', 'id=@key text=[]'],
  'cruxeval/sample_scored': ['cruxeval', 'id=@key text=[]'],
  'custom-gsm8k-n16/': [
    'generic',
    'question=question reference=canonical_answer text=qwen_outputs[] answer=parsed_outputs[].parsed.answer note=parsed_outputs[].error verdict=correctness[]',
  ],
  'custom-gsm8k-think/': ['generic', 'id=id question=question reference=ground_truth_answer text=model_output'],
  'custom-math500-pass3/': [
    'rollouts',
    'id=question_id question=question reference=reference_answer text=model_outputs[].model_output tokens=model_outputs[].completion_tokens sampleIndex=model_outputs[].sample_idx',
  ],
  'derived/verl-rollout/': ['verl', 'question=input reference=gts text=output step=step verdict=acc'],
  'derived/verl-validation/': ['verl', 'question=input reference=gts text=output answer=pred step=step verdict=acc'],
  'derived/opencompass/20250601_120000/predictions/': [
    'opencompass',
    'question=origin_prompt[0].prompt reference=gold text=prediction',
  ],
  'derived/opencompass/20250601_120000/results/': ['opencompass', 'id=example_abbr answer=pred[] verdict=correct[]'],
  'evalplus-llama3/': ['evalplus'],
  'humaneval-mistral-vs-zephyr/': ['humaneval'],
  'inspect-json/2024': ['inspect_json', inspectRoles('model_graded_fact')],
  'inspect-json/2025': ['inspect_json', inspectRoles('match')],
  'livecodebench/': ['livecodebench'],
  'nemo-skills-math/': [
    'nemo-skills',
    'id=id question=problem reference=expected_answer text=generation answer=predicted_answer verdict=symbolic_correct',
  ],
  'one-file-per-sample-math500/': ['generic', 'question=question text=full_history answer=final_answer'],
  'openai-batch/': [
    'openai-batch',
    'id=custom_id text=response.body.choices[].message finish=response.body.choices[].finish_reason tokens=response.body.usage.completion_tokens',
  ],
  'openai-gsm8k-model-solutions/': ['model-columns'],
  'qwen-math-eval/': [
    'math_eval',
    'id=idx question=question reference=gt text=code[] verdict=score[] answer=pred[] note=report[]',
  ],
  'rlvr-probe-gsm8k/': [
    'rollouts',
    'id=qid question=question reference=gold text=rollouts[].text answer=rollouts[].pred_token sampleIndex=rollouts[].rollout verdict=rollouts[].correct',
  ],
  'rlvr-probe-gsm8k/results_2048/summary.json': ['results-only'],
  'tiny-rlvr/': [
    'math_eval',
    'id=idx question=question reference=gt text=code[] verdict=score[] answer=pred[] finish=finish_reason[] note=report[]',
  ],
  'verifiers-prime-example/': [
    'verifiers',
    'id=id question=prompt[1].content reference=answer text=completion verdict=correctness',
  ],
  'verifiers-prime-example/metadata.json': ['results-only'],
  'git-lfs-pointer/taxcalc-bench--openai--gpt-oss-20b/metadata.json': ['results-only'],
  'derived/lm-eval-new/': ['lm_eval', 'id=doc_id question=doc.question reference=target text=resps[0][]'],
  'lm-eval-0.4.0/Llama': [
    'lm_eval',
    'id=doc_id question=doc.question reference=target text=resps[0][0] verdict=bleu_acc',
  ],
  'lm-eval-0.4.0/vicuna': ['lm_eval', 'id=doc_id question=doc.question reference=target verdict=acc'],
  'lm-eval-results-2025/': ['results-only'],
};

function inspectRoles(scorer: string): string {
  const shared =
    'id=id question=question reference=target text=text sampleIndex=epoch tokens=tokens finish=finish note=note';
  return `${shared} verdict=scores.${scorer} answer=answers.${scorer}`;
}

if (!existsSync(join(root, 'manifest.json'))) {
  console.warn(`SKIPPED: ${root} is absent; no real dump is checked.`);
  describe.skip('shared dumps', () => it('are absent', () => undefined));
} else {
  checkDumps();
}

function checkDumps(): void {
  const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as Record<string, ManifestEntry>;
  const entries = Object.entries(manifest).filter(([file]) => /\.jsonl?(\.gz)?$/.test(file));
  const known = entries.flatMap(([file, entry]) => {
    const prefix = Object.keys(formats)
      .filter((start) => file.startsWith(start))
      .sort((a, b) => b.length - a.length)
      .at(0);
    return prefix === undefined ? [] : [{ file, entry, format: formats[prefix] }];
  });

  describe.each(known)('$file', ({ file, entry, format: [adapter, roles] }) => {
    const opened = detectFile(join(root, file));

    it('is detected as its format, under any name, with the right roles', () => {
      const isAside = opened?.detection.without !== undefined;
      if (!isAside || adapter === 'results-only') expect(opened?.adapter.id).toBe(adapter);
      if (!opened || isAside) return;
      expect(detectFile(join(root, file), 'x/data')?.adapter.id).toBe(adapter);
      const fields = opened.detection.choices[0].plan.sections[0].fields;
      if (roles !== undefined) expect(fields.map(({ role, path }) => `${role}=${path}`).join(' ')).toBe(roles);
    });

    it('has the counts of the manifest', () => {
      if (!opened || opened.detection.without !== undefined) {
        expect(entry.samples).toBeUndefined();
        return;
      }
      const [first, ...others] = countRuns(groupFiles([opened])[0], [opened]);
      if (entry.correct_per_model) {
        expect(Object.fromEntries([first, ...others].map(({ run, counts }) => [run, counts.correct]))).toEqual(
          entry.correct_per_model,
        );
        return;
      }
      expect(others).toEqual([]);
      const { problems, samples, n_min: nMin, n_max: nMax, correct } = entry;
      if (problems !== undefined) expect(first.counts).toMatchObject({ problems, samples, nMin, nMax });
      if (correct !== undefined) expect(first.counts).toMatchObject({ scored: samples, correct });
      else if (adapter === 'inspect_json')
        expect(first.counts).toMatchObject({ samples: entry.samples, scored: samples });
      else if (file.includes('one-file-per-sample')) expect(first.counts.samples).toBe(1);
      else expect(first.counts.scored).toBe(0);
      if (entry.plus_correct !== undefined)
        expect(countRuns(groupFiles([opened])[0], [opened], 'plus')[0].counts.correct).toBe(entry.plus_correct);
    });
  });

  it.each(Object.entries(manifest).filter(([file, { correct }]) => file.endsWith('.eval') && correct !== undefined))(
    'reads the samples in %s',
    async (file, { problems, samples, correct, n_min: nMin, n_max: nMax }) => {
      const texts = await zipTexts(join(root, file), /^samples\/.*\.json$/s);
      const documents = texts.map((text) => JSON.parse(text) as unknown);
      const opened = detectDump({ container: 'lines', documents, damaged: 0 }, 'data')!;
      expect(opened.adapter.id).toBe('inspect');
      const [run] = evaluateGroup(groupFiles([opened])[0], [opened]);
      expect(countsOf(run)).toEqual({ problems, samples, scored: samples, correct, nMin, nMax });
      expect(run.problems.every((p) => p.samples.every(({ text }) => typeof text === 'string' && text !== ''))).toBe(
        true,
      );
    },
  );

  it('lays the verdicts of OpenCompass results over its predictions', () => {
    const opened = filesBelow('derived/opencompass');
    const groups = groupFiles(opened);
    expect(groups.map(({ files, verdictFiles }) => [files.length, verdictFiles.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    for (const group of groups) {
      const [run] = evaluateGroup(group, opened);
      const { correct } = manifest[group.verdictFiles[0].slice(root.length + 1)];
      expect(countsOf(run)).toEqual({ problems: 30, samples: 240, scored: 240, correct, nMin: 8, nMax: 8 });
    }
  });

  it.each(Object.entries(manifest).filter(([file]) => file.startsWith('mmlu-pro-zip/')))(
    'compares the letters in %s',
    async (file, { problems, samples, correct }) => {
      const [text] = await zipTexts(join(root, file), /\.json$/);
      const dump = { container: 'document' as const, documents: [JSON.parse(text)], damaged: 0 };
      const opened = detectDump(dump, 'data')!;
      expect(opened.adapter.id).toBe('mmlu_pro');
      const [{ counts }] = countRuns(groupFiles([opened])[0], [opened]);
      expect(counts).toEqual({ problems, samples, scored: samples, correct, nMin: 1, nMax: 1 });
    },
  );

  it.each(Object.entries(manifest).filter(([file]) => file.startsWith('derived/lighteval')))(
    'takes counts from the means in %s',
    async (file, { mean_pass1: mean = 0.729167, rows }) => {
      const bytes = readFileSync(join(root, file));
      const documents = await parquetReadObjects({
        file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
        compressors,
      });
      const plain = JSON.parse(JSON.stringify(documents, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v)));
      const opened = detectDump({ container: 'lines', documents: plain as unknown[], damaged: 0 }, 'data')!;
      expect(opened.adapter.id).toBe(file.includes('old') ? 'lighteval_rewritten' : 'lighteval');
      const [{ counts }] = countRuns(groupFiles([opened])[0], [opened]);
      const correct = Math.round(mean * 240);
      expect(counts).toEqual({ problems: rows, samples: 240, scored: 240, correct, nMin: 8, nMax: 8 });
    },
  );

  it('adds the seeds of a run up, and keeps steps and temperatures apart', () => {
    const opened = filesBelow('tiny-rlvr');
    const runs = groupFiles(opened).filter(({ files }) => files.length > 0);
    const sizes = runs.map((group) => {
      const { counts } = countRuns(group, opened)[0];
      return [group.files.length, counts.problems, counts.nMin, counts.nMax];
    });
    expect(sizes.sort((a, b) => b[2] - a[2])).toEqual([
      [2, 48, 1024, 1024],
      [2, 48, 1024, 1024],
      ...Array.from({ length: 4 }, () => [1, 48, 256, 256]),
    ]);
  });

  it('reads a folder with a file a sample as one run, 16 samples a question', () => {
    for (const folder of readdirSync(join(root, 'one-file-per-sample-math500'))) {
      const opened = filesBelow(join('one-file-per-sample-math500', folder));
      const groups = groupFiles(opened);
      expect(groups).toHaveLength(1);
      expect(groups[0].files[1]).toMatch(/problem_0001\.json$/);
      expect(countRuns(groups[0], opened)[0].counts).toMatchObject({ problems: 8, samples: 128, nMin: 16, nMax: 16 });
    }
  });

  it('reads three NeMo-Skills files as three samples a problem', () => {
    const opened = filesBelow('nemo-skills-math');
    const [group, ...others] = groupFiles(opened);
    expect(others).toEqual([]);
    expect(countRuns(group, opened)[0].counts).toEqual({
      problems: 50,
      samples: 150,
      scored: 150,
      correct: 107,
      nMin: 3,
      nMax: 3,
    });
  });

  it('takes the scored one of twins', () => {
    for (const [folder, runs] of [
      ['humaneval-mistral-vs-zephyr', 2],
      ['evalplus-llama3', 3],
      ['cruxeval', 1],
      ['livecodebench', 2],
    ] as const) {
      const opened = filesBelow(folder);
      const groups = groupFiles(opened).filter(({ files }) => files.length > 0);
      expect(groups).toHaveLength(runs);
      for (const group of groups) {
        const [{ problems }] = evaluateGroup(group, opened);
        expect(problems.every(({ samples }) => samples.every(({ verdict }) => verdict !== 'unscored'))).toBe(true);
      }
    }
  });

  function filesBelow(folder: string): OpenFile[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.jsonl?(\.gz)?$/.test(file))
      .map((file) => detectFile(join(root, folder, file)))
      .filter((file) => file !== undefined);
  }
}
