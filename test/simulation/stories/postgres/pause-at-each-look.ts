import { ask } from '../../ask';
import { before, later } from '../../happenings';
import type { PgWorld } from '../../postgres/pg-pair';
import type { Begin } from '../story';

/** More looks at away than a switchover makes between the fence and the promotion. */
const MOST_LOOKS = 40;

interface Pause {
  readonly pauseMs: number;
  /** What happens during the pause, and how long after its begin. */
  readonly happens: { readonly afterMs: number; readonly what: (world: PgWorld) => void };
  /** @returns what went wrong, or `undefined` */
  readonly judge?: (world: PgWorld) => string | undefined;
}

/** Pauses a switchover at each of its looks at away since the fence, each time in a world of its own. */
export async function pauseAtEachLook(
  { postgres }: Pick<Begin, 'postgres'>,
  { pauseMs, happens, judge = () => undefined }: Pause,
): Promise<string | undefined> {
  for (let paused = 1; paused < MOST_LOOKS; paused++) {
    const world = postgres();
    let looks = 0;
    before(world, 'demote home', () => {
      const run = world.lastRun;
      world.interpose = (cluster) => {
        if (cluster !== 'away' || (looks += 1) !== paused) return undefined;
        run?.pause(pauseMs, false);
        later(world, happens.afterMs, () => happens.what(world));
        return undefined;
      };
    });
    await world.operate(ask('switchover'), { region: 'away' });
    const said = judge(world);
    if (said !== undefined) return `after ${paused} looks, ${said}`;
  }
  return undefined;
}
