/** A process of its own that drives an eval until it is done or killed: `node driveAlone.js <dir> <url>`. */
import { EvalDriver } from '../../../src/io/evals/evalDriver';
import { EvalStore } from '../../../src/io/evals/evalStore';
import { OpenAiAdapter } from '../../../src/io/evals/openai/openAiAdapter';

const [, , dir, url] = process.argv;

void EvalDriver.start({
  store: new EvalStore(dir),
  adapter: new OpenAiAdapter(),
  target: { id: 'vllm-a', adapter: 'openai', label: 'vllm-a', options: { url, concurrency: 4 } },
  token: () => Promise.resolve(undefined),
  // A timer that counts keeps the process alive.
}).then((driver) => driver?.finished.finally(() => clearInterval(alive)));

const alive = setInterval(() => undefined, 1000);
