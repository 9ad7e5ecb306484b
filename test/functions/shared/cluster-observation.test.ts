import fc from 'fast-check';
import {
  interpret,
  interpretProbes,
  observeCluster,
  type ClusterObservation,
  type Probe,
} from '../../../functions/shared/cluster-observation';
import { BadAnswerError, NoAnswerError, type BadAnswer, type NoAnswerCause } from '../../../functions/shared/errors';
import { VaultClient, type JsonAnswer } from '../../../functions/shared/vault-client';
import {
  answer,
  health,
  PRIMARY_STATUS,
  primaryRoutes,
  secondaryRoutes,
  refusal,
  SECONDARY_STATUS,
  startVault,
} from '../../helpers/fake-vault';
import { authority, closeServers, refusingAddress, startTcp } from '../../helpers/servers';

type Look = JsonAnswer | NoAnswerError | BadAnswerError;

const json = (status: number, body: object): JsonAnswer => answer(status, body) as JsonAnswer;
const errors = (status: number, ...words: string[]): JsonAnswer => refusal(status, ...words) as JsonAnswer;
const dr = (data: object): JsonAnswer => json(200, { request_id: '', data });
const silence = (cause: NoAnswerCause = 'timeout'): NoAnswerError =>
  new NoAnswerError('https://a:8200', 'sys/health', cause, false);
const odd = (problem: BadAnswer): BadAnswerError => new BadAnswerError('https://a:8200', 'sys/health', problem);

const PRIMARY: ClusterObservation = {
  kind: 'up',
  mode: 'primary',
  serving: true,
  state: 'running',
  clusterId: PRIMARY_STATUS.cluster_id,
  version: '1.21.4+ent',
  lastWal: 120,
  lastRemoteWal: undefined,
  merkleRoot: PRIMARY_STATUS.merkle_root,
  corruptedMerkleTree: false,
  connected: undefined,
  lastHeartbeat: undefined,
  secondaryId: undefined,
  knownSecondaries: ['b'],
};
const SECONDARY: ClusterObservation = {
  ...PRIMARY,
  mode: 'secondary',
  serving: false,
  state: 'stream-wals',
  lastWal: undefined,
  lastRemoteWal: 120,
  connected: true,
  lastHeartbeat: '2025-01-01T10:00:00Z',
  secondaryId: 'b',
  knownSecondaries: [],
};
/** What is known if only `sys/health` answers. */
const NO_DETAILS = { state: undefined, clusterId: undefined, lastWal: undefined, merkleRoot: undefined };
const changing = (mode: 'primary' | 'secondary' | 'disabled' | undefined) => ({ kind: 'changing', mode });

const SEALED_HEALTH = json(503, health('unknown', { sealed: true, standby: true }));
const SEALED = errors(503, 'Vault is sealed');
const NO_ACTIVE_NODE = errors(500, 'local node not active but active cluster node not found');

describe('interpret', () => {
  it.each<[string, Look, Look, object]>([
    ['a primary', json(200, health('primary')), dr(PRIMARY_STATUS), PRIMARY],
    ['a secondary', json(472, health('secondary')), dr(SECONDARY_STATUS), SECONDARY],
    [
      'a secondary behind a load balancer that wants 200',
      json(200, health('secondary')),
      dr(SECONDARY_STATUS),
      { mode: 'secondary', serving: false },
    ],
    [
      'a demoted cluster without a link',
      json(472, health('secondary')),
      dr({ mode: 'secondary', state: 'idle', cluster_id: 'c', known_primary_cluster_addrs: [], primaries: [] }),
      {
        mode: 'secondary',
        serving: false,
        state: 'idle',
        clusterId: 'c',
        connected: undefined,
        lastRemoteWal: undefined,
      },
    ],
    [
      'a secondary in its first sync',
      json(472, health('secondary')),
      dr({ mode: 'secondary', state: 'merkle-sync', cluster_id: '', merkle_root: '', secondary_id: '' }),
      { state: 'merkle-sync', clusterId: undefined, merkleRoot: undefined, secondaryId: undefined },
    ],
    [
      'a secondary with a corrupted tree',
      json(472, health('secondary')),
      dr({ ...SECONDARY_STATUS, corrupted_merkle_tree: true }),
      { corruptedMerkleTree: true },
    ],
    [
      'a cluster without DR',
      json(200, health('disabled')),
      dr({ mode: 'disabled' }),
      { mode: 'disabled', serving: true },
    ],
    ['a standby', json(429, health('primary', { standby: true })), dr(PRIMARY_STATUS), PRIMARY],
    ['a performance standby', json(473, health('primary', { standby: true })), dr(PRIMARY_STATUS), PRIMARY],
    [
      'a standby that reaches no active node',
      json(429, health('primary', { standby: true })),
      NO_ACTIVE_NODE,
      changing('primary'),
    ],
    [
      'a standby whose active node says nothing',
      json(429, health('primary', { standby: true })),
      silence(),
      { mode: 'primary', serving: false },
    ],
    ['a standby that lost the active node', json(474, health('primary')), NO_ACTIVE_NODE, changing('primary')],
    [
      'a node that is not active yet',
      json(200, health('primary')),
      errors(503, 'no active Vault instance found'),
      changing('primary'),
    ],
    [
      'a cluster that is bootstrapping',
      json(472, health('bootstrapping')),
      dr({ mode: 'bootstrapping' }),
      changing(undefined),
    ],
    [
      'a cluster in the middle of a demotion',
      json(200, health('primary')),
      dr({ mode: 'bootstrapping' }),
      changing('primary'),
    ],
    ['a node that has just started', json(503, health('unknown')), NO_ACTIVE_NODE, changing(undefined)],
    [
      'a cluster with a quota on everything',
      errors(429, 'quota exceeded'),
      errors(429, 'quota exceeded'),
      changing(undefined),
    ],
    ['a quota on the status', json(200, health('primary')), errors(429, 'quota exceeded'), changing('primary')],
    ['two errors of Vault', NO_ACTIVE_NODE, NO_ACTIVE_NODE, changing(undefined)],
    [
      'an error of health only',
      NO_ACTIVE_NODE,
      dr(PRIMARY_STATUS),
      { mode: 'primary', serving: false, version: undefined },
    ],
    ['a sealed node', SEALED_HEALTH, SEALED, { kind: 'sealed' }],
    ['a sealed node, by health', SEALED_HEALTH, silence(), { kind: 'sealed' }],
    ['a sealed node, by status', silence(), SEALED, { kind: 'sealed' }],
    [
      'a node without a Vault',
      json(501, health('unknown', { initialized: false, sealed: true })),
      SEALED,
      { kind: 'uninitialised' },
    ],
    [
      'a cluster whose status endpoint is switched off',
      json(200, health('primary')),
      errors(403, 'disabled path'),
      { ...PRIMARY, ...NO_DETAILS, knownSecondaries: [] },
    ],
    ['a Vault without replication', json(200, health('disabled')), errors(404), { mode: 'disabled', serving: true }],
    [
      'an old primary without last_dr_wal',
      json(200, health('primary')),
      dr({ mode: 'primary', cluster_id: 'c', known_secondaries: [], last_wal: 87 }),
      { mode: 'primary', serving: true, state: undefined, lastWal: 87 },
    ],
    [
      'an old secondary without primaries',
      json(472, health('secondary')),
      dr({ mode: 'secondary', state: 'stream-wals', last_remote_wal: 0 }),
      { connected: undefined, lastHeartbeat: undefined, lastRemoteWal: 0 },
    ],
    [
      'fields of wrong types',
      json(200, health('primary', { version: 1 })),
      dr({
        mode: 'primary',
        state: 7,
        cluster_id: null,
        last_dr_wal: '120',
        last_wal: -1,
        last_remote_wal: 1.5,
        merkle_root: {},
        corrupted_merkle_tree: 'no',
        known_secondaries: [1],
        primaries: 'none',
        secondary_id: false,
      }),
      {
        ...NO_DETAILS,
        mode: 'primary',
        serving: true,
        version: undefined,
        lastRemoteWal: undefined,
        corruptedMerkleTree: false,
        knownSecondaries: [],
        secondaryId: undefined,
      },
    ],
    [
      'a peer with fields of wrong types',
      json(472, health('secondary')),
      dr({ ...SECONDARY_STATUS, primaries: [{ connection_status: 1, last_heartbeat: 2 }] }),
      { ...SECONDARY, lastHeartbeat: undefined },
    ],
    [
      'a secondary that tells how far it is behind',
      json(472, health('secondary')),
      dr({ ...SECONDARY_STATUS, primaries: [{ replication_primary_canary_age_ms: '750' }] }),
      { ...SECONDARY, lastHeartbeat: undefined, connected: true, canaryAgeMs: 750 },
    ],
    [
      'a lag that is no number',
      json(472, health('secondary')),
      dr({ ...SECONDARY_STATUS, primaries: [{ replication_primary_canary_age_ms: 'soon' }] }),
      { ...SECONDARY, lastHeartbeat: undefined, connected: true },
    ],
    ['only a status', silence('reset'), dr(SECONDARY_STATUS), { ...SECONDARY, version: undefined }],
    ['only the status of a primary', silence(), dr(PRIMARY_STATUS), { ...PRIMARY, serving: false, version: undefined }],
    [
      'only the health of a primary',
      json(200, health('primary')),
      silence(),
      { ...PRIMARY, ...NO_DETAILS, knownSecondaries: [] },
    ],
    [
      'only the health of a secondary',
      json(472, health('secondary')),
      silence(),
      { mode: 'secondary', serving: false },
    ],
    ['only a health without a mode', json(200, health('unknown')), silence(), changing(undefined)],
    ['nothing', silence('timeout'), silence('refused'), { kind: 'unreachable', cause: 'refused' }],
    ['HTML for the health of a secondary', odd('not-json'), dr(SECONDARY_STATUS), { kind: 'odd', problem: 'not-json' }],
    [
      'HTML for the status of a secondary',
      json(472, health('secondary')),
      odd('not-json'),
      { kind: 'odd', problem: 'not-json' },
    ],
    ['HTML for the health of a primary', odd('not-json'), dr(PRIMARY_STATUS), { mode: 'primary', serving: false }],
    [
      'HTML for the status of a primary',
      json(200, health('primary')),
      odd('not-json'),
      { mode: 'primary', serving: true },
    ],
    ['a certificate of somebody else', odd('certificate'), odd('certificate'), { kind: 'odd', problem: 'certificate' }],
    ['a redirect and nothing', odd('redirect'), silence(), { kind: 'odd', problem: 'redirect' }],
    ['JSON of somebody else', json(200, { status: 'ok' }), dr(SECONDARY_STATUS), { kind: 'odd', problem: 'not-vault' }],
    ['a status of somebody else', json(472, health('secondary')), json(200, {}), { kind: 'odd', problem: 'not-vault' }],
    [
      'a status without data',
      json(472, health('secondary')),
      json(200, { data: null }),
      { kind: 'odd', problem: 'not-vault' },
    ],
    [
      'a health with wrong types',
      json(200, { initialized: 'true', sealed: 0 }),
      dr(SECONDARY_STATUS),
      { kind: 'odd', problem: 'not-vault' },
    ],
  ])('recognises %s', (_name, healthLook, statusLook, expected) => {
    expect(interpret(healthLook, statusLook)).toEqual(expect.objectContaining(expected));
  });

  it.each([
    ['ready', undefined, true],
    [undefined, 'connected', true],
    ['ready', 'disconnected', false],
    ['transient_failure', 'connected', false],
    ['shutdown', undefined, false],
    ['connecting', undefined, undefined],
    ['idle', undefined, undefined],
    [undefined, undefined, undefined],
  ])('takes connection_state %s and connection_status %s for connected %s', (state, status, connected) => {
    const data = { ...SECONDARY_STATUS, connection_state: state, primaries: [{ connection_status: status }] };
    expect(interpret(json(472, health('secondary')), dr(data))).toMatchObject({ connected });
  });

  it('never throws, whatever JSON comes back', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    const field = (of: object) =>
      fc.record(Object.fromEntries(Object.keys(of).map((key) => [key, fc.jsonValue()])), { requiredKeys: [] });
    const look = fc.oneof(
      fc.constantFrom(silence(), odd('not-json')),
      fc.record({
        status: fc.integer({ min: 100, max: 599 }),
        body: fc.oneof(
          object,
          field(health('primary')),
          fc.record({ data: fc.oneof(field(PRIMARY_STATUS), field(SECONDARY_STATUS)) }),
          fc.record({ errors: fc.jsonValue() }),
        ),
      }),
    );
    const kinds = ['up', 'changing', 'sealed', 'uninitialised', 'unreachable', 'odd'];
    fc.assert(
      fc.property(look, look, (a, b) => kinds.includes(interpret(a, b).kind)),
      { numRuns: 500 },
    );
  });

  it('never says that a secondary serves', () => {
    const status = fc.constantFrom(200, 429, 472, 473, 503);
    const mode = fc.constantFrom('primary', 'secondary', 'disabled', 'bootstrapping', 'unknown');
    fc.assert(
      fc.property(status, mode, mode, (code, healthMode, drMode) => {
        const seen = interpret(json(code, health(healthMode)), dr({ mode: drMode }));
        return seen.kind !== 'up' || !(seen.mode === 'secondary' && seen.serving);
      }),
    );
  });
});

describe('interpretProbes', () => {
  const primary: Probe = { health: json(200, health('primary')), status: dr(PRIMARY_STATUS) };
  const secondary: Probe = { health: json(472, health('secondary')), status: dr(SECONDARY_STATUS) };
  const sealed: Probe = { health: SEALED_HEALTH, status: SEALED };
  const blank: Probe = { health: json(501, health('unknown', { initialized: false, sealed: true })), status: SEALED };
  const restarting: Probe = { health: json(503, health('unknown')), status: NO_ACTIVE_NODE };
  const disabled: Probe = { health: json(200, health('disabled')), status: dr({ mode: 'disabled' }) };
  const silent: Probe = { health: silence(), status: silence() };
  const strange: Probe = { health: odd('not-json'), status: odd('not-json') };

  it.each<[string, Probe]>([
    ['a sealed one', sealed],
    ['a blank one', blank],
    ['a silent one', silent],
    ['an odd one', strange],
  ])('believes a primary beside %s', (_name, other) => {
    for (const probes of [
      [primary, other],
      [other, primary],
    ]) {
      expect(interpretProbes(probes)).toMatchObject({ kind: 'up', mode: 'primary', serving: true, lastWal: 120 });
    }
  });

  it.each<[string, Probe, Probe, object]>([
    ['a primary and a secondary', primary, secondary, changing('primary')],
    ['a primary and one that restarts', primary, restarting, changing('primary')],
    ['a primary and one without replication', primary, disabled, changing('primary')],
    ['a secondary and a sealed one', secondary, sealed, changing('secondary')],
    ['a secondary and a blank one', secondary, blank, changing('secondary')],
    ['a secondary and one that restarts', secondary, restarting, changing('secondary')],
    ['a secondary and an odd one', secondary, strange, { kind: 'odd', problem: 'not-json' }],
    ['a secondary and a silent one', secondary, silent, { kind: 'up', mode: 'secondary', lastRemoteWal: 120 }],
    ['one without replication and a sealed one', disabled, sealed, changing('disabled')],
    ['a sealed one and a silent one', sealed, silent, { kind: 'sealed' }],
    ['a sealed one and an odd one', sealed, strange, { kind: 'odd', problem: 'not-json' }],
    ['a sealed one and a blank one', sealed, blank, { kind: 'uninitialised' }],
    ['a silent one and an odd one', silent, strange, { kind: 'odd', problem: 'not-json' }],
    ['two silent ones', silent, silent, { kind: 'unreachable', cause: 'timeout' }],
  ])('turns %s into what all answers agree on', (_name, one, other, expected) => {
    expect(interpretProbes([one, other])).toMatchObject(expected);
    expect(interpretProbes([other, one])).toMatchObject(expected);
  });

  it('finds one primary among four answers of other nodes', () => {
    const mixed: Probe = { health: silence(), status: dr(PRIMARY_STATUS) };
    expect(interpretProbes([{ health: SEALED_HEALTH, status: silence() }, mixed])).toMatchObject({ mode: 'primary' });
    expect(
      interpretProbes([secondary, { health: json(472, health('secondary')), status: dr(PRIMARY_STATUS) }]),
    ).toMatchObject(changing('primary'));
  });

  it('reports the time of the node that answers', () => {
    const timed: Probe = { ...secondary, health: json(472, health('secondary', { server_time_utc: 1_735_725_600 })) };
    expect(interpretProbes([secondary, timed])).toMatchObject({ serverTimeMs: 1_735_725_600_000 });
    expect(interpretProbes([secondary])).not.toHaveProperty('serverTimeMs');
  });

  it('never reports a cluster as gone or secondary while one answer says primary', () => {
    const probes = [primary, secondary, sealed, blank, restarting, disabled, silent, strange];
    const round = fc.record({
      health: fc.constantFrom(...probes.map((each) => each.health)),
      status: fc.constantFrom(...probes.map((each) => each.status)),
    });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 3 }), (all) => {
        const isClaimed = all.some((each) => each.health === primary.health || each.status === primary.status);
        const seen = interpretProbes(all);
        const mode = seen.kind === 'up' || seen.kind === 'changing' ? seen.mode : undefined;
        return !isClaimed || mode === 'primary';
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('observeCluster', () => {
  afterEach(closeServers);

  const observe = async (address: string, timeoutMs = 1000, probes = 1): Promise<ClusterObservation> => {
    const client = new VaultClient('home', address, authority.ca);
    try {
      return await observeCluster(client, timeoutMs, probes);
    } finally {
      client.close();
    }
  };

  it('reads health and status without a token', async () => {
    const server = await startVault(primaryRoutes());
    expect(await observe(server.address)).toEqual(PRIMARY);
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/v1/sys/health', '/v1/sys/replication/dr/status']);
    for (const { headers } of server.requests) expect(headers).not.toHaveProperty('x-vault-token');
  });

  it('reports a refused connection', async () => {
    expect(await observe(await refusingAddress())).toEqual({ kind: 'unreachable', cause: 'refused' });
  });

  it('ends a look at an unreachable cluster after its limit', async () => {
    const { address } = await startTcp();
    expect(await observe(address, 50)).toEqual({ kind: 'unreachable', cause: 'timeout' });
  });

  it('reports HTML as odd if no primary answers beside it', async () => {
    const page = { 'GET sys/health': answer(502, '<html>Bad Gateway</html>') };
    expect(await observe((await startVault(secondaryRoutes(page))).address)).toEqual({
      kind: 'odd',
      problem: 'not-json',
    });
    expect(await observe((await startVault(primaryRoutes(page))).address)).toMatchObject({ mode: 'primary' });
  });

  it('sends as many probes as wanted, each answer on a connection of its own', async () => {
    const server = await startVault(primaryRoutes());
    expect(await observe(server.address, 1000, 2)).toEqual(PRIMARY);
    expect(server.requests).toHaveLength(4);
    expect(server.sockets).toHaveLength(4);
  });
});

describe('interpret of what sys/health tells of the binary', () => {
  const healthOf = (more: object): JsonAnswer => json(200, health('primary', more));
  const up = (more: object, status: Look = dr(PRIMARY_STATUS)): object => interpret(healthOf(more), status);

  it('knows the license, and that it has ended', () => {
    const license = { state: 'terminated', expiry_time: '2025-09-01T00:00:00Z', terminated: true };
    expect(up({ license })).toMatchObject({ license: { isTerminated: true, expiresAt: '2025-09-01T00:00:00Z' } });
  });

  it('knows Vault Community, which refuses the replication status', () => {
    const community = { enterprise: false, replication_dr_mode: 'disabled' };
    expect(up(community, errors(404, 'enterprise-only feature'))).toMatchObject({
      mode: 'disabled',
      isCommunity: true,
    });
  });

  it('knows a primary of performance replication', () =>
    expect(up({ replication_performance_mode: 'primary' })).toMatchObject({ performanceMode: 'primary' }));

  it('says nothing of what is as it should be', () => {
    const usual = { enterprise: true, replication_performance_mode: 'disabled' };
    for (const field of ['isCommunity', 'performanceMode', 'isStatusUnseen'])
      expect(up(usual)).not.toHaveProperty(field);
  });

  it('knows that the status endpoint is switched off', () =>
    expect(up({}, errors(400, 'disabled path'))).toMatchObject({ mode: 'primary', isStatusUnseen: true }));
});
