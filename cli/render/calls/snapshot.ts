import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { NAME_CALLS } from './name';
import { deleteRows, read, untilItAnswers, type CallFacts, type PlannedCall, type StepCalls } from './planned-call';

const HEALTH = ['sys/health'];
const INDEX = ['sys/leader'];

const vault = ({ settings }: CallFacts, cluster: ClusterName, call: string): PlannedCall => ({
  service: 'Vault',
  call,
  at: settings[cluster].address,
});

const bucketOf = ({ settings }: CallFacts, cluster: ClusterName): string =>
  settings[cluster].snapshotBucket ?? `<bucket in ${settings[cluster].region}>`;

const ACTIVE = '<host of the active server>';

/** @param except the server that is left out; `none`: all are meant */
const onServers = ({ settings }: CallFacts, cluster: ClusterName, action: string, except: string): PlannedCall => ({
  service: 'Systems Manager',
  call: `SendCommand ${settings.nodesDocument}`,
  at: `${settings[cluster].region} ${settings[cluster].nodesTag ?? '<tag of the servers>'}`,
  body: { Action: action, Except: except },
});

/** It still has the raft TLS keys from before the restore, so that it refuses those that have restarted. */
function restartActive(facts: CallFacts, cluster: ClusterName): PlannedCall {
  const { body, ...call } = onServers(facts, cluster, 'restart', 'none');
  return { ...call, body: { ...body, Only: ACTIVE }, onlyIf: 'it has several servers, and the others have restarted' };
}

const hasItsData = ({ before }: CallFacts, cluster: ClusterName): boolean => {
  const { observation } = before[cluster];
  return observation.kind === 'up' && observation.mode === 'secondary' && observation.lastWal !== undefined;
};

/** The calls of raft snapshots. */
export const SNAPSHOT_CALLS: StepCalls = {
  ...NAME_CALLS,
  settle: ({ cluster }, facts) => read(facts, cluster, HEALTH, 'it reports its role'),
  listen: ({ cluster }, facts) => read(facts, otherCluster(cluster), HEALTH, 'it answers, or the time is over'),
  demote: ({ cluster }, facts) => {
    const other = otherCluster(cluster);
    const isOld = facts.before[other].role === 'primary';
    const taken = vault(facts, cluster, 'GET /v1/sys/storage/raft/snapshot');
    const seal: PlannedCall[] = [
      vault(facts, cluster, 'POST /v1/sys/seal'),
      ...read(facts, cluster, HEALTH, 'no node is active'),
    ];
    // An old primary keeps its last file for a person. Otherwise the other cluster restores it.
    if (isOld) return [taken, { service: 'S3', call: 'PutObject kept/', at: bucketOf(facts, cluster) }, ...seal];
    return [
      vault(facts, cluster, `POST /v1/${facts.settings.mount}/canary`),
      taken,
      { service: 'S3', call: 'PutObject snapshots/', at: bucketOf(facts, other) },
      ...read(facts, cluster, INDEX, 'its raft index is that of the file'),
      onServers(facts, cluster, 'stop', ACTIVE),
      ...seal,
    ];
  },
  fence: ({ cluster }, facts) => [onServers(facts, cluster, 'stop', 'none')],
  unfence: ({ cluster }, facts) => [
    deleteRows(facts),
    {
      ...onServers(facts, cluster, 'restart', 'none'),
      onlyIf: 'an operation that was killed has sealed or stopped it',
    },
    ...untilItAnswers(facts, cluster),
  ],
  'catch-up': ({ cluster }, facts) => [
    {
      service: 'S3',
      call: 'ListObjectsV2 snapshots/',
      at: bucketOf(facts, cluster),
      until: 'the newest file has the last raft index',
    },
  ],
  promote: ({ cluster }, facts) => {
    // A cluster that this system has sealed still has its data.
    if (hasItsData(facts, cluster)) {
      return [onServers(facts, cluster, 'restart', 'none'), ...read(facts, cluster, HEALTH, 'it serves')];
    }
    return [
      { service: 'S3', call: 'GetObject snapshots/<the newest>', at: bucketOf(facts, cluster) },
      vault(facts, cluster, 'POST /v1/sys/storage/raft/snapshot'),
      ...read(facts, cluster, [`${facts.settings.mount}/canary`], 'it has the canary of the file'),
      onServers(facts, cluster, 'restart', ACTIVE),
      restartActive(facts, cluster),
    ];
  },
  verify: ({ cluster }, facts) =>
    read(facts, otherCluster(cluster), HEALTH, `its last raft index proves that ${cluster} has every write`),
  'await-primary': ({ cluster }, facts) => read(facts, cluster, HEALTH, 'it serves'),
  link: ({ cluster }, facts) => [
    { service: 'S3', call: 'GetObject parked/cluster.snap', at: bucketOf(facts, otherCluster(cluster)), onlyIf: PARKS },
    { ...onServers(facts, cluster, 'wipe', 'none'), onlyIf: PARKS },
    { ...onServers(facts, cluster, 'start', '<all but the first>'), onlyIf: PARKS },
    { ...vault(facts, cluster, 'POST /v1/sys/init'), onlyIf: PARKS },
    { ...vault(facts, cluster, 'POST /v1/sys/storage/raft/snapshot'), onlyIf: PARKS },
    { ...onServers(facts, cluster, 'start', 'none'), onlyIf: PARKS },
    ...read(facts, cluster, [`${facts.settings.mount}/parked`], 'it is a parked cluster'),
  ],
};

/** Without that, a person parks it. */
const PARKS = 'it is sealed, and the system may park it';
