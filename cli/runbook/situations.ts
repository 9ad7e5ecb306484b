import type { Acceptance } from '../../functions/dr-operations/contract';
import type { EnvironmentSettings } from '../config';
import type { ChangingOperation } from '../operations/request';
import type { Promotion, World } from '../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';

/** Time of the status in the runbook. */
export const NOW = Date.parse('2026-01-01T03:00:00Z');

/** A state of the pair, and what the operator does then. */
export interface Situation {
  readonly title: string;
  /** How the operator recognises this state. */
  readonly when: string;
  readonly world: World;
  readonly operation: ChangingOperation;
  /** Checks that the operator has to accept. @default - none */
  readonly accept?: readonly Acceptance[];
  readonly command: (pair: EnvironmentSettings) => string;
  readonly expect: string;
}

export const up = (mode: UpCluster['mode'], more: Partial<UpCluster> = {}): UpCluster => ({
  kind: 'up',
  mode,
  serving: mode === 'primary',
  state: mode === 'primary' ? 'running' : 'stream-wals',
  clusterId: '11111111-2222-3333-4444-555555555555',
  version: '1.21.4+ent',
  lastWal: mode === 'primary' ? 4711 : undefined,
  lastRemoteWal: mode === 'primary' ? undefined : 4711,
  merkleRoot: undefined,
  corruptedMerkleTree: false,
  connected: mode === 'primary' ? undefined : true,
  lastHeartbeat: mode === 'primary' ? undefined : new Date(NOW - 2_000).toISOString(),
  secondaryId: undefined,
  knownSecondaries: [],
  ...more,
});

/** What only Vault Enterprise reports. */
export const NOT_REPORTED: Partial<UpCluster> = {
  merkleRoot: undefined,
  connected: undefined,
  lastHeartbeat: undefined,
  knownSecondaries: [],
};

const primary = up('primary', { knownSecondaries: ['home', 'away'] });
const promoted = up('primary');
const secondary = up('secondary');
const cutOff = up('secondary', { connected: false, lastHeartbeat: new Date(NOW - 42_000).toISOString() });
const returned = up('primary', { knownSecondaries: ['away'], lastWal: 4713 });
const idle = up('secondary', { state: 'idle', connected: undefined, lastRemoteWal: undefined });
/** The last promotion as the journal has it. */
const tookOver = (cluster: 'home' | 'away', proof: 'came' | 'due' | 'none'): Promotion => ({
  cluster,
  at: new Date(NOW - 3600_000).toISOString(),
  lastRemoteWal: 4711,
  lastWalBeforeDemote: proof === 'none' ? undefined : 4711,
  since: new Date(NOW - 3642_000).toISOString(),
  proof,
});
export const lost: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };

export function world(
  home: ClusterObservation,
  away: ClusterObservation,
  clientsAt: 'home' | 'away',
  more: Partial<World> = {},
): World {
  const weights = { home: clientsAt === 'home' ? 255 : 0, away: clientsAt === 'away' ? 255 : 0 };
  return {
    now: NOW,
    clusters: { home, away },
    records: { kind: 'known', weights },
    token: { kind: 'usable', expiresAt: NOW + 7 * 3600 * 1000 },
    unfinished: undefined,
    historyKnown: true,
    run: {},
    ...more,
  };
}

const NO_TOKEN = {
  kind: 'unusable',
  detail: 'The DR operation token is expired: it ended at 2026-01-01T02:00:00.000Z.',
} as const;

/** All situations, the most urgent ones first. */
export const SITUATIONS: readonly Situation[] = [
  {
    title: 'The primary is lost',
    when: 'Clients get no answer, and the primary cannot be reached from either region.',
    world: world(lost, cutOff, 'home'),
    operation: 'failover',
    command: ({ name, home }) => `vault-dr failover ${name} --reason '${home.region} is down'`,
    expect:
      'It shows the possible loss and when away last heard home, and asks for confirmation. It promotes away and moves the client ' +
      'name. Run rejoin later. It does not fence home: make sure that home serves no clients. A refusal names each check that ' +
      'objects, and the command that accepts exactly those.',
  },
  {
    title: 'The primary does not answer, but the secondary still hears it',
    when: 'Possibly only the network between the primary and the Lambdas, or you, is broken.',
    world: world(lost, secondary, 'home'),
    operation: 'failover',
    command: ({ name }) => `vault-dr failover ${name} --reason 'home does not answer'`,
    expect:
      'It waits up to 12 s for another heartbeat. Without one, the failover continues. With one, it refuses, because home may be ' +
      'an active primary: repair the network to home, or fence home and add --accept unfenced-primary.',
  },
  {
    title: 'The primary is lost, and there is no Lambda or no operation token',
    when: 'The failover above fails with OperationTokenError, or AWS Lambda is down in both regions.',
    world: world(lost, cutOff, 'home', { token: NO_TOKEN }),
    operation: 'failover',
    command: ({ name, home }) => `vault-dr break-glass failover ${name} --reason '${home.region} is down'`,
    expect:
      'It prompts for key shares (recovery keys or unseal keys) one after the other, without showing them, generates an operation ' +
      'token and continues as above. Vault 2.x takes key shares only with a token: it reads the break-glass token of a region from ' +
      'Secrets Manager. With --without-lease, --move-name-by-hand and a VAULT_TOKEN for Vault 2.x it does not need AWS.',
  },
  {
    title: 'The old primary is back',
    when: 'After a failover, the lost cluster answers again. It is still a primary.',
    world: world(returned, promoted, 'away', { promotion: tookOver('away', 'none') }),
    operation: 'rejoin',
    accept: ['loss'],
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect:
      'It shows which writes only home has, as far as that is known, and continues when you type loss (without a terminal: add ' +
      '--accept loss --reason ...). It demotes home and makes it follow away. What only home had is discarded. Clients are not affected.',
  },
  {
    title: 'A failover has begun by itself',
    when: 'The alarm ActsNotAcknowledged, on a pair with the prop automatic. away is primary, and home is back or will be.',
    world: world(returned, promoted, 'away', { promotion: tookOver('away', 'none') }),
    operation: 'rejoin',
    accept: ['loss'],
    command: ({ name }) => `vault-dr rejoin ${name} && vault-dr acknowledge ${name} --reason 'home follows'`,
    expect:
      'Look at the journal entry first (vault-dr history): its reason says what the watchers saw. Make sure that home serves no ' +
      'clients until it is demoted, or fenced. The rejoin shows what only home has. Nothing fails over by itself again before ' +
      'acknowledge, and nothing ever fails back by itself. vault-dr pause stops all of it, before work on the network for example.',
  },
  {
    title: 'A secondary does not follow',
    when: 'An operation stopped before it linked the clusters, or the link was revoked.',
    world: world(promoted, idle, 'home', { promotion: tookOver('home', 'came') }),
    operation: 'rejoin',
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect: 'away follows home again. Its state is merkle-sync while it copies.',
  },
  {
    title: 'Planned maintenance of the primary',
    when: 'An upgrade, or work in the region of the primary.',
    world: world(primary, secondary, 'home'),
    operation: 'switchover',
    command: ({ name }) => `vault-dr switchover ${name}`,
    expect:
      'Clients are not served for a few seconds, and no write is lost. If that cannot be proven, home is promoted again.',
  },
  {
    title: 'Back to home',
    when: 'Clients have used away since a failover or a switchover, and home follows away.',
    world: world(secondary, primary, 'away'),
    operation: 'failback',
    command: ({ name }) => `vault-dr failback ${name}`,
    expect: 'The same as the switchover, in the other direction.',
  },
  {
    title: 'An operation stopped half-way',
    when: 'The operation was interrupted, or the Lambda died, between demotion and promotion. No cluster is primary.',
    world: world(idle, secondary, 'home', { unfinished: { operation: 'switchover', to: 'away' } }),
    operation: 'switchover',
    command: ({ name }) => `vault-dr switchover ${name}`,
    expect: 'It observes first and continues from the current state. It is safe to run as often as you like.',
  },
  {
    title: 'Route 53 took no change, and health checks lead the clients',
    when:
      'A pair with traffic in its props failed over while the control plane of Route 53 was down. The operation is done, with ' +
      'confirm-dns left. The weights still name home.',
    world: world(lost, promoted, 'home', { promotion: { ...tookOver('away', 'none'), ledByHealth: 'away' } }),
    operation: 'switchover',
    command: ({ name }) => `vault-dr switchover ${name}`,
    expect:
      'It changes the weights once Route 53 takes changes again, and lets them lead. Clients are not affected. Do this before any ' +
      'other operation: after a failback, a health check may lead clients to away for two minutes more. While the region of ' +
      'home is lost and there is no witness, run the failover again instead: it needs one lease table, and a switchover two.',
  },
  {
    title: 'A failover has left the client name to others',
    when:
      'An evacuation promoted away and did not move its name. Status reports name-due, and the report of the evacuation says why. ' +
      'The weights still name home.',
    world: world(lost, promoted, 'home', { promotion: { ...tookOver('away', 'none'), nameDue: true } }),
    operation: 'failover',
    command: ({ name }) => `vault-dr failover ${name} --reason "the name is due"`,
    expect: 'It looks at both clusters and moves the name. away stays primary.',
  },
  {
    title: 'The old primary died in the middle of a switchover',
    when: 'away is primary, but home was lost before it was known whether away has its last writes. The client name has not moved.',
    world: world(lost, promoted, 'home', {
      unfinished: { operation: 'switchover', to: 'away' },
      promotion: tookOver('away', 'due'),
    }),
    operation: 'failover',
    accept: ['loss'],
    command: ({ name }) => `vault-dr failover ${name} --accept loss --reason 'home died'`,
    expect:
      'The client name moves to away. away has all writes that home is known to have had. If home will be back soon, run the ' +
      'switchover again instead: it waits for the proof, and loses nothing.',
  },
];
