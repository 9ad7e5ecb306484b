import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { ClientCertificate } from './client-certificate';
import { CLUSTER_NAMES, VAULT_ENV, type ClusterName } from './contract';
import { httpsAddress, optional, positiveInteger, type Env } from './env';
import { ConfigError } from './errors';
import type * as Reader from './read-client-certificate';
import { VaultClient, type Vault, type VaultFiles } from './vault-client';

export interface VaultConfig {
  readonly addresses: Readonly<Record<ClusterName, string>>;
  /** PEM; `undefined`: the roots of the system. */
  readonly ca: string | undefined;
  /** Limit of one probe of a cluster, milliseconds. */
  readonly probeTimeoutMs: number;
  /** Secret with the client certificate. @default - none */
  readonly clientCertificateArn?: string;
  /** @default - none */
  readonly clientCertificate?: ClientCertificate;
  /** What to do about a 403. @default - to make a new DR operation token */
  readonly deniedRemedy?: string;
}

const DEFAULT_PROBE_TIMEOUT_MS = 1000;

/** @throws ConfigError if an address is missing or malformed, or the CA file cannot be read */
export function parseVaultConfig(env: Env): VaultConfig {
  return {
    addresses: {
      home: httpsAddress(env, VAULT_ENV.homeAddress),
      away: httpsAddress(env, VAULT_ENV.awayAddress),
    },
    ca: readCa(env, VAULT_ENV.caCert),
    probeTimeoutMs: positiveInteger(env, VAULT_ENV.probeTimeoutMs, DEFAULT_PROBE_TIMEOUT_MS),
    clientCertificateArn: optional(env, VAULT_ENV.clientCertificateArn),
  };
}

/**
 * Adds the client certificate, if there is one. The code that reads it is loaded only then.
 *
 * @throws AwsError if it cannot be read, ConfigError if it is malformed
 */
export async function withClientCertificate(config: VaultConfig): Promise<VaultConfig> {
  const { clientCertificateArn } = config;
  if (clientCertificateArn === undefined) return config;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads Secrets Manager's client only when it is needed
  const { readClientCertificate } = require('./read-client-certificate') as typeof Reader;
  return { ...config, clientCertificate: await readClientCertificate(clientCertificateArn) };
}

/** Reads the file with certificates that a variable names. @throws ConfigError if it cannot be read */
export function readCa(env: Env, variable: string): string | undefined {
  const file = optional(env, variable);
  if (file === undefined) return undefined;
  try {
    return readFileSync(isAbsolute(file) ? file : join(__dirname, file), 'utf8');
  } catch (cause) {
    throw new ConfigError(`The CA file ${file} cannot be read`, `Correct ${variable}, or deploy the stack again.`, {
      cause,
    });
  }
}

export type VaultClients = Readonly<Record<ClusterName, Vault>>;
/** Clients that send and receive files, too. */
export type VaultFileClients = Readonly<Record<ClusterName, Vault & VaultFiles>>;

/** Clients for one invocation. Close them with {@link closeVaultClients}, because a connection breaks while a Lambda is frozen. */
export function openVaultClients({ addresses, ca, clientCertificate, deniedRemedy }: VaultConfig): VaultFileClients {
  const open = (name: ClusterName): VaultClient =>
    new VaultClient(name, addresses[name], ca, clientCertificate, deniedRemedy);
  return { home: open('home'), away: open('away') };
}

export function closeVaultClients(clients: VaultClients): void {
  for (const name of CLUSTER_NAMES) clients[name].close();
}
