import { Deadline, startClock } from '../../../functions/shared/clock';
import { changeWeights } from '../../../functions/shared/weighted-records';
import { callDr, followAway, promoteAway, secondaryToken } from '../hands';
import type { Replay, Schedule } from './schedule';

/** Wait for DNS to spread before the old primary is demoted. */
const WAIT_MS = 60_000;
/** First pause after a failed call; each further pause is twice as long. */
const RETRY_MS = 30_000;
const MOST_RETRIES = 10;
const DNS_MS = 10_000;
/** Limit of the replay: the wait and one retry, which suffice when nothing fails. */
const END_MS = WAIT_MS + RETRY_MS + 10_000;

/**
 * Promotes at once and changes the name, waits a minute for DNS to spread, and only then demotes the old primary. A failed
 * call is repeated after 30, 60, 120 … seconds. The replay favours the schedule: its token is ready instead of made from key
 * shares, and a promotion that is refused as still catching up is repeated at once.
 */
export const PROMOTE_FIRST: Schedule = {
  name: 'promote first',
  order: 'read, promote, change the name, wait 60 s, demote, link; failed calls are repeated after 30 s, 60 s, …',
  endMs: END_MS,
  play: async (replay) => {
    const { hands, recorder, left } = replay;
    const { vault, route53, records } = hands;
    await recorder.step('read away', 'wait', () => vault.away.read('sys/replication/dr/status', left()));
    await recorder.step('promote away', 'role', () => again(replay, () => promoteAway(hands, left)));
    await recorder.step('switch-dns away', 'dns', () =>
      changeWeights(route53, records, 'away', Deadline.in(startClock(), DNS_MS)),
    );
    await replay.wait(WAIT_MS);
    await recorder.step('demote home', 'role', () =>
      again(replay, () => callDr(hands, 'home', 'primary/demote', left())),
    );
    await recorder.step('link home', 'link', async () => {
      const token = await secondaryToken(hands, left());
      await again(replay, () => followAway(hands, token, left()));
    });
  },
};

async function again(replay: Replay, call: () => Promise<unknown>): Promise<void> {
  for (let retry = 0; ; retry++) {
    try {
      await call();
      return;
    } catch (error) {
      if (retry === MOST_RETRIES) throw error;
      replay.left();
      await replay.wait(RETRY_MS * 2 ** retry);
    }
  }
}
