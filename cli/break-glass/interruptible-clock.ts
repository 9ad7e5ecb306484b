import type { Clock } from '../../functions/shared/clock';
import { StepError } from '../../functions/shared/errors';

/**
 * A clock whose `wait` throws once `signal` aborts. An operation on it stops at its next pause: between two calls and
 * never within one, so that it is known which calls were made.
 */
export const interruptibleClock = (clock: Clock, signal: AbortSignal): Clock => ({
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

const interrupted = (): StepError => new StepError('Interrupted', 'Run the same command again to continue.');
