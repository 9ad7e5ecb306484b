import { Deadline, startClock } from '../../functions/shared/clock';
import { changeWeights } from '../../functions/shared/weighted-records';
import { until } from '../helpers/until';
import { callDr, followAway, promoteAway, secondaryToken, withHands, type Hands } from './hands';
import { inWorld, swap, type Frame, type Swap } from './swap';

/*
 * The floor: only the calls that no engine can avoid, with everything known beforehand. No observation, lease, journal or
 * Lambda. Unsafe for anything but measuring.
 */

const CALL_MS = 10_000;

/** The calls that a failover cannot avoid: promote, change the name. */
export const measureFailoverFloor = (): Promise<Swap> =>
  inWorld((world) =>
    withHands(world, (hands) => swap(world, { situation: 'refused', move: (frame) => promote(frame, hands) })),
  );

/** The calls that a switchover cannot avoid: demote, promote once every WAL has arrived, change the name, link. */
export const measureSwitchoverFloor = (): Promise<Swap> =>
  inWorld((world) =>
    withHands(world, (hands) =>
      swap(world, {
        situation: 'healthy',
        move: async (frame) => {
          const { recorder, world } = frame;
          await recorder.step('demote home', 'role', () => callDr(hands, 'home', 'primary/demote', CALL_MS));
          await promote(frame, hands);
          // Read from the simulator, so no polling interval is added.
          await until(
            () => world.pair.away.writable && world.pair.home.mode === 'secondary',
            'the roles did not change',
            CALL_MS,
          );
          await recorder.step('link home', 'link', async () => {
            await followAway(hands, await secondaryToken(hands, CALL_MS), CALL_MS);
            await until(() => world.pair.home.state === 'stream-wals', 'home did not follow', CALL_MS);
          });
        },
      }),
    ),
  );

async function promote({ recorder }: Frame, hands: Hands): Promise<void> {
  await recorder.step('promote away', 'role', () => promoteAway(hands, () => CALL_MS));
  await recorder.step('switch-dns away', 'dns', () =>
    changeWeights(hands.route53, hands.records, 'away', Deadline.in(startClock(), CALL_MS)),
  );
}
