/** What a target of the adapter `openai` holds besides its id and label. */
import { HarnessError } from '../../../core/evals/adapter';
import { defaultMostAtOnce } from '../../../core/evals/concurrency';
import type { Target } from '../../../core/evals/target';

export interface OpenAiTarget {
  id: string;
  label: string;
  /** Ends in a slash: `http://127.0.0.1:8000/v1/`. */
  base: URL;
  /** Requests at once at most, 1 … 1024. */
  mostAtOnce: number;
  /** PEM file of certificates to trust besides the system's. */
  caFile?: string;
  /** The user has agreed that the token goes over plain HTTP to another machine. */
  allowPlainHttp: boolean;
}

/** @throws HarnessError `config` with the option that is wrong. */
export function openAiTarget({ id, label, options }: Target): OpenAiTarget {
  const wrong = (what: string): HarnessError => new HarnessError('config', `Target ${label}: ${what}.`);
  const { url, concurrency = defaultMostAtOnce, caFile, allowPlainHttp = false } = options;
  if (typeof url !== 'string' || !URL.canParse(url)) throw wrong('url must be an address like http://host:8000/v1');
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  if (base.protocol !== 'http:' && base.protocol !== 'https:') throw wrong('url must begin with http:// or https://');
  if (base.username || base.password) throw wrong('url must not hold a password; set the token instead');
  if (base.search || base.hash) throw wrong('url must end with the path');
  if (typeof concurrency !== 'number' || !Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1024)
    throw wrong('concurrency must be a whole number from 1 to 1024');
  if (caFile !== undefined && typeof caFile !== 'string') throw wrong('caFile must be a path');
  return { id, label, base, mostAtOnce: concurrency, caFile, allowPlainHttp: allowPlainHttp === true };
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/;

/** The token would be readable on the way. */
export function needsConsent({ base, allowPlainHttp }: OpenAiTarget): boolean {
  return base.protocol === 'http:' && !loopback.test(base.hostname) && !allowPlainHttp;
}
