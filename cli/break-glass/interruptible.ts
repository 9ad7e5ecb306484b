import type { Clock } from '../../functions/shared/clock';
import { StepError } from '../../functions/shared/errors';

/**
 * A clock on which nobody waits any more once `signal` aborts. Whatever runs on it stops at its next pause: between two
 * calls, never within one, so that it is known what has been asked for.
 */
export const interruptible = (clock: Clock, signal: AbortSignal): Clock => ({
  now: () => clock.now(),
  wait: async (ms, other) => {
    if (signal.aborted) throw interrupted();
    try {
      await clock.wait(ms, other ? AbortSignal.any([signal, other]) : signal);
    } catch (error) {
      if (signal.aborted) throw interrupted();
      throw error;
    }
  },
});

const interrupted = (): StepError => new StepError('Interrupted', 'The same command carries on from what is there.');
