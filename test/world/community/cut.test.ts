import type { ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import { FakeTable } from '../../functions/dr-operations/fake-aws';
import { SnapshotPair } from '../../local/community/snapshot-pair';
import { Writer } from '../../local/community/writer';

jest.setTimeout(180_000);

const ASKS_MS = 1_000;
/** A guard may leave Vault running for so long after its last good answer. */
const GUARD_MS = 20_000;

/** The network between the regions is cut: the clients of home still reach it, and the engine in away does not. */
describe('a pair of OpenBao clusters that are cut off from each other', () => {
  let pair: SnapshotPair;
  let writer: Writer;
  const events: string[] = [];
  const nodes = (): ClusterNodes => ({
    ...pair.servers,
    stopAll: () => Promise.resolve({ kind: 'not-certain', detail: 'SSM gives no answer', mayHaveEffect: false }),
    // Called when the restored cluster serves.
    restart: (...call) => {
      events.push(`${call[0]} serves`);
      return pair.servers.restart(...call);
    },
  });

  beforeEach(async () => {
    events.length = 0;
    pair = await SnapshotPair.start();
    writer = await Writer.start(pair.nodes.home, pair.rootToken);
    await writer.more(10);
    await pair.pull();
    pair.cut.add('home');
  });
  afterEach(async () => {
    await writer.stop();
    await pair.stop();
  });

  it('needs the override without servers that stop by themselves, because home serves on', async () => {
    await expect(pair.run('failover', {}, nodes())).rejects.toMatchObject({ needs: ['unfenced-primary'] });
    await writer.more(10);
    expect(events).toEqual([]);
    const result = await pair.run('failover', { accept: ['unfenced-primary'] }, nodes());
    expect(result).toMatchObject({ outcome: 'done' });
    await writer.more(10);
    pair.cut.clear();
    expect(await pair.roles()).toBe('primary primary');
  });

  it('promotes away after the servers of home have stopped, where they do that by themselves', async () => {
    const witness = new FakeTable();
    pair.witness = witness;
    const tables = [pair.tables.home, pair.tables.away, witness];
    const isTold = (): boolean => tables.filter(({ items }) => items.has('fence-home/fence-home')).length >= 2;
    let good = pair.clock.now();
    // It does what the guard of a node does, which has tests of its own.
    const guard = setInterval(() => {
      if (!isTold()) good = pair.clock.now();
      if (pair.clock.now() - good < GUARD_MS || events.includes('home stops')) return;
      events.push('home stops');
      void pair.nodes.home.kill();
    }, ASKS_MS);
    try {
      expect(await pair.run('failover', {}, nodes())).toMatchObject({ outcome: 'done' });
    } finally {
      clearInterval(guard);
    }
    expect(events).toEqual(['home stops', 'away serves']);
    await writer.stop();
    expect(await pair.roles()).toBe('gone primary');
  });
});
