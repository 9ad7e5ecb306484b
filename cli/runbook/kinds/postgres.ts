import type { ReplicationTraits } from '../../../functions/dr-operations/replication/traits';
import type { World } from '../../../functions/dr-operations/world';
import { NOT_REPORTED, NOW, lost, up, world as enterpriseWorld, type Situation } from '../situations';
import { STEP_GUIDE, type StepGuides } from '../steps';

/** As the driver has them. */
export const POSTGRES_TRAITS: ReplicationTraits = {
  kind: 'postgres',
  needsOperationToken: false,
  canFence: true,
  lagUnit: 'bytes',
  maxLag: 64 * 1024 * 1024,
  proof: 'lsn',
  linksAgain: false,
};

const common = { ...NOT_REPORTED, version: '2.7.2' };
const primary = up('primary', { ...common, lastWal: 83_886_080 });
const replica = up('secondary', {
  ...common,
  lastRemoteWal: 83_886_080,
  connected: true,
  lastHeartbeat: new Date(NOW - 2_000).toISOString(),
  canaryAgeMs: 0,
  serverTimeMs: NOW,
});
const cutOff = up('secondary', {
  ...replica,
  state: 'idle',
  connected: false,
  lastHeartbeat: new Date(NOW - 42_000).toISOString(),
});
/** Its database was made read-only by an operation. */
const fenced = up('secondary', {
  ...common,
  state: 'idle',
  lastWal: 83_886_080,
  lastRemoteWal: undefined,
  isDatabaseFenced: true,
});

const world = (...of: Parameters<typeof enterpriseWorld>): World => ({
  ...enterpriseWorld(...of),
  token: { kind: 'not-needed' },
  replication: POSTGRES_TRAITS,
});
const tookOver = {
  cluster: 'away',
  at: new Date(NOW - 3_600_000).toISOString(),
  lastRemoteWal: 83_886_080,
  since: new Date(NOW - 3_642_000).toISOString(),
  proof: 'none',
} as const;

/** The situations of a pair whose storage is in PostgreSQL, the most urgent ones first. */
export const POSTGRES_SITUATIONS: readonly Situation[] = [
  {
    title: 'The primary is lost',
    when: 'Clients get no answer, and the primary cannot be reached from either region.',
    world: world(lost, cutOff, 'home'),
    operation: 'failover',
    accept: ['unfenced-primary'],
    command: ({ name, home }) => `vault-dr failover ${name} --reason '${home.region} is down'`,
    expect:
      'It shows how far the replica is behind, and asks. It tries to make the database of home read-only. If that cannot be confirmed, ' +
      'it asks for unfenced-primary: make sure that no client reaches home, then accept. It promotes the database of away, and a node ' +
      'there is active about a second later. It moves the client name.',
  },
  {
    title: 'Home is stopped, and nothing was promoted',
    when: 'With servers that stop by themselves: a failover was killed after it had told those of home to stop. No cluster serves, and status names what keeps home from serving.',
    world: world(lost, cutOff, 'home', { fenced: [{ cluster: 'home', by: 'told-to-stop' }] }),
    operation: 'failback',
    command: ({ name }) => `vault-dr failback ${name}`,
    expect:
      'The servers of home start Vault again, and home serves as before. Nothing is lost, because nothing else has served. If home is lost for good, run failover to away instead.',
  },
  {
    title: 'The old primary is back',
    when: 'After a failover, the lost cluster answers again. It is still a primary.',
    world: world(up('primary', { ...common, lastWal: 83_890_000 }), primary, 'away', { promotion: tookOver }),
    operation: 'rejoin',
    accept: ['loss'],
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect:
      'It shows what only home has, and continues when you type loss. It makes the database of home read-only. It ends with exit ' +
      'code 3 and says how to make that database a replica of the other one. Run it again when it streams.',
  },
  {
    title: 'The replica does not stream',
    when: 'After a switchover, or when the connection of the databases is broken.',
    world: world(fenced, primary, 'away', {
      promotion: { ...tookOver, lastWalBeforeDemote: 83_886_080, proof: 'came' },
    }),
    operation: 'rejoin',
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect:
      'It says how to make the database of home a replica, with exit code 3. Run it again when it streams. Until then the pair has ' +
      'no second cluster.',
  },
  {
    title: 'Planned maintenance of the primary',
    when: 'Work in the region of the primary.',
    world: world(primary, replica, 'home'),
    operation: 'switchover',
    command: ({ name }) => `vault-dr switchover ${name}`,
    expect:
      'Clients are not served for a few seconds, and no write is lost. If that cannot be proven, home takes writes again. Afterwards make ' +
      'the database of home a replica.',
  },
  {
    title: 'Back to home',
    when: 'Clients have used away, and the database of home streams from the one of away.',
    world: world(replica, primary, 'away'),
    operation: 'failback',
    command: ({ name }) => `vault-dr failback ${name}`,
    expect: 'The same as the switchover, in the other direction.',
  },
];

export const POSTGRES_STEPS: StepGuides = {
  ...STEP_GUIDE,
  listen: {
    what: 'Read the time of the newest transaction of the replica for some seconds: if it changes, the primary is alive.',
    undo: 'Nothing to undo: the step only reads.',
  },
  demote: {
    what: 'Make the database of the primary read-only, and end the sessions that began before. From now on it accepts no writes.',
    undo: 'Reset `default_transaction_read_only` and reload. Only if the other database was not promoted.',
  },
  fence: {
    what: 'The same, on a cluster that gives no clear answer. It counts only if the database has confirmed it.',
    undo: 'Reset `default_transaction_read_only` and reload. Only if the other database was not promoted.',
  },
  'catch-up': {
    what: 'Wait until the replica has received the log up to the last position of the database that is read-only.',
    undo: 'Nothing to undo: the step only reads.',
  },
  promote: {
    what: 'Promote the replica, and delete the lock of the old active node, which was replicated.',
    undo: 'None: the database has a timeline of its own. Make it a replica of the other one again.',
  },
  verify: {
    what: 'Compare the last position of the database that is read-only with what the replica had. The client name moves only after that.',
    undo: 'Nothing to undo: the step only reads.',
  },
  link: {
    what:
      'Make the old database a replica of the new primary: stop it, run pg_rewind or pg_basebackup with --write-recovery-conf, and ' +
      'start it. A person or a tool of theirs does it, because it overwrites a database.',
    undo: 'None.',
  },
};
