import * as v from 'valibot';
import { TRAFFIC } from '../../functions/dr-operations/config';
import { REPLICATION_KINDS } from '../../functions/dr-operations/replication/traits';
import { PAIR_LAMBDAS } from '../../functions/shared/contract';

const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const httpsAddress = v.pipe(
  text,
  v.check((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === 'https:' && url.href.replace(/\/$/, '') === url.origin;
  }, 'give it as https://host:port, without a path'),
  v.transform((value) => new URL(value).origin),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1, 'give a whole number greater than 0'));
const seconds = v.pipe(v.number(), v.minValue(0, 'give a number of seconds that is not negative'));
const timeOfDay = v.pipe(text, v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time as in 09:30'));
const timeZone = v.pipe(
  text,
  v.check((value) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
    } catch {
      return false;
    }
  }, 'give a time zone as in Europe/Dublin'),
);

export const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** One cluster in `vault-dr.json`. Missing settings come from the stack's outputs, then from the naming rule. */
const CLUSTER = v.strictObject({
  region: v.exactOptional(text),
  /** Address of the cluster itself, never of the client name. */
  address: v.exactOptional(httpsAddress),
  /** `primary_cluster_addr` for a promotion. */
  clusterAddress: v.exactOptional(httpsAddress),
  /** Target of the cluster's record for the client name. */
  dnsName: v.exactOptional(text),
  setIdentifier: v.exactOptional(text),
  /** Canonical hosted zone of the load balancer, if the record is an ALIAS. */
  loadBalancerZoneId: v.exactOptional(text),
  /** Whether the load balancer also has IPv6 addresses. */
  ipv6: v.exactOptional(v.boolean()),
  secretArn: v.exactOptional(text),
  breakGlassSecretArn: v.exactOptional(text),
  /** Bucket with the files that are restored on this cluster. */
  snapshotBucket: v.exactOptional(text),
  /** EC2 tag of its servers, `<key>=<value>`. */
  nodesTag: v.exactOptional(text),
  functions: v.exactOptional(v.strictObject(v.entriesFromList(PAIR_LAMBDAS, v.exactOptional(text)))),
});

const DRILL = v.strictObject({
  /** Longest outage for a client per switchover, seconds. */
  rtoSeconds: v.exactOptional(seconds),
  /** Accepted in older files, without effect: a switchover loses nothing, so no loss meets the targets. */
  rpoSeconds: v.exactOptional(seconds),
  /** Time in which a drill may run. */
  window: v.exactOptional(
    v.strictObject({
      days: v.pipe(v.array(v.picklist(DAYS)), v.minLength(1, 'name at least one day')),
      from: timeOfDay,
      to: timeOfDay,
      timeZone: v.optional(timeZone, 'UTC'),
    }),
  ),
  /** Path of a KV version 2 secret, below `/v1/`, that the probe writes. */
  probePath: v.exactOptional(v.pipe(text, v.regex(/^[^/].*[^/]$/, 'give a path without a slash at its ends'))),
  probesPerSecond: v.exactOptional(count),
});

/** One environment in `vault-dr.json`. */
export const ENVIRONMENT = v.strictObject({
  /** File with `terraform output -json`. */
  outputs: v.exactOptional(text),
  /** Name of the output to read when the stack has more than one pair. */
  outputName: v.exactOptional(text),
  /** `identifier` of the module; names of AWS resources follow from it. */
  identifier: v.exactOptional(text),
  /** `environment` of the module, if it differs from the name here. */
  environment: v.exactOptional(text),
  /** How the pair replicates. */
  replication: v.exactOptional(v.picklist(REPLICATION_KINDS)),
  /** How often a pair that replicates by snapshots takes one. */
  snapshotIntervalSeconds: v.exactOptional(count),
  /** Mount of the marker of a parked cluster. */
  mount: v.exactOptional(text),
  /** SSM document that restarts Vault on the servers. */
  nodesDocument: v.exactOptional(text),
  clientName: v.exactOptional(text),
  /** `https://host:port` that clients use. */
  clientAddress: v.exactOptional(httpsAddress),
  hostedZoneId: v.exactOptional(text),
  /** Further zones that have the client name, such as a private one. */
  otherHostedZoneIds: v.exactOptional(v.array(text)),
  /** Role to assume for Route 53, if the zone is in another account. */
  dnsRoleArn: v.exactOptional(text),
  journalTable: v.exactOptional(text),
  /** PEM file with the CA certificates of both clusters. */
  caFile: v.exactOptional(text),
  linkCaFile: v.exactOptional(text),
  maxLagWals: v.exactOptional(count),
  maxFailoverLagSeconds: v.exactOptional(count),
  heartbeatGraceMs: v.exactOptional(count),
  /** AWS region of a third lease table. */
  witnessRegion: v.exactOptional(text),
  /** What the health checks of the client name watch. */
  traffic: v.exactOptional(TRAFFIC),
  operationTimeoutSeconds: v.exactOptional(count),
  /** Limit of one probe of a cluster, milliseconds. From this machine it is at least 2000. */
  probeTimeoutMs: v.exactOptional(count),
  operationTokenTtlSeconds: v.exactOptional(count),
  /** How often the operation token is made anew. */
  rotationMinutes: v.exactOptional(count),
  /** URL of an AWS emulator. */
  awsEndpoint: v.exactOptional(v.pipe(text, v.url('give a URL'))),
  /** Name servers to query for the client name, `ip` or `ip:port`. */
  nameServers: v.exactOptional(v.array(text)),
  home: v.exactOptional(CLUSTER),
  away: v.exactOptional(CLUSTER),
  drill: v.exactOptional(DRILL),
});
export type EnvironmentFile = v.InferOutput<typeof ENVIRONMENT>;
export type ClusterFile = v.InferOutput<typeof CLUSTER>;

/** `vault-dr.json`. */
export const CONFIG_FILE = v.strictObject({
  $schema: v.exactOptional(text),
  environments: v.record(v.pipe(text, v.regex(/^[\w-]+$/, 'use letters, digits and dashes')), ENVIRONMENT),
});

/** One cluster in the output `<id>_operator` of the stack, however the pair replicates. */
const OUTPUT_CLUSTER = {
  region: text,
  address: httpsAddress,
  dns_name: text,
  load_balancer_zone_id: v.nullish(text),
  ipv6: v.nullish(v.boolean()),
  set_identifier: text,
  functions: v.record(v.string(), text),
};
/** The same with what only DR replication of Vault Enterprise has. */
const ENTERPRISE_CLUSTER = v.object({
  ...OUTPUT_CLUSTER,
  cluster_address: v.nullish(httpsAddress),
  operation_token_secret_arn: text,
  break_glass_token_secret_arn: v.nullish(text),
});
const COMMUNITY_CLUSTER = v.object({
  ...OUTPUT_CLUSTER,
  snapshot_bucket: v.nullish(text),
  nodes_tag: v.nullish(text),
});

const OUTPUT_PAIR = {
  environment: text,
  identifier: text,
  client_name: text,
  hosted_zone_id: text,
  other_hosted_zone_ids: v.optional(v.array(text)),
  dns_role_arn: v.nullish(text),
  journal_table: text,
  ca_pem: v.nullish(text),
  max_failover_lag_seconds: v.nullish(count),
  operation_timeout_seconds: count,
  probe_timeout_ms: v.nullish(count),
  drill_rto_seconds: v.nullish(count),
};
const ENTERPRISE_OUTPUT = v.object({
  ...OUTPUT_PAIR,
  // A stack of release 0.2 or earlier does not say it.
  replication: v.optional(v.literal('enterprise'), 'enterprise'),
  link_ca_file: v.nullish(text),
  max_lag_wals: v.nullish(count),
  heartbeat_grace_ms: v.nullish(count),
  witness_region: v.nullish(text),
  traffic: v.nullish(TRAFFIC),
  operation_token_ttl_seconds: v.nullish(count),
  rotation_minutes: v.nullish(count),
  home: ENTERPRISE_CLUSTER,
  away: ENTERPRISE_CLUSTER,
});
const COMMUNITY_OUTPUT = v.object({
  ...OUTPUT_PAIR,
  replication: v.picklist(['snapshot', 'postgres']),
  interval_seconds: v.nullish(count),
  mount: v.nullish(text),
  nodes_document: v.nullish(text),
  home: COMMUNITY_CLUSTER,
  away: COMMUNITY_CLUSTER,
});
/** The output `<id>_operator` of the stack. There is no token where nothing needs one. */
export const OPERATOR_OUTPUT = v.variant('replication', [ENTERPRISE_OUTPUT, COMMUNITY_OUTPUT]);
export type OperatorOutput = v.InferOutput<typeof OPERATOR_OUTPUT>;

/** One line per problem, with the path of the setting. Values are not quoted. */
export const problemsOf = (issues: readonly v.BaseIssue<unknown>[], where: string): string[] =>
  issues.map((issue) => {
    const path = v.getDotPath(issue);
    const place = path === null ? where : `${where}: ${path}`;
    return `${place}: ${issue.kind === 'schema' ? describe(issue) : issue.message}`;
  });

function describe({ expected, received, type }: v.BaseIssue<unknown>): string {
  if (type === 'strict_object' && expected === 'never') return 'is not a setting';
  return received === 'undefined' ? 'is missing' : `expected ${expected ?? 'something else'}`;
}
