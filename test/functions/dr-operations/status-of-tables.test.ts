import { runStatus } from '../../../functions/dr-operations/engine';
import type { TableLook } from '../../../functions/dr-operations/table-looks';
import { useEngine } from './engine-bench';

const bench = useEngine();

describe('status: the lease tables', () => {
  it('answer, and hold no lease', async () => {
    const { tables } = await runStatus(bench.current.dependencies());
    expect(tables).toEqual({ home: { kind: 'answers' }, away: { kind: 'answers' } });
  });

  it.each(['black-holed', 'fails'] as const)('are a problem of the pair if one %s', async (behaviour) => {
    bench.current.tables.away.behaviour = behaviour;
    const status = await runStatus(bench.current.dependencies());
    expect(status.tables?.away?.kind).toBe('silent');
    expect(status.problems).toContainEqual(expect.objectContaining({ kind: 'table-unreachable', cluster: 'away' }));
  });

  it('show who holds the lease, and since when', async () => {
    let seen: TableLook | undefined;
    bench.current.after('home primary/demote', async () => {
      const { tables } = await runStatus(bench.current.dependencies());
      seen = tables?.home;
    });
    await bench.current.run('switchover');
    const { holder, since } = (seen?.kind === 'answers' ? seen.lease : undefined) ?? {};
    expect(holder).toMatch(/^switchover by/);
    expect(Date.parse(since ?? '')).not.toBeNaN();
  });
});
