/** Set-up of every file with a workbench: a test that fails leaves a picture of it. */
import { afterEach } from 'vitest';
import { currentWorkbench } from './workbench';

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await currentWorkbench?.screenshot(`failed-${task.name.slice(0, 60)}`);
});
