import { dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../functions/shared/contract';
import { nameOf } from '../modules/private/names';
import { findUpward, listOutputs, OUTPUTS_FOLDER, readJson, readText } from './config/files';
import { parseOutputs, type ReadOutputs } from './config/outputs';
import { CONFIG_FILE, problemsOf, type ClusterFile, type EnvironmentFile } from './config/schema';
import { UsageError } from './exit-codes';

/** Folder of a Lambda under `functions/`. */
export type LambdaName = 'auth' | 'dr-operation-token-gen' | 'dns-switch' | 'dr-operations';
const LAMBDAS: readonly LambdaName[] = ['auth', 'dr-operation-token-gen', 'dns-switch', 'dr-operations'];

/** One cluster of the pair and the control plane in its region. */
export interface ClusterSettings {
  readonly region: string;
  /** `https://host:port` of the cluster itself. */
  readonly address: string;
  /** `primary_cluster_addr` given at promotion; `undefined` leaves it to Vault. */
  readonly clusterAddress: string | undefined;
  /** What the client name's record leads to. */
  readonly dnsName: string;
  readonly setIdentifier: string;
  /** Name or ARN of the secret with the DR operation token. */
  readonly secretArn: string;
  /** Names or ARNs. */
  readonly functions: Readonly<Record<LambdaName, string>>;
}

/** Everything that the tool knows of one environment. Holds no secret. */
export interface EnvironmentSettings extends Readonly<Record<ClusterName, ClusterSettings>> {
  /** As in `--env`. */
  readonly name: string;
  readonly clientName: string;
  /** `https://host:port` that clients use. */
  readonly clientAddress: string;
  readonly hostedZoneId: string;
  readonly journalTable: string;
  /** PEM that verifies both clusters; `undefined` means the system's roots. */
  readonly ca: string | undefined;
  readonly linkCaFile: string | undefined;
  readonly maxLagWals: number;
  /** Longest time for which a failover may lose writes without the operator's word. @default - the engine's */
  readonly maxFailoverLagSeconds?: number;
  /** How long a heartbeat counts as a sign of life. @default - the engine's */
  readonly heartbeatGraceMs?: number;
  /** Region of a third lease table. @default - there is none */
  readonly witnessRegion?: string;
  /** Limit of one operation, as the Lambda has it. */
  readonly operationTimeoutSeconds: number;
  /** URL of an AWS emulator; `undefined` means AWS. */
  readonly awsEndpoint: string | undefined;
  /** `ip` or `ip:port`; empty means those of this machine. */
  readonly nameServers: readonly string[];
  readonly drill: NonNullable<EnvironmentFile['drill']>;
}

export interface ConfigOptions {
  /** Environment. @default - the only one there is */
  readonly env?: string;
  /** Path of the configuration. @default - `vault-dr.json`, here or above */
  readonly config?: string;
}

const FILE_NAME = 'vault-dr.json';
const DEFAULTS = { maxLagWals: 1000, operationTimeoutSeconds: 300 } as const;

/**
 * Settles an environment from the configuration file and the stack's outputs; the file wins where both say something.
 *
 * @throws UsageError with every problem at once
 */
export function loadSettings({ env, config }: ConfigOptions): EnvironmentSettings {
  const file = config ?? findUpward(FILE_NAME);
  const environments = file === undefined ? {} : parseFile(file);
  const name = env ?? onlyOne(environments);
  const written = environments[name];
  const outputs = loadOutputs(name, written, file);
  if (written === undefined && outputs === undefined) throw unknownEnvironment(name, environments, file);
  const merged = merge(outputs?.settings ?? {}, written ?? {});
  const problems = [...(outputs?.problems ?? []), ...missing(name, merged)];
  if (problems.length > 0) throw new UsageError(`${name} is not configured well:\n${listed(problems)}`);
  const caFile = merged.caFile;
  const ca = caFile === undefined ? outputs?.caPem : readText(besides(file, caFile));
  return complete(name, merged, ca);
}

/** Names that `--env` takes. */
export function listEnvironments({ config }: ConfigOptions): string[] {
  const file = config ?? findUpward(FILE_NAME);
  return known(file === undefined ? {} : parseFile(file));
}

const known = (environments: object): string[] => [...new Set([...Object.keys(environments), ...listOutputs()])].sort();

const listed = (problems: readonly string[]): string => problems.map((problem) => `  - ${problem}`).join('\n');

function parseFile(file: string): Readonly<Record<string, EnvironmentFile>> {
  const parsed = v.safeParse(CONFIG_FILE, readJson(file));
  if (!parsed.success) throw new UsageError(`${file} is malformed:\n${listed(problemsOf(parsed.issues, file))}`);
  return parsed.output.environments;
}

function onlyOne(environments: object): string {
  const [first, ...others] = known(environments);
  if (first !== undefined && others.length === 0) return first;
  throw new UsageError(
    first === undefined
      ? `No environment is known here. Write ${FILE_NAME}, or fetch the outputs of a stack with "make output ENV=…".`
      : `Which environment? Give --env with one of ${[first, ...others].join(', ')}.`,
  );
}

function unknownEnvironment(name: string, environments: object, file: string | undefined): UsageError {
  const names = known(environments);
  return new UsageError(
    `The environment ${name} is unknown${names.length > 0 ? `; known are ${names.join(', ')}` : ''}. Add it to ` +
      `${file ?? FILE_NAME}, or fetch its outputs with "make output ENV=${name}".`,
  );
}

function loadOutputs(
  name: string,
  written: EnvironmentFile | undefined,
  file: string | undefined,
): ReadOutputs | undefined {
  const path =
    written?.outputs === undefined ? findUpward(join(OUTPUTS_FOLDER, `${name}.json`)) : besides(file, written.outputs);
  return path === undefined ? undefined : parseOutputs(path, readJson(path), written?.outputName);
}

/** Paths in the configuration are relative to it. */
const besides = (file: string | undefined, path: string): string =>
  isAbsolute(path) || file === undefined ? path : join(dirname(file), path);

function merge(outputs: EnvironmentFile, written: EnvironmentFile): EnvironmentFile {
  const cluster = (name: ClusterName): ClusterFile => ({
    ...outputs[name],
    ...written[name],
    functions: { ...outputs[name]?.functions, ...written[name]?.functions },
  });
  return { ...outputs, ...written, home: cluster('home'), away: cluster('away') };
}

/** What nothing else can stand in for. */
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

/** Fills in what follows from the module's naming rule. */
function complete(name: string, settings: EnvironmentFile, ca: string | undefined): EnvironmentSettings {
  const { identifier = '', clientName = '', hostedZoneId = '' } = settings;
  const deployment = { environment: settings.environment ?? name, identifier };
  const cluster = (which: ClusterName): ClusterSettings => {
    const { address = '', region = '', functions, ...given } = settings[which] ?? {};
    return {
      region,
      address,
      clusterAddress: given.clusterAddress,
      dnsName: given.dnsName ?? new URL(address).hostname,
      setIdentifier: given.setIdentifier ?? nameOf('vault', deployment, which),
      secretArn: given.secretArn ?? nameOf('vault-dr-operation-token', deployment),
      functions: Object.fromEntries(
        LAMBDAS.map((lambda) => [lambda, functions?.[lambda] ?? nameOf(`vault-${lambda}`, deployment)]),
      ) as Record<LambdaName, string>,
    };
  };
  const home = cluster('home');
  const { maxFailoverLagSeconds, heartbeatGraceMs, witnessRegion } = settings;
  return {
    name,
    clientName,
    clientAddress: settings.clientAddress ?? `https://${clientName}:${new URL(home.address).port || '443'}`,
    hostedZoneId,
    journalTable: settings.journalTable ?? nameOf('vault-dr-journal', deployment),
    ca,
    linkCaFile: settings.linkCaFile,
    maxLagWals: settings.maxLagWals ?? DEFAULTS.maxLagWals,
    ...(maxFailoverLagSeconds !== undefined && { maxFailoverLagSeconds }),
    ...(heartbeatGraceMs !== undefined && { heartbeatGraceMs }),
    ...(witnessRegion !== undefined && { witnessRegion }),
    operationTimeoutSeconds: settings.operationTimeoutSeconds ?? DEFAULTS.operationTimeoutSeconds,
    awsEndpoint: settings.awsEndpoint,
    nameServers: settings.nameServers ?? [],
    drill: settings.drill ?? {},
    home,
    away: cluster('away'),
  };
}
