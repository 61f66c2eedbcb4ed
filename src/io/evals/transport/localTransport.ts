import { runProgram } from './runProgram';
import type { Transport } from './transport';

/** Programs of this machine: also the way to a cluster when the editor itself runs on its login node. */
export const localTransport: Transport = {
  label: 'this machine',
  exec: (argv, options) => runProgram(argv, options, `There is no program ${argv[0]} on this machine.`),
  dispose: () => undefined,
};
