const stops = new Set<() => Promise<void>>();
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ctrl-C leaves nothing behind: what is registered here is stopped before the process ends. @returns takes it back */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  if (stops.size === 0) listen();
  stops.add(stop);
  return () => {
    stops.delete(stop);
    if (stops.size === 0) forget();
  };
}

const handlers = Object.entries(SIGNALS).map(([signal, code]) => ({
  signal,
  handle: (): void => {
    forget();
    void Promise.allSettled([...stops].map((stop) => stop())).finally(() => process.exit(code));
  },
}));

const listen = (): void => handlers.forEach(({ signal, handle }) => process.on(signal, handle));
const forget = (): void => handlers.forEach(({ signal, handle }) => process.off(signal, handle));
