import { readFileSync } from 'node:fs';
import type { EnvironmentConfig } from './environment-config';

/** Name of the variable with the path of a JSON file, which has a {@link LocalWorld}. */
export const LOCAL_WORLD_VARIABLE = 'VAULT_DR_LOCAL_WORLD';

/** Addresses and names of the emulators in the local world. */
export interface LocalWorld {
  /** URL of the AWS emulator, which serves every service. */
  readonly awsEndpoint: string;
  readonly accountId: string;
  readonly hostedZoneId: string;
  /** Further zones that have the client name. @default [] */
  readonly otherHostedZoneIds?: readonly string[];
  readonly clientName: string;
  /** Access to the hosted zone, if it is in another account. @default - it is in the account of the pair */
  readonly dns?: EnvironmentConfig['dns'];
  /** Health checks of the records. @default - as the environment has them */
  readonly traffic?: EnvironmentConfig['traffic'];
  readonly home: { readonly address: string; readonly dnsName: string };
  readonly away: { readonly address: string; readonly dnsName: string };
  /** Address of the Vault cluster to which Terraform applies its resources. */
  readonly vaultAddress: string;
  /** Path of a PEM file with the CA of the local world. */
  readonly caFile: string;
  /** What begins by itself, with a witness in this region. @default - nothing */
  readonly automatic?: {
    readonly witnessRegion: string;
    readonly failover: NonNullable<EnvironmentConfig['automatic']>;
    readonly fence: boolean;
  };
  /** Whether the watch asks Vault's autopilot. @default false */
  readonly autopilot?: boolean;
  /** Drills that begin by themselves. @default - none does */
  readonly drill?: EnvironmentConfig['drill'];
}

/**
 * Reads the local world that {@link LOCAL_WORLD_VARIABLE} names. Only dev may be moved there, so that a variable of the
 * machine cannot change the stack of another environment.
 *
 * @returns `undefined` when the variable is not set
 * @throws Error when it is set for another environment than dev
 */
export function readLocalWorld(environment: string): LocalWorld | undefined {
  const file = process.env[LOCAL_WORLD_VARIABLE];
  if (!file) return undefined;
  if (environment !== 'dev') {
    throw new Error(`${LOCAL_WORLD_VARIABLE} is set, but ${environment} is not dev: unset the variable`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as LocalWorld;
}

/** @returns the values of the environment, with the names and addresses of the local world */
export function moveToLocalWorld(config: EnvironmentConfig, world: LocalWorld): EnvironmentConfig {
  return {
    ...config,
    accountId: world.accountId,
    clientName: world.clientName,
    hostedZoneId: world.hostedZoneId,
    otherHostedZoneIds: world.otherHostedZoneIds,
    ...(world.dns && { dns: world.dns }),
    ...(world.traffic && { traffic: world.traffic }),
    ...(world.automatic && {
      witnessRegion: world.automatic.witnessRegion,
      automatic: world.automatic.failover,
    }),
    ...((world.automatic || world.autopilot) && {
      watch: { fence: world.automatic?.fence ?? false, autopilot: world.autopilot ?? false },
    }),
    ...(world.drill && { drill: world.drill }),
    home: { ...config.home, ...world.home },
    away: { ...config.away, ...world.away },
    vaultAddress: world.vaultAddress,
    // A new Vault has no mount yet.
    awsAuth: { create: true },
    caPem: readFileSync(world.caFile, 'utf8'),
    linkCaFile: world.caFile,
    // A demo must not wait for a TTL of a minute, and a temporary world needs no deletion protection.
    recordTtlSeconds: 1,
    rotationMinutes: 15,
    deletionProtection: false,
    secretRecoveryDays: 0,
  };
}
