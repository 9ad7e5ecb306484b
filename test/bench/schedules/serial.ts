import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import type { ClusterName } from '../../../functions/shared/contract';
import { callDr, followAway, promoteAway, secondaryToken } from '../hands';
import type { Replay, Schedule } from './schedule';

/** Wait between the promotion and the link. */
const WAIT_MS = 10_000;
/** A read of a cluster that refuses connections is repeated after these pauses. */
const READ_AGAIN_MS = [1000, 2000];
/** Limit of the second script on a read. */
const DNS_READ_MS = 5000;
/** Timeout of its Lambda. */
const END_MS = 60_000;

/**
 * One call after another: read, demote, promote, wait ten seconds, link. Then a second script reads again and changes the
 * weights one by one. Where the schedule would give up because a secondary is still catching up, the replay continues.
 */
export const SERIAL: Schedule = {
  name: 'serial',
  order: 'read, demote, promote, wait 10 s, link, then read again and change the weights one by one',
  endMs: END_MS,
  play: async (replay) => {
    const { hands, recorder, left } = replay;
    await recorder.step('read home', 'wait', () => readHome(replay));
    await recorder.step('demote home', 'role', () => ignored(callDr(hands, 'home', 'primary/demote', left())));
    await recorder.step('promote away', 'role', () => promoteAway(hands, left));
    await replay.wait(WAIT_MS);
    await recorder.step('link home', 'link', () => ignored(link(replay)));
    await recorder.step('read again', 'wait', () => ignored(hands.vault.home.read('sys/health', DNS_READ_MS)));
    await recorder.step('switch-dns away', 'dns', async () => {
      await setWeight(replay, 'home', 0);
      await setWeight(replay, 'away', 255);
    });
  },
};

async function readHome({ hands, left, wait }: Replay): Promise<void> {
  for (const pauseMs of [...READ_AGAIN_MS, undefined]) {
    try {
      await hands.vault.home.read('sys/health', left());
      return;
    } catch {
      if (pauseMs === undefined) return;
      left();
      await wait(pauseMs);
    }
  }
}

async function link({ hands, left }: Replay): Promise<void> {
  await followAway(hands, await secondaryToken(hands, left()), left());
}

const setWeight = ({ hands, left }: Replay, cluster: ClusterName, weight: number): Promise<unknown> =>
  Promise.all(
    hands.records.zones.map(({ hostedZoneId, sets }) =>
      hands.route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: hostedZoneId,
          ChangeBatch: {
            Changes: sets[cluster].map((set) => ({
              Action: 'UPSERT',
              ResourceRecordSet: { ...set, Weight: weight },
            })),
          },
        }),
        { abortSignal: AbortSignal.timeout(left()) },
      ),
    ),
  );

/** The schedule continues whether or not the call fails. */
const ignored = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);
