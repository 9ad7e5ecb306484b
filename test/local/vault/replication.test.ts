import { until } from '../../helpers/until';
import { advanceTime, freezeTime, HeldAnswer, TestWorld, withOpenBao } from './test-world';
import type { PairOptions } from './index';

const shared = withOpenBao();
let world: TestWorld;
let token: string;

async function start(options: Partial<PairOptions> = {}): Promise<void> {
  world = await TestWorld.start(shared.bao, options);
  token = await world.batchToken();
}
afterEach(() => world.stop());

/** `{}` while the cluster does not answer, as during a restart. */
const statusIfAny = (cluster: 'home' | 'away'): Promise<Record<string, unknown>> =>
  world.status(cluster).catch(() => ({}));
const follows = async (cluster: 'home' | 'away'): Promise<boolean> =>
  (await statusIfAny(cluster))['state'] === 'stream-wals';

describe('a healthy pair', () => {
  beforeEach(() => start());

  it('reports the status of both clusters with the fields of a recent version', async () => {
    await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
    const [home, away] = [await world.status('home'), await world.status('away')];
    expect(Object.keys(home).sort()).toEqual([
      'cluster_id',
      'corrupted_merkle_tree',
      'known_secondaries',
      'last_corruption_check_epoch',
      'last_dr_wal',
      'last_reindex_epoch',
      'last_wal',
      'merkle_root',
      'mode',
      'primary_cluster_addr',
      'secondaries',
      'ssct_generation_counter',
      'state',
    ]);
    expect(home).toMatchObject({
      mode: 'primary',
      state: 'running',
      known_secondaries: ['away'],
      secondaries: [{ node_id: 'away', connection_status: 'connected', api_address: world.pair.away.address }],
    });
    expect(away).toMatchObject({
      mode: 'secondary',
      state: 'stream-wals',
      connection_state: 'ready',
      secondary_id: 'away',
      cluster_id: home['cluster_id'],
      merkle_root: home['merkle_root'],
      last_remote_wal: home['last_dr_wal'],
      primaries: [{ connection_status: 'connected', api_address: world.pair.home.address }],
    });
    expect(home['merkle_root']).toMatch(/^[0-9a-f]{40}$/);
  });

  it('reports its roles through the status codes of sys/health', async () => {
    const [home, away] = [await world.call('home', 'GET', 'sys/health'), await world.call('away', 'GET', 'sys/health')];
    expect(home).toMatchObject({ status: 200, body: { replication_dr_mode: 'primary', version: '1.21.4+ent' } });
    expect(away).toMatchObject({ status: 472, body: { replication_dr_mode: 'secondary' } });
    expect(await world.call('away', 'GET', 'sys/health?drsecondarycode=200')).toMatchObject({ status: 200 });
    expect(await world.call('home', 'HEAD', 'sys/health')).toMatchObject({ status: 200 });
    expect(await world.call('home', 'POST', 'sys/health')).toMatchObject({ status: 405 });
  });

  it('ships a write to the secondary after the lag', async () => {
    const before = world.pair.home.lastWal;
    expect(await world.write('home', 'one')).toMatchObject({ status: 200, body: { data: { version: 1 } } });
    expect(world.pair.home.lastWal).toBe(before + 1);
    await until(() => world.pair.away.content.has('secret/data/one'));
    expect(world.pair.away.lastRemoteWal).toBe(before + 1);
    expect(world.pair.away.merkleRoot).toBe(world.pair.home.merkleRoot);
    const read = await world.asRoot('home', 'GET', 'secret/data/one');
    expect(read.body.data).toMatchObject({ data: { value: 'x' } });
  });

  it('refuses ordinary requests on the secondary', async () => {
    for (const path of ['sys/mounts', 'auth/token/lookup-self', 'secret/data/one', 'sys/step-down']) {
      expect(await world.call('away', 'GET', path, { token: shared.bao.rootToken })).toMatchObject({
        status: 400,
        body: { errors: ['path disabled in replication DR secondary mode'] },
      });
    }
    expect(await world.call('away', 'GET', 'sys/replication/status')).toMatchObject({ status: 200 });
    expect(await world.call('away', 'GET', 'sys/seal-status')).toMatchObject({ status: 200, body: { sealed: false } });
  });

  it('reports disconnected on both sides while the path is cut, and streams again afterwards', async () => {
    world.pair.partition();
    await world.write('home', 'meanwhile');
    expect((await world.status('away'))['primaries']).toMatchObject([{ connection_status: 'disconnected' }]);
    expect((await world.status('home'))['secondaries']).toMatchObject([{ connection_status: 'disconnected' }]);
    expect(await world.status('away')).toMatchObject({ state: 'stream-wals', connection_state: 'transient_failure' });
    world.pair.heal();
    await until(() => world.pair.away.content.has('secret/data/meanwhile'));
  });
});

describe('a switchover', () => {
  it('demotes, promotes, links and loses nothing', async () => {
    await start();
    const id = (await world.status('home'))['cluster_id'];
    const writes = await Promise.all(Array.from({ length: 20 }, (_, n) => world.write('home', `n-${n}`)));
    expect(writes.every(({ status }) => status === 200)).toBe(true);
    await world.switchTo('away', token);
    expect(await world.status('away')).toMatchObject({ mode: 'primary', cluster_id: id, known_secondaries: [] });
    expect(await world.status('home')).toMatchObject({ mode: 'secondary', state: 'idle', primaries: [] });

    expect((await world.link('home', token)).status).toBe(200);
    await until(() => follows('home'));
    expect(await world.status('home')).toMatchObject({ last_remote_wal: 0, connection_state: 'ready' });
    await world.write('away', 'after');
    await until(() => world.pair.home.content.has('secret/data/after'));
    expect(world.pair.counters()).toMatchObject({ twoPrimariesMs: 0, lostWrites: 0 });
    expect(world.pair.counters().acknowledgedWrites).toEqual({ home: 20, away: 1 });
    expect(world.pair.counters().noWritablePrimaryMs).toBeGreaterThan(100);
  });

  it('takes no write from the moment a demotion is accepted', async () => {
    const hold = new HeldAnswer('primary/demote');
    await start({ tap: hold.tap, behaviour: { duringRestart: 'reset' }, timings: { demoteMs: 60_000 } });
    const demotion = world.dr('home', 'primary/demote', token);
    await hold.reached;
    await expect(world.write('home', 'late')).rejects.toMatchObject({ code: 'ECONNRESET' });
    hold.release();
    expect((await demotion).body['warnings']).toEqual([expect.stringContaining('being demoted')]);
    expect(world.pair.home.content.has('secret/data/late')).toBe(false);
  });

  it.each([
    ['bootstrapping', { health: 429, mode: 'bootstrapping', status: 200, other: 500 }],
    ['unavailable-503', { health: 503, mode: 'unknown', status: 503, other: 503 }],
    ['standby-429', { health: 429, mode: 'unknown', status: 500, other: 500 }],
  ] as const)('answers as configured during the restart: %s', async (duringRestart, expected) => {
    await start({ behaviour: { duringRestart }, timings: { demoteMs: 60_000 } });
    await world.dr('home', 'primary/demote', token);
    const health = await world.call('home', 'GET', 'sys/health');
    expect(health).toMatchObject({ status: expected.health, body: { replication_dr_mode: expected.mode } });
    expect((await world.call('home', 'GET', 'sys/replication/dr/status')).status).toBe(expected.status);
    expect((await world.call('home', 'GET', 'sys/mounts', { token })).status).toBe(expected.other);
  });

  it('goes through resets, errors and bootstrapping by default', async () => {
    await start({ timings: { roleCallMs: 0, demoteMs: 1000 } });
    freezeTime();
    await world.dr('home', 'primary/demote', token);
    const health = async (): Promise<string> => {
      const got = await world.call('home', 'GET', 'sys/health').catch(() => undefined);
      return got ? `${got.status} ${String(got.body['replication_dr_mode'])}` : 'reset';
    };
    const seen = [await health()];
    for (const ms of [400, 400, 200]) {
      advanceTime(ms);
      seen.push(await health());
    }
    expect(seen).toEqual(['reset', '429 unknown', '429 bootstrapping', '472 secondary']);
  });

  it('keeps the status of a demoting cluster readable when configured', async () => {
    await start({ behaviour: { statusDuringDemote: true, demotedStatus: 'with-wals' }, timings: { demoteMs: 60_000 } });
    await world.dr('home', 'primary/demote', token);
    expect(await world.status('home')).toMatchObject({ mode: 'secondary', last_dr_wal: world.pair.home.lastWal });
  });
});

describe('a promotion', () => {
  it('is refused while the secondary knows that it is behind, unless it is forced', async () => {
    await start();
    await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
    world.pair.pauseShipping();
    await world.write('home', 'behind');
    expect(await world.dr('away', 'secondary/promote', token)).toMatchObject({
      status: 503,
      body: { errors: ['replication is still catching up, try again later or provide the "force" argument'] },
    });
    expect((await world.dr('away', 'secondary/promote', token, { force: true })).status).toBe(200);
    await until(() => world.pair.away.writable);
    expect(world.pair.lostWrites()).toEqual(['secret/data/behind']);
  });

  it('ignores the old primary, and the time with two primaries is counted', async () => {
    await start();
    await until(async () => (await world.dr('away', 'secondary/promote', token)).status === 200);
    await until(() => world.pair.away.writable);
    await world.write('home', 'split');
    await world.write('away', 'brain');
    await until(() => world.pair.counters().twoWritablePrimariesMs > 20);
    expect(world.pair.counters().lostWrites).toBe(1);

    await world.dr('home', 'primary/demote', token);
    const { twoWritablePrimariesMs } = world.pair.counters();
    await until(() => world.pair.home.mode === 'secondary');
    expect(world.pair.counters().twoWritablePrimariesMs).toBe(twoWritablePrimariesMs);
    await world.link('home', token);
    await until(() => follows('home'));
    expect(world.pair.home.content.has('secret/data/split')).toBe(false);
    expect(world.pair.home.merkleRoot).toBe(world.pair.away.merkleRoot);
  });

  it('loses the writes that had not shipped when the primary was lost', async () => {
    await start();
    await until(() => world.pair.away.merkleRoot === world.pair.home.merkleRoot);
    world.pair.configure({ timings: { lagMs: 60_000 } });
    await world.write('home', 'gone');
    await world.pair.home.inject({ kind: 'black-hole' });
    expect((await world.dr('away', 'secondary/promote', token)).status).toBe(200);
    await until(() => world.pair.away.writable);
    expect(world.pair.lostWrites()).toEqual(['secret/data/gone']);
    expect(world.pair.counters().twoWritablePrimariesMs).toBe(0);
    await until(() => world.pair.counters().twoPrimariesMs > 0);
  });

  it('of an idle, unlinked cluster needs force only when configured', async () => {
    await start({ behaviour: { idlePromoteNeedsForce: true } });
    await world.dr('home', 'primary/demote', token);
    await until(() => world.pair.home.mode === 'secondary');
    expect((await world.dr('home', 'secondary/promote', token)).status).toBe(503);
    world.pair.configure({ behaviour: { idlePromoteNeedsForce: false } });
    expect((await world.dr('home', 'secondary/promote', token)).status).toBe(200);
  });

  it('is refused by a cluster that is not a secondary', async () => {
    await start();
    const got = await world.dr('home', 'secondary/promote', token);
    expect(got).toMatchObject({ status: 400, body: { errors: ['Not a DR secondary.'] } });
  });
});

describe('linking', () => {
  beforeEach(async () => {
    await start();
    await world.switchTo('away', token);
  });

  it('fails with a used token, a token of the other cluster, and a token that is unwrapped at the wrong cluster', async () => {
    const { body } = await world.dr('away', 'primary/secondary-token', token, { id: 'home' });
    const attempt = { token: body.wrap_info?.token, primary_api_addr: world.pair.home.address };
    expect(await world.dr('home', 'secondary/update-primary', token, attempt)).toMatchObject({
      status: 500,
      body: {
        errors: ['error response unwrapping secondary token; status code is 400, message is "400 Bad Request"'],
      },
    });
    const right = { token: body.wrap_info?.token }; // without an address, the one in the token is used
    expect((await world.dr('home', 'secondary/update-primary', token, right)).status).toBe(200);
    expect((await world.dr('home', 'secondary/update-primary', token, right)).status).toBe(500);
  });

  it('refuses a known id until it is revoked', async () => {
    expect((await world.dr('away', 'primary/secondary-token', token, { id: 'x' })).status).toBe(200);
    expect((await world.dr('away', 'primary/secondary-token', token, { id: 'x' })).status).toBe(400);
    expect((await world.dr('away', 'primary/revoke-secondary', token, { id: 'x' })).status).toBe(204);
    expect((await world.dr('away', 'primary/secondary-token', token, { id: 'x' })).status).toBe(200);
  });

  it('fails as often as configured after a demotion and uses up a token each time', async () => {
    await world.link('home', token);
    await until(() => follows('home'));
    await world.switchTo('home', token);
    world.pair.configure({ behaviour: { linkFailuresAfterDemote: 2 } });
    await world.link('away', token);
    await until(() => follows('away'));
    await world.switchTo('away', token);
    const statuses = [];
    for (let tries = 0; tries < 3; tries += 1) statuses.push((await world.link('home', token)).status);
    expect(statuses).toEqual([500, 500, 200]);
  });

  it('fails while the primary cannot be reached or its certificate is not trusted', async () => {
    world.pair.partition();
    world.pair.configure({ timings: { unwrapTimeoutMs: 50 } });
    expect((await world.link('home', token)).body.errors?.[0]).toContain('i/o timeout');
    world.pair.configure({ timings: { unwrapTimeoutMs: 20_000 } });
    world.pair.heal();
    const restore = await world.pair.away.inject({ kind: 'wrong-certificate' });
    const attempt = { token: 'x.eyJhZGRyIjoieCIsImp0aSI6IngifQ.x', primary_api_addr: world.pair.away.address };
    const got = await world.dr('home', 'secondary/update-primary', token, attempt);
    expect(got.body.errors?.[0]).toContain('x509: certificate signed by unknown authority');
    await restore();
    world.pair.configure({ behaviour: { linkNeedsCaFile: true } });
    expect((await world.link('home', token)).body.errors?.[0]).toContain('x509');
    expect((await world.link('home', token, { ca_file: '/etc/vault/ca.pem' })).status).toBe(200);
  });

  it('needs no call to the primary when the token is encrypted with a public key', async () => {
    const { body: key } = await world.dr('home', 'secondary/generate-public-key', token);
    const { body } = await world.dr('away', 'primary/secondary-token', token, {
      id: 'home',
      secondary_public_key: key.data?.['secondary_public_key'],
    });
    expect(body.wrap_info).toBeNull();
    expect((await world.dr('home', 'secondary/update-primary', token, { token: body.data?.['token'] })).status).toBe(
      200,
    );
    await until(() => follows('home'));
  });
});

describe('other roles', () => {
  it('builds a pair from two standalone clusters', async () => {
    await start({ initial: 'disabled' });
    expect(await world.status('home')).toEqual({ mode: 'disabled' });
    await world.write('away', 'worthless');
    await world.write('home', 'kept');
    expect((await world.dr('home', 'primary/enable', token)).status).toBe(200);
    await until(() => world.pair.home.writable && world.pair.home.mode === 'primary');
    expect((await world.dr('home', 'primary/enable', token)).status).toBe(400);
    const { body } = await world.dr('home', 'primary/secondary-token', token, { id: 'away' });
    expect((await world.dr('away', 'secondary/enable', token, { token: body.wrap_info?.token })).status).toBe(200);
    await until(() => follows('away'));
    expect([...world.pair.away.content.keys()]).toContain('secret/data/kept');
    expect(world.pair.away.content.has('secret/data/worthless')).toBe(false);

    expect((await world.dr('away', 'secondary/disable', token)).status).toBe(200);
    await until(() => world.pair.away.writable);
    expect((await world.dr('home', 'primary/disable', token)).status).toBe(200);
    await until(async () => (await statusIfAny('home'))['mode'] === 'disabled');
  });
});
