import { DEPLOYMENT_ENV } from '../shared/contract';
import { required, type Env } from '../shared/env';

/** The pair and the region whose events they are. */
export interface Sender {
  readonly environment: string;
  readonly identifier: string;
  /** AWS region. */
  readonly region: string;
}

/** @throws ConfigError when a variable is missing */
export const parseSender = (env: Env): Sender => ({
  environment: required(env, DEPLOYMENT_ENV.environment),
  identifier: required(env, DEPLOYMENT_ENV.identifier),
  region: required(env, 'AWS_REGION'),
});
