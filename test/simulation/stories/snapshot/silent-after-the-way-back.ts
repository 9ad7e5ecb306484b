import { ask } from '../../ask';
import { later } from '../../happenings';
import { FAILURES } from '../../snapshot/sim-bucket';
import { areServed, type Begin, type Story } from '../story';

export const story: Story = {
  name: 'a primary that got its role back and gives no answer for a moment is not taken for a stopped one',
  tell: async (begin) => (await tell(begin, false)) ?? (await tell(begin, true)),
};

/** @param isRefused whether the bucket does not take the record that home gets its role back, at first */
async function tell({ snapshot }: Begin, isRefused: boolean): Promise<string | undefined> {
  // The active server steps down before it can be sealed, so that all servers are stopped.
  const world = snapshot({ stepDownMs: 100, commandMs: 2_000, betweenWritesMs: 600_000 });
  const { away } = world.pair.buckets;
  await world.pass(10_000);
  const put = away.put.bind(away);
  const last = (): string =>
    [...away.objects.keys()]
      .filter((each) => each.startsWith('snapshots/'))
      .sort()
      .at(-1) ?? '';
  const refusesOnce: typeof put = (key, ...object) => {
    if (key !== 'demoted/home-begun.json') return put(key, ...object);
    away.put = put;
    throw FAILURES.unavailable();
  };
  away.put = (key, ...object) => {
    put(key, ...object);
    if (key !== 'demoted/home.json') return;
    // The last file is damaged, so that home gets its role back.
    away.put = isRefused ? refusesOnce : put;
    const { bytes = Buffer.alloc(0), metadata } = away.newestOf(last()) ?? {};
    put(last(), Buffer.alloc(bytes.length), metadata);
    later(world, 2_000, () => put(last(), bytes, metadata));
  };
  await world.operate(ask('failover'));
  if (world.primaries().join() !== 'home') return `primary: ${world.primaries().join()}`;
  for (let i = 0; i < 3; i++) world.clientWritesNow();
  world.clusters.home.reach = 'silent';
  later(world, 2_000, () => (world.clusters.home.reach = 'open'));
  await world.operate(ask('failover'));
  if (world.primaries().length !== 1) return `${world.primaries().length} are primary`;
  return areServed(world) ? undefined : 'nobody is served';
}
