import { setTimeout as pause } from 'node:timers/promises';
import { Deadline, startClock } from '../../../functions/shared/clock';
import type { World } from '../../local/world';
import { withHands, type Hands } from '../hands';
import { inWorld, swap, type Situation, type Swap } from '../swap';
import { PROMOTE_FIRST } from './promote-first';
import { TimeIsOver, type Schedule } from './schedule';
import { SERIAL } from './serial';

/** What a schedule did in one situation. */
export interface Replayed {
  readonly schedule: string;
  readonly order: string;
  readonly situation: Situation;
  readonly swap: Swap;
  /** It came to its end, well or not, before the replay ended it. */
  readonly ended: boolean;
}

/** The longest one first, because its world starts first. */
const SCHEDULES: readonly Schedule[] = [PROMOTE_FIRST, SERIAL];
const SITUATIONS: readonly Situation[] = ['healthy', 'refused', 'black-holed'];
/** They are about seconds, and several run side by side. */
const WRITES_PER_SECOND = 10;

/**
 * Plays every schedule in every situation. They mostly wait, so they run side by side, each in its own world; the
 * worlds start one after the other.
 *
 * @param pace factor on the fixed waits and on the ends; 1 plays them as they are
 */
export async function replaySchedules(pace: number, tell: (text: string) => void): Promise<Replayed[]> {
  const running: Promise<Replayed>[] = [];
  for (const schedule of SCHEDULES) {
    for (const situation of SITUATIONS) {
      await new Promise<void>((started) => {
        const replayed = inWorld((world) => {
          started();
          return withHands(world, (hands) => replay(schedule, situation, pace, world, hands));
        });
        running.push(replayed);
        // One that cannot start must not hold the others up; it is awaited below.
        replayed.then(
          ({ ended }) => tell(`${schedule.name}, ${situation}: ${ended ? 'ended' : 'had to be ended'}`),
          () => started(),
        );
      });
    }
  }
  await Promise.allSettled(running); // no world is left when one of them fails
  return Promise.all(running);
}

async function replay(
  { name: schedule, order, endMs, play }: Schedule,
  situation: Situation,
  pace: number,
  world: World,
  hands: Hands,
): Promise<Replayed> {
  let ended = true;
  const result = await swap(world, {
    situation,
    writesPerSecond: WRITES_PER_SECOND,
    move: async ({ recorder }) => {
      const end = Deadline.in(startClock(), endMs * pace);
      const left = (): number => {
        if (end.passed) throw new TimeIsOver();
        return end.remainingMs();
      };
      const wait = (ms: number): Promise<void> =>
        recorder.step(`wait ${ms / 1000} s`, 'pause', async () => {
          await pause(end.cut(ms * pace));
          left();
        });
      // What becomes of it is seen from outside; here it matters only whether it came to an end by itself.
      await play({ world, hands, recorder, left, wait }).catch(() => undefined);
      ended = !end.passed;
    },
  });
  return { schedule, order, situation, swap: result, ended };
}
