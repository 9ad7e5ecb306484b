import * as v from 'valibot';
import type { OperationsConfig } from '../dr-operations/config';
import { parsePairConfig } from '../dr-operations/config';
import type { ClusterName } from '../shared/contract';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { ConfigError } from '../shared/errors';
import { readCa } from '../shared/vault-config';
import { POSTGRES_ENV, type DatabaseAddress } from './contract';

/** What a look at the pair needs. */
export interface PostgresSight {
  readonly operations: OperationsConfig;
  readonly databases: Readonly<Record<ClusterName, DatabaseAddress>>;
  readonly passwordArn: string;
  /** PEM. @default - the roots of the system */
  readonly ca?: string;
  /** @default openbao_ha_locks */
  readonly lockTable?: string;
  /** @default 64 MiB */
  readonly maxLagBytes?: number;
  /** @default - a link does not wait */
  readonly linkWithinSeconds?: number;
}

export interface PostgresConfig extends PostgresSight {
  /** How a fenced cluster is told to step down. @default - it is not told */
  readonly login?: { readonly functionArn: string; readonly role: string };
}

const TEXT = v.pipe(v.string(), v.minLength(1));
const SERVER = {
  host: TEXT,
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  database: TEXT,
  user: TEXT,
};
const DATABASE = v.variant('kind', [
  v.strictObject({ kind: v.literal('self-run'), ...SERVER }),
  v.strictObject({ kind: v.literal('rds'), instance: TEXT, ...SERVER }),
]);
const DATABASES = v.pipe(v.string(), v.parseJson(), v.strictObject({ home: DATABASE, away: DATABASE }));

const DEPLOY = 'The construct sets it: deploy the stack again.';

/** @throws ConfigError for a missing or malformed variable */
export function parsePostgresConfig(env: Env): PostgresConfig {
  const login = loginOf(env);
  return { ...parsePostgresSight(env), ...(login && { login }) };
}

/** @throws ConfigError for a missing or malformed variable */
export function parsePostgresSight(env: Env): PostgresSight {
  const pair = parsePairConfig(env);
  const ca = readCa(env, POSTGRES_ENV.caCert);
  const lockTable = optional(env, POSTGRES_ENV.lockTable);
  const maxLagBytes = optionalInteger(env, POSTGRES_ENV.maxLagBytes);
  const linkWithinSeconds = optionalInteger(env, POSTGRES_ENV.linkWithinSeconds);
  return {
    operations: {
      ...pair,
      vault: {
        ...pair.vault,
        deniedRemedy:
          'Check the policy of the AWS-auth role of this Lambda: it has to update sys/step-down, with sudo.',
      },
    },
    databases: databasesOf(env),
    passwordArn: required(env, POSTGRES_ENV.passwordArn),
    ...(ca !== undefined && { ca }),
    ...(lockTable !== undefined && { lockTable }),
    ...(maxLagBytes !== undefined && { maxLagBytes }),
    ...(linkWithinSeconds !== undefined && { linkWithinSeconds }),
  };
}

function databasesOf(env: Env): PostgresConfig['databases'] {
  const parsed = v.safeParse(DATABASES, required(env, POSTGRES_ENV.databases));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  throw new ConfigError(
    `The environment variable ${POSTGRES_ENV.databases} is malformed${where === null ? '' : ` at ${where}`}`,
    DEPLOY,
  );
}

const optionalInteger = (env: Env, name: string): number | undefined =>
  optional(env, name) === undefined ? undefined : positiveInteger(env, name);

function loginOf(env: Env): PostgresConfig['login'] {
  const functionArn = optional(env, POSTGRES_ENV.authFunctionArn);
  const role = optional(env, POSTGRES_ENV.authRole);
  if (functionArn === undefined && role === undefined) return undefined;
  if (functionArn !== undefined && role !== undefined) return { functionArn, role };
  throw new ConfigError(
    `Only one of the environment variables ${POSTGRES_ENV.authFunctionArn} and ${POSTGRES_ENV.authRole} is set`,
    DEPLOY,
  );
}
