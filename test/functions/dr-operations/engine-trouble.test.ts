import { startTcp } from '../../helpers/servers';
import { hurried, stepsOf, useEngine } from './engine-bench';

const bench = useEngine();

const DEMOTE = 'primary/demote';
const PROMOTE = 'secondary/promote';
const NEVER_HOLDS = { status: 200, times: 50 } as const;
/** Far less than the sum of the time-outs of the hanging calls and all other waits. */
const SOON_MS = 6_000;

describe('runOperation: a call that hangs', () => {
  it.each([
    ['demotion', 'home', DEMOTE],
    ['promotion', 'away', PROMOTE],
  ] as const)('continues beside a %s whose answer never comes', async (_name, cluster, path) => {
    bench.current.pair.clusters[cluster].fail(path, { hangs: true, effect: true });
    const result = await bench.current.run('switchover');
    expect(result).toMatchObject({ outcome: 'done', left: [] });
    expect(result.durationMs).toBeLessThan(SOON_MS);
    expect(bench.current.pair.clusters[cluster].writes().filter((call) => call === path)).toHaveLength(1);
    expect(bench.current.pair.lostWrites('away')).toEqual([]);
    expect(bench.current.pair.most).toBe(1);
  });

  it('refuses a failover beside a primary that hangs at the demotion, after one try with a limit', async () => {
    bench.current.pair.clusters.home.fail(DEMOTE, { hangs: true });
    // Vault may still accept the call, so the outcome is not a refusal that changed nothing.
    const { outcome, error } = await bench.current.run('failover');
    expect(outcome).toBe('partial');
    expect(error).toMatchObject({ type: 'PlanRefusedError', needs: ['unfenced-primary'] });
    expect(error?.message).toMatch(/could not be demoted: .* gave no answer to .*demote \(timeout\)/);
    expect(bench.current.pair.clusters.home.writes()).toEqual([DEMOTE]);
    expect(bench.current.roles()).toBe('primary secondary');
  });

  it('continues after one short try if the operator accepts that', async () => {
    bench.current.pair.clusters.home.fail(DEMOTE, { hangs: true });
    const result = await bench.current.run('failover', { accept: ['unfenced-primary'] });
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'], weights: { home: 0, away: 255 } });
    expect(result.durationMs).toBeLessThan(SOON_MS);
  });
});

describe('runOperation: a promotion that is accepted and does not hold', () => {
  it('requests it again, once', async () => {
    bench.current.pair.clusters.away.fail(PROMOTE, { status: 200 });
    const world = hurried(bench.current.dependencies());
    expect(await bench.current.run('switchover', {}, world)).toMatchObject({ outcome: 'done', left: [] });
    expect(bench.current.pair.clusters.away.writes().filter((call) => call === PROMOTE)).toHaveLength(2);
    expect(bench.current.pair.lostWrites('away')).toEqual([]);
  });

  it('undoes the operation if it does not hold twice', async () => {
    bench.current.pair.clusters.away.fail(PROMOTE, NEVER_HOLDS);
    const world = hurried(bench.current.dependencies());
    const result = await bench.current.run('switchover', {}, world);
    expect(result).toMatchObject({ outcome: 'partial', weights: { home: 255, away: 0 } });
    expect(result.summary).toContain('The switchover was undone, home is primary again');
    expect(bench.current.pair.clusters.away.writes().filter((call) => call === PROMOTE)).toHaveLength(2);
    expect(bench.current.roles()).toBe('primary secondary');
    expect(bench.current.pair.lostWrites('home')).toEqual([]);
  });

  it('reports it in a failover, which has no old primary to go back to', async () => {
    await bench.current.loseHome();
    bench.current.pair.clusters.away.fail(PROMOTE, NEVER_HOLDS);
    const world = hurried(bench.current.dependencies());
    const result = await bench.current.run('failover', {}, world);
    expect(result).toMatchObject({ outcome: 'partial', error: { type: 'PlanRefusedError' } });
    expect(result.summary).toContain('accepted twice and did not hold');
  });
});

describe('runOperation: looks that are not clear', () => {
  it('promotes a target whose first look is slow', async () => {
    await bench.current.loseHome();
    bench.current.pair.clusters.away.slowLooks = { count: 4, ms: 600 };
    const result = await bench.current.run('failover', {}, bench.current.dependencies({}, 300));
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 } });
    expect(stepsOf(result).slice(0, 2)).toEqual(['settle away', 'promote away']);
  });

  it.each(['home', 'away'] as const)('looks again if another node of %s reports another role', async (name) => {
    const { pair } = bench.current;
    const stray = { mode: name === 'home' ? 'secondary' : 'primary', state: 'running', cluster_id: 'another' };
    pair.clusters[name].strayAnswers.push(stray);
    const result = await bench.current.run('failover');
    expect(stepsOf(result).slice(0, 2)).toEqual([`settle ${name}`, 'demote home']);
    expect(result).toMatchObject({ outcome: 'done' });
    expect(pair.most).toBe(1);
    expect(pair.lostWrites('away')).toEqual([]);
  });
});

describe('runOperation: a secondary that hears a primary which does not answer us', () => {
  it('refuses a failover while it still hears the primary, and names the check to accept', async () => {
    const hole = await startTcp();
    const error = await bench.current.failureOf(
      'failover',
      {},
      bench.current.dependencies({ home: hole.address }, 1_000),
    );
    expect(error).toMatchObject({ name: 'PlanRefusedError', needs: ['unfenced-primary'] });
    expect(error.message).toMatch(/away still hears it \(last \d s ago\)/);
    expect(bench.current.pair.events).toEqual([]);
  });

  it('continues at once if the operator accepts that', async () => {
    const hole = await startTcp();
    const world = bench.current.dependencies({ home: hole.address }, 1_000);
    const result = await bench.current.run('failover', { accept: ['unfenced-primary'] }, world);
    expect(result).toMatchObject({ outcome: 'done', accept: ['unfenced-primary'] });
    expect(stepsOf(result)[0]).toBe('promote away');
  });

  it('shows in a dry run what it waits for', async () => {
    const hole = await startTcp();
    const world = bench.current.dependencies({ home: hole.address }, 1_000);
    const result = await bench.current.run('failover', { dryRun: true }, world);
    expect(result.plan).toMatchObject({
      kind: 'act',
      rounds: [[{ kind: 'listen' }], [{ kind: 'promote' }], [{}, {}], [{}]],
    });
  });
});

describe('runOperation: an old primary that dies after its demotion', () => {
  async function endsSoon(): Promise<void> {
    const { pair } = bench.current;
    bench.current.after('home primary/demote', () => (pair.clusters.home.isLost = true));
    const world = hurried(bench.current.dependencies());
    const result = await bench.current.run('switchover', {}, world);
    expect(result).toMatchObject({ outcome: 'partial', left: ['failover'], weights: { home: 255, away: 0 } });
    expect(result.error?.message).toContain('Run failover to away with loss accepted');
    expect(result.durationMs).toBeLessThan(13_000);
    const next = await bench.current.run('failover', { accept: ['loss'] }, world);
    expect(next).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 }, left: ['rejoin'] });
  }

  it('ends soon if away has every reported write, with one clear command that serves the clients', async () => {
    bench.current.pair.clientsAt = () => 'away'; // no client writes, so no write is missing
    await endsSoon();
  });

  it('ends as soon if away has less than home reported', async () => {
    bench.current.pair.ships = false;
    await endsSoon();
  });
});

describe('runOperation: what a rejoin discards', () => {
  beforeEach(async () => {
    const { pair } = bench.current;
    for (const id of [4, 5, 6]) {
      pair.acknowledged.add(id);
      pair.clusters.home.data.add(id);
    }
    await bench.current.run('failover', {}, await bench.current.withoutHome());
    bench.current.homeReturns();
  });

  it('is reported before, with its number, and has to be accepted', async () => {
    expect(await bench.current.failureOf('rejoin')).toMatchObject({ needs: ['loss'] });
    expect(bench.current.roles()).toBe('primary primary');
    const dry = await bench.current.run('rejoin', { dryRun: true });
    expect(dry.possibleLoss).toMatchObject({ kind: 'counted', wals: 3 });
  });

  it('is part of the result and of the journal entry', async () => {
    const result = await bench.current.run('rejoin', { accept: ['loss'] });
    expect(result).toMatchObject({ outcome: 'done', possibleLoss: { kind: 'counted', wals: 3 }, accept: ['loss'] });
    const newest = bench.current.tables.away.journal().at(-1);
    expect(JSON.parse(newest?.entry ?? '{}')).toMatchObject({ possibleLoss: { kind: 'counted', wals: 3 } });
  });
});
