/** A request as a hook: asked again when its key changes; an answer is never shown under another key. */
import { useEffect, useState } from 'preact/hooks';
import { Cancelled } from '../../src/protocol/rpc';
import type { CompareRequests } from '../../src/protocol/comparePage';
import { host } from './host';

export interface Answer<T> {
  value?: T;
  error?: string;
}

/**
 * @param params undefined: nothing to ask yet.
 * @param key says what the answer depends on: the params, and what may have changed behind them.
 * @returns `{}` until the answer for this very key has come.
 */
export function useRequest<Name extends keyof CompareRequests & string>(
  name: Name,
  params: CompareRequests[Name]['params'] | undefined,
  key: string,
): Answer<CompareRequests[Name]['result']> {
  type Result = CompareRequests[Name]['result'];
  const [answered, setAnswered] = useState<{ key: string; answer: Answer<Result> }>();
  useEffect(() => {
    if (params === undefined) return;
    const request = host().request(name, params);
    request.then(
      (value) => setAnswered({ key, answer: { value } }),
      (error: Error) => {
        if (!(error instanceof Cancelled)) setAnswered({ key, answer: { error: error.message } });
      },
    );
    return () => request.cancel();
  }, [key, params === undefined]);
  return answered?.key === key && params !== undefined ? answered.answer : {};
}
