/** What has to be stopped, in the order in which it was started. */
export type Stops = (() => Promise<unknown> | void)[];

/** Stops the parts in reverse order. A part that fails does not prevent the others from being stopped. */
export async function stopAll(stops: Stops): Promise<void> {
  const failures: unknown[] = [];
  for (let stop = stops.pop(); stop; stop = stops.pop()) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
}
