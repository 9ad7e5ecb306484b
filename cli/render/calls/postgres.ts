import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { NAME_CALLS } from './name';
import { deleteRows, read, untilItAnswers, type CallFacts, type PlannedCall, type StepCalls } from './planned-call';

const HEALTH = ['sys/health'];

/** The database of a cluster is the user's own, and this tool does not know its address. */
const sql = (cluster: ClusterName, call: string, more: Partial<PlannedCall> = {}): PlannedCall => ({
  service: 'PostgreSQL',
  call,
  at: `the database of ${cluster}`,
  ...more,
});

const role = (facts: CallFacts, cluster: ClusterName, until: string): PlannedCall[] => [
  ...read(facts, cluster, HEALTH, until),
  sql(cluster, 'SELECT pg_is_in_recovery()', { until }),
];

/** The call in words: its statement is long. */
export const END_SESSIONS = 'SELECT pg_terminate_backend(pid) of every session that began before';

/** What a replica has to have received. */
const LAST_POSITION = 'SELECT pg_current_wal_lsn()';

const fence = (facts: CallFacts, cluster: ClusterName): PlannedCall[] => [
  sql(cluster, 'ALTER SYSTEM SET default_transaction_read_only = on'),
  sql(cluster, 'SELECT pg_reload_conf()'),
  sql(cluster, END_SESSIONS),
  sql(cluster, LAST_POSITION),
  ...read(facts, cluster, HEALTH, 'no node is active'),
];

/** The calls of the streaming replication of PostgreSQL. */
export const POSTGRES_CALLS: StepCalls = {
  ...NAME_CALLS,
  settle: ({ cluster }, facts) => role(facts, cluster, 'it reports its role'),
  listen: ({ cluster }, facts) => role(facts, otherCluster(cluster), 'it answers, or the time is over'),
  demote: ({ cluster }, facts) => fence(facts, cluster),
  fence: ({ cluster }, facts) => fence(facts, cluster),
  unfence: ({ cluster }, facts) => [deleteRows(facts), ...untilItAnswers(facts, cluster)],
  'catch-up': ({ cluster }) => [
    sql(cluster, 'SELECT pg_last_wal_receive_lsn()', { until: 'it has the last position of the other log' }),
  ],
  promote: ({ cluster }, facts) => [
    sql(cluster, 'SELECT pg_promote()'),
    sql(cluster, 'DELETE FROM openbao_ha_locks', { onlyIf: 'the lock of the old active node is still there' }),
    ...read(facts, cluster, HEALTH, 'a node is active'),
  ],
  verify: ({ cluster }) => [
    sql(otherCluster(cluster), LAST_POSITION, { until: `it proves that ${cluster} has every write` }),
  ],
  'await-primary': ({ cluster }, facts) => read(facts, cluster, HEALTH, 'it serves'),
  link: ({ cluster }) => [
    sql(cluster, 'SELECT status FROM pg_stat_wal_receiver', {
      until: 'a person has made it a replica, and it streams',
    }),
  ],
};
