import { DNS_NAME, known, same, validateSecret, when, whole } from '../validation/rules';
import type { PostgresPairProps } from './community-vault-dr-props';
import { slowestOf, type PostgresDatabase } from './postgres-replication';

/** Endpoints of Aurora and of Multi-AZ DB clusters, such as `x.cluster-abc.eu-west-1.rds.amazonaws.com`. */
const CLUSTER_ENDPOINT = /\.(cluster|cluster-ro|cluster-custom|global)-[a-z0-9]+\..*rds\.amazonaws\.com(\.cn)?$/i;
const RDS_ENDPOINT = /\.rds\.amazonaws\.com(\.cn)?$/i;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** What PostgreSQL takes without quotes. */
const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;
const TABLE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/;
const INSTANCE = /^[a-z](-?[a-z0-9]){0,62}$/;
const RDS_TIMEOUT_SECONDS = 900;

/** Finds what is wrong with the databases of a pair. */
export function validatePostgresPair({
  replication,
  home,
  away,
  operationTimeoutSeconds,
  drill,
}: PostgresPairProps): string[] {
  const { databases, lockTable, maxLagBytes, linkWithinSeconds, caPem } = replication;
  const timeout = operationTimeoutSeconds ?? RDS_TIMEOUT_SECONDS;
  return [
    ...validateDatabase('home', databases.home, home.region),
    ...validateDatabase('away', databases.away, away.region),
    ...when(
      same(databases.home.host, databases.away.host),
      'replication.databases.home.host and away.host are equal: give two servers, one in the region of each cluster.',
    ),
    ...when(
      databases.home.kind !== databases.away.kind,
      'replication.databases has one of RDS and one of your own: give two of one kind, because RDS replicates only to RDS.',
    ),
    ...(['database', 'user'] as const).flatMap((field) =>
      when(
        known(databases.home[field]) && known(databases.away[field]) && databases.home[field] !== databases.away[field],
        `replication.databases has two names of the ${field}, "${databases.home[field]}" and "${databases.away[field]}": give one, because a replica has everything of its primary.`,
      ),
    ),
    ...when(
      slowestOf(replication) === 'rds' && known(timeout) && timeout < RDS_TIMEOUT_SECONDS,
      `operationTimeoutSeconds is ${timeout}: give ${RDS_TIMEOUT_SECONDS}, or leave it out, because RDS takes minutes for a promotion.`,
    ),
    ...when(
      slowestOf(replication) === 'rds' && caPem === undefined,
      'replication.caPem is missing: give the certificates of RDS (https://truststore.pki.rds.amazonaws.com), which no system trusts by itself.',
    ),
    ...when(
      known(caPem) && !/-----BEGIN CERTIFICATE-----/.test(caPem ?? ''),
      'replication.caPem has no certificate: give certificates in PEM.',
    ),
    ...when(
      known(lockTable) && !TABLE.test(lockTable ?? ''),
      `replication.lockTable is "${lockTable}": give the name of a table, or schema.table.`,
    ),
    ...whole('replication.maxLagBytes', maxLagBytes, 1, 2 ** 40),
    ...whole('replication.linkWithinSeconds', linkWithinSeconds, 0, 600),
    ...when(
      drill?.schedule !== undefined && (linkWithinSeconds ?? 0) === 0,
      'drill.schedule needs replication.linkWithinSeconds: without a tool of yours that makes the old primary a replica within that time, a drill could not switch back.',
    ),
  ];
}

function validateDatabase(cluster: 'home' | 'away', database: PostgresDatabase, region: string): string[] {
  const prop = `replication.databases.${cluster}`;
  const { kind, host, port, user, instance, password } = database;
  const isKnown = known(host);
  return [
    ...when(
      isKnown && CLUSTER_ENDPOINT.test(host),
      `${prop}.host is "${host}", an endpoint of Aurora or of a DB cluster: give the endpoint of a DB instance of RDS for PostgreSQL. Aurora replicates in its storage, and nothing here could prove or fence that.`,
    ),
    ...when(
      isKnown && kind === 'self-run' && RDS_ENDPOINT.test(host) && !CLUSTER_ENDPOINT.test(host),
      `${prop}.host is "${host}": use rdsDatabase(), because nobody may promote an instance of RDS by SQL.`,
    ),
    ...when(
      isKnown && !DNS_NAME.test(host) && !IPV4.test(host),
      `${prop}.host is "${host}": give a name or an IPv4 address, without a port.`,
    ),
    ...whole(`${prop}.port`, port, 1, 65_535),
    ...(['database', 'user'] as const).flatMap((field) =>
      when(
        known(database[field]) && !IDENTIFIER.test(database[field]),
        `${prop}.${field} is "${database[field]}": use lower-case letters, digits and _.`,
      ),
    ),
    ...when(
      user === 'postgres' || user === 'rdsadmin',
      `${prop}.user is "${user}": give the engine a role of its own, as in docs/community-postgres.md.`,
    ),
    ...when(
      known(instance) && !INSTANCE.test(instance ?? ''),
      `${prop}.instance is "${instance}": give the identifier of a DB instance, in lower case.`,
    ),
    ...validateSecret(`${prop}.password.secretArn`, password.secretArn, region),
  ];
}
