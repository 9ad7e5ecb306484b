import { parseOperationsConfig, type OperationsConfig } from '../dr-operations/config';
import { DEPLOYMENT_ENV } from '../shared/contract';
import { optional, required, type Env } from '../shared/env';
import { WATCH_ENV } from './contract';

export interface WatchConfig {
  readonly operations: OperationsConfig;
  readonly drOperationsFunction: string;
  readonly dnsSwitchFunction: string;
  readonly environment: string;
  readonly identifier: string;
  /** Whether Vault's autopilot is asked. */
  readonly autopilot: boolean;
}

/** @throws ConfigError for a missing or malformed variable */
export const parseWatchConfig = (env: Env): WatchConfig => ({
  operations: parseOperationsConfig(env),
  drOperationsFunction: required(env, WATCH_ENV.drOperationsFunction),
  dnsSwitchFunction: required(env, WATCH_ENV.dnsSwitchFunction),
  environment: required(env, DEPLOYMENT_ENV.environment),
  identifier: required(env, DEPLOYMENT_ENV.identifier),
  autopilot: optional(env, WATCH_ENV.autopilot) === 'true',
});
