import { readFileSync } from 'node:fs';
import type { EnvironmentConfig } from './environment-config';

/** Names a JSON file that moves an environment into the local world: see `LocalWorld`. */
export const LOCAL_WORLD_VARIABLE = 'VAULT_DR_LOCAL_WORLD';

/** Where the emulators of the local world listen. */
export interface LocalWorld {
  /** URL of every AWS service. */
  readonly awsEndpoint: string;
  readonly accountId: string;
  readonly hostedZoneId: string;
  readonly clientName: string;
  readonly home: { readonly address: string; readonly dnsName: string };
  readonly away: { readonly address: string; readonly dnsName: string };
  /** Address that Terraform applies Vault's resources at. */
  readonly vaultAddress: string;
  /** PEM file of the world's CA. */
  readonly caFile: string;
}

/**
 * Reads the local world that the process was given, if any. Only dev may be moved there: no other environment's
 * synthesis depends on a variable of the machine.
 */
export function readLocalWorld(environment: string): LocalWorld | undefined {
  const file = process.env[LOCAL_WORLD_VARIABLE];
  if (!file) return undefined;
  if (environment !== 'dev') {
    throw new Error(`${LOCAL_WORLD_VARIABLE} is set, but ${environment} is not dev: unset it.`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as LocalWorld;
}

/** The environment's values with the local world's names and addresses in them. */
export function moveToLocalWorld(config: EnvironmentConfig, world: LocalWorld): EnvironmentConfig {
  return {
    ...config,
    accountId: world.accountId,
    clientName: world.clientName,
    hostedZoneId: world.hostedZoneId,
    home: { ...config.home, ...world.home },
    away: { ...config.away, ...world.away },
    vaultAddress: world.vaultAddress,
    caPem: readFileSync(world.caFile, 'utf8'),
    linkCaFile: world.caFile,
    // A demo should not wait for a minute's TTL, and a world that is thrown away needs no protection.
    recordTtlSeconds: 1,
    rotationMinutes: 15,
    deletionProtection: false,
    secretRecoveryDays: 0,
  };
}
