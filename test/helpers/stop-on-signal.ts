const stops = new Set<() => Promise<void>>();
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
let isStopping = false;

/** Calls `stop` before the process ends by SIGINT or SIGTERM. @returns a function that removes the registration */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  if (stops.size === 0) handlers.forEach(({ signal, handle }) => process.on(signal, handle));
  stops.add(stop);
  return () => {
    stops.delete(stop);
    if (stops.size === 0) handlers.forEach(({ signal, handle }) => process.off(signal, handle));
  };
}

/** Other handlers may raise the signal again. Repeated signals are ignored until all stops are done. */
const handlers = Object.entries(SIGNALS).map(([signal, code]) => ({
  signal,
  handle: (): void => {
    if (isStopping) return;
    isStopping = true;
    void Promise.allSettled([...stops].map((stop) => stop())).finally(() => process.exit(code));
  },
}));
