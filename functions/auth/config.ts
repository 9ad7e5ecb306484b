import { optional, required, type Env } from '../shared/env';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { AUTH_ENV } from './contract';
import type { AwsCredentials } from './sign';

export interface AuthConfig {
  readonly vault: VaultConfig;
  readonly mountPath: string;
  readonly serverId: string;
  readonly allowedRoles: readonly string[];
  /** AWS region for whose STS endpoint the login is signed. */
  readonly stsRegion: string;
}

/** @throws ConfigError for a missing or malformed variable */
export const parseAuthConfig = (env: Env): AuthConfig => ({
  vault: parseVaultConfig(env),
  mountPath: required(env, AUTH_ENV.mountPath),
  serverId: required(env, AUTH_ENV.serverId),
  allowedRoles: required(env, AUTH_ENV.allowedRoles)
    .split(',')
    .map((role) => role.trim()),
  stsRegion: optional(env, AUTH_ENV.stsRegion) ?? required(env, 'AWS_REGION'),
});

/** The credentials of the Lambda's role. They are read at each login, because Lambda renews them. @throws ConfigError */
export function readCredentials(env: Env): AwsCredentials {
  const sessionToken = optional(env, 'AWS_SESSION_TOKEN');
  return {
    accessKeyId: required(env, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(env, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
}
