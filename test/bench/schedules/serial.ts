import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import type { ClusterName } from '../../../functions/shared/contract';
import { callDr, followAway, promoteAway, secondaryToken } from '../hands';
import type { Replay, Schedule } from './schedule';

/** Between the promotion and the link. */
const WAIT_MS = 10_000;
/** The look at a cluster that refuses is repeated after these pauses. */
const LOOK_AGAIN_MS = [1000, 2000];
/** The second script's own limit on a look. */
const DNS_LOOK_MS = 5000;
/** Its Lambda may run for a minute. */
const END_MS = 60_000;

/**
 * One call after the other: who is primary, demote, promote, ten seconds, link; then a second script looks again and
 * changes the weights one by one. Where it would give up because a secondary is still catching up, the replay goes on.
 */
export const SERIAL: Schedule = {
  name: 'serial',
  order: 'look, demote, promote, wait 10 s, link, then look again and change the weights one by one',
  endMs: END_MS,
  play: async (replay) => {
    const { hands, recorder, left } = replay;
    await recorder.step('look at home', 'wait', () => lookAtHome(replay));
    await recorder.step('demote home', 'role', () => ignored(callDr(hands, 'home', 'primary/demote', left())));
    await recorder.step('promote away', 'role', () => promoteAway(hands, left));
    await replay.wait(WAIT_MS);
    await recorder.step('link home', 'link', () => ignored(link(replay)));
    await recorder.step('look again', 'wait', () => ignored(hands.vault.home.read('sys/health', DNS_LOOK_MS)));
    await recorder.step('switch-dns away', 'dns', async () => {
      await setWeight(replay, 'home', 0);
      await setWeight(replay, 'away', 255);
    });
  },
};

async function lookAtHome({ hands, left, wait }: Replay): Promise<void> {
  for (const pauseMs of [...LOOK_AGAIN_MS, undefined]) {
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
  hands.route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: hands.dns.hostedZoneId,
      ChangeBatch: {
        Changes: [{ Action: 'UPSERT', ResourceRecordSet: { ...hands.records.sets[cluster], Weight: weight } }],
      },
    }),
    { abortSignal: AbortSignal.timeout(left()) },
  );

/** It goes on whatever a call leads to. */
const ignored = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);
