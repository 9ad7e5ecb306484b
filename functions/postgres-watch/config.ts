import { parsePostgresSight, type PostgresSight } from '../postgres-operations/config';
import { DEPLOYMENT_ENV } from '../shared/contract';
import { required, type Env } from '../shared/env';
import { POSTGRES_WATCH_ENV } from './contract';

export interface PostgresWatchConfig extends PostgresSight {
  readonly operationsFunction: string;
  readonly deployment: { readonly environment: string; readonly identifier: string };
}

/** @throws ConfigError for a missing or malformed variable */
export const parsePostgresWatchConfig = (env: Env): PostgresWatchConfig => ({
  ...parsePostgresSight(env),
  operationsFunction: required(env, POSTGRES_WATCH_ENV.operationsFunction),
  deployment: {
    environment: required(env, DEPLOYMENT_ENV.environment),
    identifier: required(env, DEPLOYMENT_ENV.identifier),
  },
});
