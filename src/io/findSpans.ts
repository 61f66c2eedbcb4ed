/** A regular expression's matches in one text, in a worker, for pages that an endless one must not stop. */
import { Worker } from 'node:worker_threads';
import { textMatcher, type SearchQuery, type TextSpan } from '../core/search/query';

const timeoutMs = 1000;
/** More are neither counted nor shown. */
const mostSpans = 10_000;

/** @throws Error whose message is the sentence to show: the query is none, or takes too long */
export async function findSpans(text: string, query: SearchQuery, workerPath: string): Promise<TextSpan[]> {
  const matcher = textMatcher(query);
  if (!query.regex) return matcher.spans(text, mostSpans);
  const worker = new Worker(workerPath, { workerData: { find: { text, query, most: mostSpans } } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TextSpan[]>((resolve, reject) => {
      const tooLong = `/${query.text}/ takes more than ${timeoutMs / 1000} s in this trace. Simplify it.`;
      timer = setTimeout(() => reject(new Error(tooLong)), timeoutMs);
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    clearTimeout(timer);
    void worker.terminate();
  }
}
