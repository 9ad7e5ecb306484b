import { setTimeout as pause } from 'node:timers/promises';
import { Deadline, startClock } from '../../../functions/shared/clock';
import type { World } from '../../local/world';
import { withHands, type Hands } from '../hands';
import { inWorld, swap, type Situation, type Swap } from '../swap';
import { PROMOTE_FIRST } from './promote-first';
import { TimeIsOver, type Schedule } from './schedule';
import { SERIAL } from './serial';

/** Result of one schedule in one situation. */
export interface Replayed {
  readonly schedule: string;
  readonly order: string;
  readonly situation: Situation;
  readonly swap: Swap;
  /** Whether it ended, successfully or not, before its replay was stopped. */
  readonly ended: boolean;
}

/** The longest schedule first, because its world starts first. */
const SCHEDULES: readonly Schedule[] = [PROMOTE_FIRST, SERIAL];
const SITUATIONS: readonly Situation[] = ['healthy', 'refused', 'black-holed'];
/** A low rate suffices: the outages last seconds, and several worlds run side by side. */
const WRITES_PER_SECOND = 10;

/**
 * Replays every schedule in every situation. Schedules mostly wait, so they run side by side, each in its own world. The
 * worlds start one after another.
 *
 * @param pace factor on the fixed waits and on the time limits; 1 is the original
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
        // A world that cannot start must not block the others; its error is thrown below.
        replayed.then(
          ({ ended }) => tell(`${schedule.name}, ${situation}: ${ended ? 'ended' : 'was stopped'}`),
          () => started(),
        );
      });
    }
  }
  await Promise.allSettled(running); // lets every world stop, also when one of them fails
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
      // The result is measured from outside; only whether the schedule ended by itself matters here.
      await play({ world, hands, recorder, left, wait }).catch(() => undefined);
      ended = !end.passed;
    },
  });
  return { schedule, order, situation, swap: result, ended };
}
