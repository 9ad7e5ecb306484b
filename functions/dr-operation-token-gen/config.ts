import { SECRET_ENV } from '../shared/contract';
import { positiveInteger, required, type Env } from '../shared/env';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { TOKEN_GEN_ENV } from './contract';

export interface TokenGenConfig {
  readonly vault: VaultConfig;
  readonly authFunctionArn: string;
  readonly authRole: string;
  readonly tokenRole: string;
  readonly ttlSeconds: number;
  readonly rotationMinutes: number;
  readonly secretArn: string;
}

/** @throws ConfigError for a missing or malformed variable */
export const parseTokenGenConfig = (env: Env): TokenGenConfig => ({
  vault: parseVaultConfig(env),
  authFunctionArn: required(env, TOKEN_GEN_ENV.authFunctionArn),
  authRole: required(env, TOKEN_GEN_ENV.authRole),
  tokenRole: required(env, TOKEN_GEN_ENV.tokenRole),
  ttlSeconds: positiveInteger(env, TOKEN_GEN_ENV.ttlSeconds),
  rotationMinutes: positiveInteger(env, TOKEN_GEN_ENV.rotationMinutes),
  secretArn: required(env, SECRET_ENV.secretArn),
});
