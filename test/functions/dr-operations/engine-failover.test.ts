import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { failure } from '../../helpers/errors';
import { startTcp } from '../../helpers/servers';
import { useEngine } from './engine-bench';

const bench = useEngine();

describe('runOperation: failover', () => {
  it('promotes and moves the name when the primary refuses connections, and says that rejoin is due', async () => {
    await bench.current.loseHome();
    const result = await bench.current.run('failover');
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'], weights: { home: 0, away: 255 } });
    expect(bench.current.pair.events).toEqual(['away secondary/promote', 'name to away']);
  });

  it('waits for one probe of an unreachable primary, and no more', async () => {
    const hole = await startTcp();
    bench.current.pair.clusters.home.isLost = true;
    const result = await bench.current.run('failover', {}, bench.current.dependencies({ home: hole.address }, 150));
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'] });
    // Later looks at it run in parallel to the promotion.
    expect(result.steps[0]).toMatchObject({ kind: 'promote' });
    // Without the limit of a probe, the operating system would wait for minutes.
    expect(result.steps[0]?.startMs).toBeLessThan(10_000);
  });

  it('plans nothing when it is run again', async () => {
    const world = await bench.current.withoutHome();
    await bench.current.run('failover', {}, world);
    expect(await bench.current.run('failover', {}, world)).toMatchObject({
      outcome: 'done',
      steps: [],
      left: ['rejoin'],
    });
  });

  it('demotes a primary that still answers', async () => {
    expect(await bench.current.run('failover')).toMatchObject({ outcome: 'done' });
    expect(bench.current.pair.events.slice(0, 2)).toEqual(['home primary/demote', 'away secondary/promote']);
    expect(bench.current.pair.most).toBe(1);
  });

  it('refuses to promote beside a primary that it may not demote', async () => {
    bench.current.pair.clusters.home.fail('primary/demote', { status: 403, errors: ['permission denied'], times: 9 });
    expect((await bench.current.failureOf('failover')).message).toContain('could not be demoted');
    expect(bench.current.roles()).toBe('primary secondary');
  });

  it('needs a reason', async () => {
    expect(await failure(Promise.resolve().then(() => parseOperationEvent({ operation: 'failover' })))).toMatchObject({
      name: 'InputError',
    });
  });

  it('fails and changes nothing when the promotion is refused', async () => {
    await bench.current.loseHome();
    bench.current.pair.clusters.away.fail('secondary/promote', { status: 403, errors: ['permission denied'] });
    expect((await bench.current.failureOf('failover')).message).toContain('permission denied');
    expect(bench.current.pair.events).toEqual([]);
  });

  it('fails in the end when Vault is catching up for ever', async () => {
    await bench.current.loseHome();
    const errors = ['replication is still catching up'];
    bench.current.pair.clusters.away.fail('secondary/promote', { status: 503, errors, times: 1_000 });
    expect((await bench.current.failureOf('failover', {}, bench.current.dependencies(), 1_500)).message).toContain(
      'still catching up',
    );
    expect(bench.current.route53.weights).toEqual({ home: 255, away: 0 });
  });

  it('tells what it did when Route 53 fails, and ends when it is run again', async () => {
    await bench.current.loseHome();
    bench.current.route53.behaviour = 'fails';
    const world = bench.current.dependencies();
    expect(await bench.current.run('failover', {}, world, 1_500)).toMatchObject({
      outcome: 'partial',
      error: { type: 'AwsError' },
    });
    expect(bench.current.pair.clusters.away.mode).toBe('primary');
    bench.current.route53.behaviour = 'answers';
    expect(await bench.current.run('failover', {}, world)).toMatchObject({ outcome: 'done', weights: { away: 255 } });
    expect(bench.current.pair.events).toEqual(['away secondary/promote', 'name to away']);
  });

  it('ends a failover that Route 53 stopped although the old primary is back', async () => {
    const refused = await bench.current.withoutHome();
    bench.current.route53.behaviour = 'fails';
    await bench.current.run('failover', {}, refused, 1_500);
    bench.current.route53.behaviour = 'answers';
    bench.current.homeReturns();
    expect((await bench.current.failureOf('rejoin')).message).toContain('A failover to away began and did not end');
    expect(await bench.current.run('failover')).toMatchObject({
      outcome: 'done',
      weights: { home: 0, away: 255 },
      left: ['rejoin'],
    });
  });
});
