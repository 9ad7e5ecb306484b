const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const cleanUps = new Set<() => void>();

/**
 * Has something done when this process ends, whether it exits or a signal ends it.
 *
 * @param cleanUp has to be done when it returns
 * @returns a function that takes it back
 */
export function endWithThisProcess(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) {
    process.on('exit', cleanUpAll);
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  }
  cleanUps.add(cleanUp);
  return () => {
    if (!cleanUps.delete(cleanUp) || cleanUps.size > 0) return;
    release();
  };
}

/** `exit` is not emitted when a signal ends the process, so that the signal is caught, and raised again. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return; // somebody else ends this process, in good order
  cleanUpAll();
  release();
  process.kill(process.pid, signal);
}

function cleanUpAll(): void {
  for (const cleanUp of cleanUps) cleanUp();
  cleanUps.clear();
}

function release(): void {
  process.off('exit', cleanUpAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
