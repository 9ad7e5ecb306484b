import { SECRET_ENV, type TokenUse } from '../shared/contract';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { parseVaultConfig, type VaultConfig } from '../shared/vault-config';
import { BREAK_GLASS_ENV, TOKEN_GEN_ENV } from './contract';

/** A token that is made, and the secret that it is written to. */
export interface TokenConfig {
  readonly use: TokenUse;
  readonly tokenRole: string;
  readonly ttlSeconds: number;
  readonly secretArn: string;
}

export interface TokenGenConfig {
  readonly vault: VaultConfig;
  readonly authFunctionArn: string;
  readonly authRole: string;
  readonly rotationMinutes: number;
  readonly operation: TokenConfig;
  /** @default - none is made */
  readonly breakGlass?: TokenConfig;
}

/** @throws ConfigError for a missing or malformed variable */
export const parseTokenGenConfig = (env: Env): TokenGenConfig => ({
  vault: parseVaultConfig(env),
  authFunctionArn: required(env, TOKEN_GEN_ENV.authFunctionArn),
  authRole: required(env, TOKEN_GEN_ENV.authRole),
  rotationMinutes: positiveInteger(env, TOKEN_GEN_ENV.rotationMinutes),
  operation: {
    use: 'operation',
    tokenRole: required(env, TOKEN_GEN_ENV.tokenRole),
    ttlSeconds: positiveInteger(env, TOKEN_GEN_ENV.ttlSeconds),
    secretArn: required(env, SECRET_ENV.secretArn),
  },
  ...(Object.values(BREAK_GLASS_ENV).some((name) => optional(env, name) !== undefined) && {
    breakGlass: {
      use: 'break-glass',
      tokenRole: required(env, BREAK_GLASS_ENV.tokenRole),
      ttlSeconds: positiveInteger(env, BREAK_GLASS_ENV.ttlSeconds),
      secretArn: required(env, BREAK_GLASS_ENV.secretArn),
    },
  }),
});
