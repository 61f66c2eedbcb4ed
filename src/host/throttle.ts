/** `run` at once, and then at most every `ms`; the last call is never lost. */
export function throttle(run: () => void, ms: number): { (): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isWaiting = false;
  const call = (): void => {
    if (timer) {
      isWaiting = true;
      return;
    }
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (isWaiting) {
        isWaiting = false;
        call();
      }
    }, ms);
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}

/** The editor's trees take a while to draw: told more often, they fall behind. */
export const treeEveryMs = 300;
