import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { Traffic } from '../functions/dr-operations/contract';
import type { ReplicationKind } from '../functions/dr-operations/replication/traits';
import { CLUSTER_NAMES, PAIR_LAMBDAS, type ClusterName, type PairLambda } from '../functions/shared/contract';
import { DEFAULT_MOUNT } from '../functions/shared/parked';
import { nameOf } from '../modules/private/names';
import { findFile, listOutputs, OUTPUTS_FOLDER, readJson, readText } from './config/files';
import { parseOutputs, type ReadOutputs } from './config/outputs';
import type { PublishedPairs } from './config/published';
import { CONFIG_FILE, problemsOf, type ClusterFile, type EnvironmentFile } from './config/schema';
import { UsageError } from './exit-codes';

/** One cluster of the pair, and the Lambdas in its region. */
export interface ClusterSettings {
  readonly region: string;
  /** `https://host:port` of the cluster itself, never of the client name. */
  readonly address: string;
  /** `primary_cluster_addr` for a promotion; `undefined` means Vault's own. */
  readonly clusterAddress: string | undefined;
  /** Target of the cluster's record for the client name. */
  readonly dnsName: string;
  readonly setIdentifier: string;
  /** Canonical hosted zone of the load balancer. @default - the record is a CNAME */
  readonly loadBalancerZoneId: string | undefined;
  /** Whether the load balancer also has IPv6 addresses. */
  readonly ipv6: boolean;
  /** Name or ARN of the secret with the DR operation token. Only a pair with replication of Vault Enterprise has it. */
  readonly secretArn: string;
  /** Name or ARN of the secret with the break-glass token. It need not exist. */
  readonly breakGlassSecretArn: string;
  /** Bucket with the files that are restored on this cluster. @default - not known, or there is none */
  readonly snapshotBucket?: string;
  /** EC2 tag of its servers, `<key>=<value>`. @default - not known, or nothing is done to them */
  readonly nodesTag?: string;
  /** Names or ARNs. */
  readonly functions: Readonly<Record<PairLambda, string>>;
}

/** The complete settings of one environment. They hold no secret. */
export interface EnvironmentSettings extends Readonly<Record<ClusterName, ClusterSettings>> {
  /** Name that `--env` takes. */
  readonly name: string;
  /** How the pair replicates. */
  readonly replication: ReplicationKind;
  /** How often a pair that replicates by snapshots takes one. @default - not known, or it does not */
  readonly snapshotIntervalSeconds?: number;
  /** Mount of the marker of a parked cluster. */
  readonly mount: string;
  /** SSM document that restarts Vault on the servers, the same in both regions. */
  readonly nodesDocument: string;
  readonly clientName: string;
  /** `https://host:port` that clients use. */
  readonly clientAddress: string;
  /** The zones that have the client name. At least one. */
  readonly hostedZoneIds: readonly string[];
  /** Role to assume for Route 53, if the zone is in another account. @default - the operator's own identity */
  readonly dnsRoleArn?: string;
  readonly journalTable: string;
  /** CA certificates in PEM for both clusters; `undefined` means the system's roots. */
  readonly ca: string | undefined;
  readonly linkCaFile: string | undefined;
  readonly maxLagWals: number;
  /** Longest time for which a failover may lose writes without `--accept loss`. @default - the engine's */
  readonly maxFailoverLagSeconds?: number;
  /** How long after its last heartbeat a primary counts as alive. @default - the engine's */
  readonly heartbeatGraceMs?: number;
  /** AWS region of a third lease table. @default - no third table */
  readonly witnessRegion?: string;
  /** What the health checks of the client name watch. @default - it has none */
  readonly traffic?: Traffic;
  /** Limit of one probe of a cluster, milliseconds. @default - that of this machine */
  readonly probeTimeoutMs?: number;
  /** Lifetime of the operation token. @default - not known */
  readonly operationTokenTtlSeconds?: number;
  /** How often the operation token is made anew. @default - not known */
  readonly rotationMinutes?: number;
  /** Time limit of one operation, the same as in the Lambda. */
  readonly operationTimeoutSeconds: number;
  /** URL of an AWS emulator; `undefined` means AWS. */
  readonly awsEndpoint: string | undefined;
  /** `ip` or `ip:port`; empty means the name servers of this machine. */
  readonly nameServers: readonly string[];
  readonly drill: NonNullable<EnvironmentFile['drill']>;
}

export interface ConfigOptions {
  /** Name of the environment. @default - the only one that is configured */
  readonly env?: string;
  /** Path of the configuration file. @default - `vault-dr.json` in this folder or the nearest parent */
  readonly config?: string;
  /** Pairs that were read from SSM; then no other environment is known. @default - files only */
  readonly published?: PublishedPairs;
}

const FILE_NAME = 'vault-dr.json';
const HOW_TO_CONFIGURE =
  'Give an AWS region of the pair with --region, so that its settings are read from there; or write ' +
  `${FILE_NAME}, or fetch the outputs of the stack with "make output ENV=…".`;
const DEFAULT_MAX_LAG_WALS = 1000;
/** As in the constructs. A restore of a large store takes minutes. */
const OPERATION_TIMEOUT_SECONDS: Readonly<Record<ReplicationKind, number>> = {
  enterprise: 300,
  snapshot: 600,
  postgres: 600,
};

/**
 * Loads an environment from the configuration file and the stack's outputs. The file wins where both have a value.
 *
 * @throws UsageError that lists every problem
 */
export function loadSettings({ env, config, published }: ConfigOptions): EnvironmentSettings {
  const file = config ?? findFile(FILE_NAME);
  const environments = file === undefined ? {} : parseFile(file);
  const names = published ? Object.keys(published).sort() : known(environments);
  const name = env ?? onlyOne(names);
  const written = environments[name];
  const outputs = published ? published[name] : loadOutputs(name, written, file);
  if (!names.includes(name) || (written === undefined && outputs === undefined)) {
    throw unknownEnvironment(name, names, file);
  }
  const merged = merge(outputs?.settings ?? {}, written ?? {});
  const problems = [...(outputs?.problems ?? []), ...missing(name, merged)];
  if (problems.length > 0) throw new UsageError(`The configuration of ${name} has problems:\n${listed(problems)}`);
  const caFile = merged.caFile;
  const ca = caFile === undefined ? outputs?.caPem : readText(resolveBeside(file, caFile));
  return complete(name, merged, ca);
}

/** Names of the environments, for `--env`. */
export function listEnvironments({ config }: ConfigOptions): string[] {
  const file = config ?? findFile(FILE_NAME);
  return known(file === undefined ? {} : parseFile(file));
}

const known = (environments: object): string[] => [...new Set([...Object.keys(environments), ...listOutputs()])].sort();

const listed = (problems: readonly string[]): string => problems.map((problem) => `  - ${problem}`).join('\n');

function parseFile(file: string): Readonly<Record<string, EnvironmentFile>> {
  const parsed = v.safeParse(CONFIG_FILE, readJson(file));
  if (!parsed.success) throw new UsageError(`${file} is malformed:\n${listed(problemsOf(parsed.issues, file))}`);
  return parsed.output.environments;
}

function onlyOne(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(
    first === undefined
      ? `No environment is known here. ${HOW_TO_CONFIGURE}`
      : `Several environments are configured. Choose one with --env: ${[first, ...others].join(', ')}.`,
  );
}

function unknownEnvironment(name: string, names: readonly string[], file: string | undefined): UsageError {
  return new UsageError(
    `The environment ${name} is unknown${names.length > 0 ? `; known are ${names.join(', ')}` : ''}. ` +
      `${HOW_TO_CONFIGURE}${file === undefined ? '' : ` The configuration file is ${file}.`}`,
  );
}

function loadOutputs(
  name: string,
  written: EnvironmentFile | undefined,
  file: string | undefined,
): ReadOutputs | undefined {
  const path =
    written?.outputs === undefined
      ? findFile(join(OUTPUTS_FOLDER, `${name}.json`), join('outputs', `${name}.json`))
      : resolveBeside(file, written.outputs);
  return path === undefined ? undefined : parseOutputs(path, readJson(path), written?.outputName);
}

/** Resolves a path that is relative to the configuration file. */
const resolveBeside = (file: string | undefined, path: string): string =>
  isAbsolute(path) || file === undefined ? path : join(dirname(file), path);

function merge(outputs: EnvironmentFile, written: EnvironmentFile): EnvironmentFile {
  const cluster = (name: ClusterName): ClusterFile => ({
    ...outputs[name],
    ...written[name],
    functions: { ...outputs[name]?.functions, ...written[name]?.functions },
  });
  const drill = { ...outputs.drill, ...written.drill };
  return { ...outputs, ...written, drill, home: cluster('home'), away: cluster('away') };
}

/** Problems for required settings that neither source has. */
function missing(name: string, settings: EnvironmentFile): string[] {
  const lacks = [
    ...(['identifier', 'clientName', 'hostedZoneId'] as const).filter((key) => settings[key] === undefined),
    ...CLUSTER_NAMES.flatMap((cluster) =>
      (['address', 'region'] as const)
        .filter((key) => settings[cluster]?.[key] === undefined)
        .map((key) => `${cluster}.${key}`),
    ),
  ];
  return lacks.map((path) => `environments.${name}.${path} is missing, and no output of the stack gives it`);
}

/** Fills in defaults, and the names that follow from the module's naming rule. */
function complete(name: string, settings: EnvironmentFile, ca: string | undefined): EnvironmentSettings {
  const { identifier = '', clientName = '', hostedZoneId = '', replication = 'enterprise' } = settings;
  const deployment = { environment: settings.environment ?? name, identifier };
  const cluster = (which: ClusterName): ClusterSettings => {
    const { address = '', region = '', functions, ...given } = settings[which] ?? {};
    return {
      region,
      address,
      clusterAddress: given.clusterAddress,
      dnsName: given.dnsName ?? new URL(address).hostname,
      loadBalancerZoneId: given.loadBalancerZoneId,
      ipv6: given.ipv6 ?? false,
      setIdentifier: given.setIdentifier ?? nameOf('vault', deployment, which),
      secretArn: given.secretArn ?? nameOf('vault-dr-operation-token', deployment),
      breakGlassSecretArn: given.breakGlassSecretArn ?? nameOf('vault-dr-break-glass-token', deployment),
      snapshotBucket: given.snapshotBucket,
      nodesTag: given.nodesTag,
      functions: Object.fromEntries(
        PAIR_LAMBDAS.map((lambda) => [lambda, functions?.[lambda] ?? nameOf(`vault-${lambda}`, deployment)]),
      ) as Record<PairLambda, string>,
    };
  };
  const home = cluster('home');
  return {
    name,
    replication,
    snapshotIntervalSeconds: settings.snapshotIntervalSeconds,
    mount: settings.mount ?? DEFAULT_MOUNT,
    nodesDocument: settings.nodesDocument ?? nameOf('vault-dr-nodes', deployment),
    clientName,
    clientAddress: settings.clientAddress ?? `https://${clientName}:${new URL(home.address).port || '443'}`,
    hostedZoneIds: [hostedZoneId, ...(settings.otherHostedZoneIds ?? [])],
    dnsRoleArn: settings.dnsRoleArn,
    journalTable: settings.journalTable ?? nameOf('vault-dr-journal', deployment),
    ca,
    linkCaFile: settings.linkCaFile,
    maxLagWals: settings.maxLagWals ?? DEFAULT_MAX_LAG_WALS,
    maxFailoverLagSeconds: settings.maxFailoverLagSeconds,
    heartbeatGraceMs: settings.heartbeatGraceMs,
    witnessRegion: settings.witnessRegion,
    traffic: settings.traffic,
    probeTimeoutMs: settings.probeTimeoutMs,
    operationTokenTtlSeconds: settings.operationTokenTtlSeconds,
    rotationMinutes: settings.rotationMinutes,
    operationTimeoutSeconds: settings.operationTimeoutSeconds ?? OPERATION_TIMEOUT_SECONDS[replication],
    awsEndpoint: settings.awsEndpoint,
    nameServers: settings.nameServers ?? [],
    drill: settings.drill ?? {},
    home,
    away: cluster('away'),
  };
}
