import type { SimObject } from '../../snapshot/sim-bucket';
import { ask } from '../../ask';
import { later } from '../../happenings';
import { type Begin, type Story } from '../story';

/** From the record of the demotion to the look for the file that is restored, and some more, milliseconds. */
const WINDOW_MS = 80;

export const story: Story = {
  name: 'a file that a Lambda with a fast clock took before the last one is not restored in its place',
  tell: async (begin) => {
    for (let afterMs = 0; afterMs < WINDOW_MS; afterMs += 2) {
      const said = await tell(begin, afterMs);
      if (said !== undefined) return `${afterMs} ms after the demotion: ${said}`;
    }
    return undefined;
  },
};

async function tell({ snapshot }: Begin, afterMs: number): Promise<string | undefined> {
  const world = snapshot({ betweenWritesMs: 2_000 }, { mayLose: false });
  await world.pass(70_000);
  const { away } = world.pair.buckets;
  const [older] = [...away.objects].filter(([key]) => key.startsWith('snapshots/')).at(-1)?.[1] ?? [];
  const put = away.put.bind(away);
  away.put = (key, ...object) => {
    put(key, ...object);
    // Its upload took as long as the demotion.
    if (key === 'demoted/home.json') later(world, afterMs, () => older && putAsOf(older, world.clock.now() + 20_000));
  };
  const putAsOf = ({ bytes, metadata }: SimObject, at: number): void => {
    const takenAt = new Date(at).toISOString();
    put(`snapshots/${takenAt}.snap`, bytes, { ...metadata, 'taken-at': takenAt });
  };
  await world.operate(ask('switchover'));
  const [primary] = world.primaries();
  if (primary === undefined) return undefined;
  const lost = world.lost(primary).length;
  return lost === 0 ? undefined : `${lost} writes are lost`;
}
