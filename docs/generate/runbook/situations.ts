import type { Acceptance } from '../../../functions/dr-operations/contract';
import type { ChangingOperation } from '../../../cli/operations/request';
import type { Promotion, World } from '../../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../../functions/shared/cluster-observation';

/** The moment at which the runbook's pair is looked at. */
export const NOW = Date.parse('2026-01-01T03:00:00Z');

/** A state of the pair that an operator may find, and what he does then. */
export interface Situation {
  readonly title: string;
  /** How he comes to be here. */
  readonly when: string;
  readonly world: World;
  readonly operation: ChangingOperation;
  /** What he has to take upon himself. @default - nothing */
  readonly accept?: readonly Acceptance[];
  readonly command: string;
  readonly expect: string;
}

const up = (mode: UpCluster['mode'], more: Partial<UpCluster> = {}): UpCluster => ({
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

const primary = up('primary', { knownSecondaries: ['home', 'away'] });
const promoted = up('primary');
const secondary = up('secondary');
const cutOff = up('secondary', { connected: false, lastHeartbeat: new Date(NOW - 42_000).toISOString() });
const returned = up('primary', { knownSecondaries: ['away'], lastWal: 4713 });
const idle = up('secondary', { state: 'idle', connected: undefined, lastRemoteWal: undefined });
/** What the journal says of a takeover, as the promoted cluster was then. */
const tookOver = (cluster: 'home' | 'away', proof: 'came' | 'due' | 'none'): Promotion => ({
  cluster,
  at: new Date(NOW - 3600_000).toISOString(),
  lastRemoteWal: 4711,
  lastWalBeforeDemote: proof === 'none' ? undefined : 4711,
  since: new Date(NOW - 3642_000).toISOString(),
  proof,
});
const lost: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };

function world(
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

/** In the order in which somebody who was woken up looks for his own. */
export const SITUATIONS: readonly Situation[] = [
  {
    title: 'The primary is lost',
    when: 'Clients get no answer, and the primary cannot be reached from either region.',
    world: world(lost, cutOff, 'home'),
    operation: 'failover',
    command: "vault-dr failover prod --reason 'eu-west-1 is down'",
    expect:
      'It says what may be lost, when home was last heard, and asks. away is promoted, the name moves, and rejoin is left for ' +
      'later. It does not fence home: make sure that it serves nobody. A refusal names each check that objects, and the command ' +
      'that accepts exactly those.',
  },
  {
    title: 'The primary gives no answer, but the secondary still hears it',
    when: 'Only the way from you, or from the Lambdas, to the primary may be broken.',
    world: world(lost, secondary, 'home'),
    operation: 'failover',
    command: "vault-dr failover prod --reason 'home gives no answer'",
    expect:
      'It listens for up to 12 s. When away hears nothing more, it goes on. When the heartbeats go on, it refuses, because home ' +
      'may be a living primary: mend the way to home, or fence it and add --accept unfenced-primary.',
  },
  {
    title: 'The primary is lost, and there is no Lambda or no operation token',
    when: 'The failover above says OperationTokenError, or AWS Lambda is down in both regions.',
    world: world(lost, cutOff, 'home', { token: NO_TOKEN }),
    operation: 'failover',
    command: "vault-dr break-glass failover prod --reason 'eu-west-1 is down'",
    expect:
      'It asks for key shares (recovery keys, or unseal keys), one after the other and unseen, makes an operation token and ' +
      'goes on as above. With --without-lease and --move-name-by-hand it needs nothing of AWS.',
  },
  {
    title: 'The old primary is back',
    when: 'After a failover the lost cluster answers again. It still takes itself for the primary.',
    world: world(returned, promoted, 'away', { promotion: tookOver('away', 'none') }),
    operation: 'rejoin',
    accept: ['loss'],
    command: 'vault-dr rejoin prod',
    expect:
      'It says what only home has, as far as that is known, and goes on when you have typed loss (without a terminal: ' +
      '--accept loss --reason ...). home is demoted and follows away, and what it alone had is discarded. Clients notice nothing.',
  },
  {
    title: 'A secondary does not follow',
    when: 'An operation stopped before it had linked the two, or the link was revoked.',
    world: world(promoted, idle, 'home', { promotion: tookOver('home', 'came') }),
    operation: 'rejoin',
    command: 'vault-dr rejoin prod',
    expect: 'away follows home again. It stays in merkle-sync for as long as it copies.',
  },
  {
    title: 'Planned maintenance of the primary',
    when: 'An upgrade, or work on the region of the primary.',
    world: world(primary, secondary, 'home'),
    operation: 'switchover',
    command: 'vault-dr switchover prod',
    expect: 'A few seconds without a primary, and no write is lost. If that cannot be proven, home is promoted again.',
  },
  {
    title: 'Going home',
    when: 'away has the clients since a failover or a switchover, and home follows it.',
    world: world(secondary, primary, 'away'),
    operation: 'failback',
    command: 'vault-dr failback prod',
    expect: 'The same as the switchover, the other way round.',
  },
  {
    title: 'An operation stopped half-way',
    when: 'Somebody pressed Ctrl-C, or the Lambda died, between demotion and promotion: nobody is primary.',
    world: world(idle, secondary, 'home', { unfinished: { operation: 'switchover', to: 'away' } }),
    operation: 'switchover',
    command: 'vault-dr switchover prod',
    expect: 'It looks first and carries on from what is there. It is safe to run as often as you like.',
  },
  {
    title: 'The old primary died in the middle of a switchover',
    when: 'away is primary, but home went away before it could be asked whether away has its last writes. The name has not moved.',
    world: world(lost, promoted, 'home', {
      unfinished: { operation: 'switchover', to: 'away' },
      promotion: tookOver('away', 'due'),
    }),
    operation: 'failover',
    accept: ['loss'],
    command: "vault-dr failover prod --accept loss --reason 'home died'",
    expect:
      'The clients get away as it is: it has what home was known to have written. When home is about to be back, run the ' +
      'switchover again instead: it proves first, and loses nothing.',
  },
];
