import type { OperationResult, StatusResult } from '../../../../../functions/dr-operations/result';
import type { ClusterName } from '../../../../../functions/shared/contract';
import { failure } from '../../../../helpers/errors';
import { until } from '../../../../helpers/until';
import { findPostgres, missingClient } from '../../../../local/community/find-postgres';
import { startPostgresPair, type PostgresPair } from '../../../../local/community/pair';
import { Mortal } from '../../../../local/community/mortal';
import { PostgresEngine } from '../../../../local/community/postgres-engine';
import { Writer } from '../../../../local/community/writer';

// The tests compute little, but may wait long on a busy machine.
jest.setTimeout(120_000);

const programs = findPostgres();
const missing = 'missing' in programs ? programs.missing : missingClient();
const suite = missing === undefined ? describe : describe.skip;

let pair: PostgresPair;
let engine: PostgresEngine;
let writer: Writer | undefined;

beforeEach(async () => {
  if ('missing' in programs || missing !== undefined) return;
  pair = await startPostgresPair(programs);
  engine = await PostgresEngine.start(pair);
});
afterEach(async () => {
  await writer?.stop();
  writer = undefined;
  await engine.stop();
  await pair.stop();
});

/** A client that writes at home, and has written some. */
async function startWriter(): Promise<Writer> {
  const started = await Writer.start(pair.nodes.home, pair.rootToken);
  writer = started;
  await until(() => started.acknowledged.length > 20);
  return started;
}

const run = (operation: string, event: object = {}): Promise<OperationResult> => engine.run(operation, event);
const status = (): Promise<StatusResult> => engine.status();
const rewind = (follower: ClusterName, primary: ClusterName): Promise<void> => engine.rewind(follower, primary);
const kinds = ({ steps }: OperationResult): string[] => steps.map(({ kind, cluster }) => `${kind} ${cluster}`);

/** Counts the moments at which both clusters answer as active. */
function watchActiveNodes(): { readonly stop: () => Promise<number> } {
  let goesOn = true;
  let both = 0;
  const watching = (async () => {
    while (goesOn) {
      const [home, away] = await Promise.all([pair.nodes.home.health(), pair.nodes.away.health()]);
      if (home === 200 && away === 200) both += 1;
    }
  })();
  return {
    stop: async () => {
      goesOn = false;
      await watching;
      return both;
    },
  };
}

suite(`a pair on PostgreSQL (${missing ?? 'with real servers'})`, () => {
  it('is healthy, and needs no operation token', async () => {
    expect(await status()).toMatchObject({
      healthy: true,
      primary: 'home',
      problems: [],
      clusters: { away: { role: 'secondary', observation: { state: 'stream-wals' } } },
    });
    expect(engine.secrets.calls).toEqual([]);
  });

  it('hands over without losing a write, and back', async () => {
    const client = await startWriter();
    const watch = watchActiveNodes();
    const result = await run('switchover');
    await client.stop();
    expect(await watch.stop()).toBe(0);
    expect(result).toMatchObject({ outcome: 'done', left: ['make-replica'] });
    expect(kinds(result)).toEqual([
      'demote home',
      'catch-up away',
      'promote away',
      'switch-dns away',
      'await-primary away',
      'confirm-dns away',
      'link home',
    ]);
    expect(await client.missingOn(pair.nodes.away)).toEqual([]);
    expect(await pair.nodes.home.health()).toBe(429);

    await rewind('home', 'away');
    expect(await run('failback')).toMatchObject({ outcome: 'done' });
    expect(await client.missingOn(pair.nodes.home)).toEqual([]);
  });

  it('keeps a fenced old primary from writing, also after a restart', async () => {
    await run('switchover');
    const { home } = pair.nodes;
    const write = { token: pair.rootToken, body: { value: 'late' } };
    expect((await home.call('POST', 'cubbyhole/late', write)).status).not.toBe(204);
    await home.kill();
    await pair.databases.home.stop();
    await pair.databases.home.start();
    await home.start();
    await home.until('it is a standby', ({ status: code }) => code === 429);
    expect((await home.call('POST', 'cubbyhole/late', write)).status).not.toBe(204);
    expect((await status()).primary).toBe('away');
  });

  it('takes over from a region that is lost only if a person has fenced it, and takes it back in', async () => {
    await killRegion('home');
    const refused = await failure(run('failover'));
    expect(refused).toMatchObject({ name: 'PlanRefusedError', needs: ['unfenced-primary'] });
    expect(await pair.nodes.away.health()).toBe(429);

    const accept = ['unfenced-primary'];
    const result = await run('failover', { accept });
    expect(result).toMatchObject({
      outcome: 'done',
      left: ['rejoin'],
      possibleLoss: { kind: 'since', isUpperBound: true },
    });
    expect(await pair.nodes.away.health()).toBe(200);

    // It does not know that it was replaced.
    await pair.databases.home.start();
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status: code }) => code === 200);
    expect((await status()).problems.map(({ kind }) => kind)).toEqual(['two-primaries']);
    expect(await failure(run('rejoin'))).toMatchObject({ needs: ['loss'] });
    expect(await run('rejoin', { accept: ['loss'] })).toMatchObject({
      outcome: 'partial',
      left: ['make-replica', 'rejoin'],
    });
    expect(await pair.nodes.home.health()).toBe(429);
    await rewind('home', 'away');
  });

  it('fences by the database a primary whose nodes are lost, and loses nothing', async () => {
    const client = await startWriter();
    await pair.nodes.home.kill();
    await client.stop();
    const result = await run('failover');
    expect(result).toMatchObject({ outcome: 'done', left: ['rejoin'] });
    expect(kinds(result).slice(0, 3)).toEqual(['fence home', 'catch-up away', 'promote away']);
    expect(await client.missingOn(pair.nodes.away)).toEqual([]);
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is a standby', ({ status: code }) => code === 429);
  });

  it.each(['refuseWrites', 'promote'] as const)(
    'ends what a killed run began: after %s of the database',
    async (call) => {
      const client = await startWriter();
      await killAfter(call);
      const result = await run('switchover');
      await client.stop();
      expect(result).toMatchObject({ outcome: 'done' });
      expect(await client.missingOn(pair.nodes.away)).toEqual([]);
      expect([await pair.nodes.home.health(), await pair.nodes.away.health()]).toEqual([429, 200]);
    },
  );
});

/** The machine of a region is gone: its node, then its database. */
async function killRegion(name: ClusterName): Promise<void> {
  await pair.nodes[name].kill();
  await pair.databases[name].stop('SIGKILL');
}

/** Begins a switchover and kills it as soon as a call to a database has ended. What it would do next never happens. */
async function killAfter(call: 'refuseWrites' | 'promote'): Promise<void> {
  const mortal = new Mortal((name) => (name.endsWith(`.${call}`) ? { when: 'after' } : undefined));
  const killed = mortal.runUntilDeath((wrap) => engine.run('switchover', {}, wrap));
  expect(await killed).toBe('killed');
  await engine.cutWires();
}
