import type { Story } from '../story';
import { pauseAtEachLook } from './pause-at-each-look';

/** Shorter than a lease. */
const PAUSE_MS = 5_000;

export const story: Story = {
  name: 'a process that was paused before its promotion sees that the old primary was unfenced meanwhile',
  // A promotion beside the unfenced database breaks a rule.
  tell: (begin) =>
    pauseAtEachLook(begin, {
      pauseMs: PAUSE_MS,
      happens: { afterMs: PAUSE_MS / 2, what: ({ clusters }) => clusters.home.unfence() },
    }),
};
