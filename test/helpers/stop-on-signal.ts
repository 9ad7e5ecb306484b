const stops = new Set<() => Promise<void>>();
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
let isStopping = false;

/** Ctrl-C leaves nothing behind: what is registered here is stopped before the process ends. @returns takes it back */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  if (stops.size === 0) handlers.forEach(({ signal, handle }) => process.on(signal, handle));
  stops.add(stop);
  return () => {
    stops.delete(stop);
    if (stops.size === 0) handlers.forEach(({ signal, handle }) => process.off(signal, handle));
  };
}

/** Others raise a signal again when they have done their part; it must not end the process before this is done. */
const handlers = Object.entries(SIGNALS).map(([signal, code]) => ({
  signal,
  handle: (): void => {
    if (isStopping) return;
    isStopping = true;
    void Promise.allSettled([...stops].map((stop) => stop())).finally(() => process.exit(code));
  },
}));
