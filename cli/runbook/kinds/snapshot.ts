import { SNAPSHOT_TRAITS } from '../../../functions/dr-operations/replication/snapshot/traits';
import type { World } from '../../../functions/dr-operations/world';
import { NOT_REPORTED, NOW, lost, up, world as enterpriseWorld, type Situation } from '../situations';
import { STEP_GUIDE, type StepGuides } from '../steps';

const primary = up('primary', { ...NOT_REPORTED, version: '2.7.2', lastWal: 4790 });
const copyOf = (ageMs: number) =>
  up('secondary', {
    ...NOT_REPORTED,
    version: '2.7.2',
    state: ageMs > 120_000 ? 'idle' : 'stream-wals',
    lastRemoteWal: 4711,
    merkleRoot: 'sha256 of the file',
    canaryAgeMs: ageMs,
    hasWritesUntil: new Date(NOW - ageMs).toISOString(),
  });
/** It was sealed by an operation, and has its data. */
const sealed = up('secondary', {
  ...NOT_REPORTED,
  version: '2.7.2',
  state: 'idle',
  lastWal: 4790,
  lastRemoteWal: undefined,
});

const world = (...of: Parameters<typeof enterpriseWorld>): World => ({
  ...enterpriseWorld(...of),
  token: { kind: 'not-needed' },
  replication: SNAPSHOT_TRAITS,
});
const tookOver = {
  cluster: 'away',
  at: new Date(NOW - 3_600_000).toISOString(),
  lastRemoteWal: 4711,
  since: new Date(NOW - 3_642_000).toISOString(),
  proof: 'none',
} as const;

/** The situations of a pair that replicates by raft snapshots, the most urgent ones first. */
export const SNAPSHOT_SITUATIONS: readonly Situation[] = [
  {
    title: 'The primary is lost',
    when: 'Clients get no answer, and the primary cannot be reached from either region.',
    world: world(lost, copyOf(42_000), 'home'),
    operation: 'failover',
    accept: ['unfenced-primary'],
    command: ({ name, home }) => `vault-dr failover ${name} --reason '${home.region} is down'`,
    expect:
      'It shows since when writes are lost, and asks. It tries to stop Vault on the servers of home. If Systems Manager does ' +
      'not reach them all, it asks for unfenced-primary: make sure that no client reaches home, then accept. It restores the ' +
      'newest file on away, restarts its servers one after the other, waits until it serves, and moves the client name. Look at ' +
      'the database users and the revoked tokens since that time.',
  },
  {
    title: 'Home is stopped, and nothing was promoted',
    when: 'A switchover or a failover was killed after it had stopped home. No cluster serves, and status names what keeps home from serving.',
    world: world(lost, copyOf(42_000), 'home', { fenced: [{ cluster: 'home', by: 'demotion-begun' }] }),
    operation: 'failback',
    command: ({ name }) => `vault-dr failback ${name}`,
    expect:
      'It lets the servers of home run Vault again, and home serves as before. Nothing is lost, because nothing else has served. ' +
      'A switchover does the same first, and then hands over to away. If home is lost for good, run failover to away instead.',
  },
  {
    title: 'The old primary is back',
    when: 'After a failover, the lost cluster answers again. It is still a primary.',
    world: world(primary, up('primary', { ...NOT_REPORTED, version: '2.7.2', lastWal: 4750 }), 'away', {
      promotion: tookOver,
    }),
    operation: 'rejoin',
    accept: ['loss'],
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect:
      'It shows how many raft entries home has beyond the restored file, and continues when you type loss. It keeps the last file ' +
      'of home in kept/ of its bucket and seals home. Then it parks home: it deletes the data there, and restores a parked ' +
      'cluster. If the system may not do that, it says what you have to do, and the same command goes on afterwards.',
  },
  {
    title: 'The old primary is sealed and not parked',
    when: 'A rejoin or a switchover ended before it was parked, or a person has to park it.',
    world: world(sealed, up('primary', { ...NOT_REPORTED, version: '2.7.2', lastWal: 4750 }), 'away', {
      promotion: { ...tookOver, lastWalBeforeDemote: 4711, proof: 'came' },
    }),
    operation: 'rejoin',
    command: ({ name }) => `vault-dr rejoin ${name}`,
    expect: 'It goes on with the parking. Until home is parked and has a file, the pair has no second cluster.',
  },
  {
    title: 'No new file comes',
    when: 'The alarm of a file that failed. The state of away is "no new file". What a failover would lose grows.',
    world: world(primary, copyOf(900_000), 'home'),
    operation: 'failover',
    accept: ['loss'],
    command: ({ name }) => `vault-dr doctor ${name}`,
    expect:
      'It names the hop that is wrong. The log of snapshot-puller in the region of away has the reason and what to do. The steps below ' +
      'are those of a failover with the file that there is, if home is lost meanwhile.',
  },
  {
    title: 'Planned maintenance of the primary',
    when: 'Work in the region of the primary. An upgrade of Vault needs no switchover: upgrade the parked cluster first.',
    world: world(primary, copyOf(30_000), 'home'),
    operation: 'switchover',
    command: ({ name }) => `vault-dr switchover ${name}`,
    expect:
      'Keep the clients away first: nobody can stop writes in Vault Community, and it refuses after five tries while something is ' +
      'written. It takes a last file, seals home, and restores the file on away. Nothing is lost, or it refuses and home goes on.',
  },
  {
    title: 'Back to home',
    when: 'Clients have used away since a failover or a switchover, and home is parked and has a file.',
    world: world(copyOf(30_000), primary, 'away'),
    operation: 'failback',
    command: ({ name }) => `vault-dr failback ${name}`,
    expect: 'The same as the switchover, in the other direction.',
  },
];

export const SNAPSHOT_STEPS: StepGuides = {
  ...STEP_GUIDE,
  listen: {
    what: 'Look at the cluster that does not answer for some seconds more.',
    undo: 'Nothing to undo: the step only reads.',
  },
  demote: {
    what:
      'Take a last file, compare its raft index with that of the cluster, stop the standbys, and seal the active node. Of two ' +
      'primaries, the last file of the old one is kept for a person.',
    undo: 'Start Vault on its servers again, which unseal themselves. Only if the other cluster was not promoted.',
  },
  fence: {
    what: 'Stop Vault on all servers of the cluster. It counts only if every server has confirmed it.',
    undo: 'Start Vault on the servers again. Only if the other cluster was not promoted.',
  },
  'catch-up': {
    what: 'Compare the newest file with the last raft index of the sealed cluster.',
    undo: 'Nothing to undo: the step only reads.',
  },
  promote: {
    what:
      'Restore the newest file on the parked cluster, wait until it has the canary of the file, and restart the standbys. Then ' +
      'restart the active server, if it has standbys: it refuses those that have restarted until then. A cluster that is sealed ' +
      'and has its data is restarted instead.',
    undo: 'None: a restore replaces what the cluster had. What is written there from now on is only there.',
  },
  verify: {
    what: 'Compare the last raft index of the sealed cluster with that of the file. The client name moves only after that.',
    undo: 'Nothing to undo: the step only reads.',
  },
  link: {
    what:
      'Park the old primary: delete the data on its servers, initialise it, and restore the file of a parked cluster. From then ' +
      'on the Lambda of its region takes files of the other cluster.',
    undo: 'None. The last file of the cluster is in kept/ of its bucket, or has every write of the other one.',
  },
};
