import { parseCommunitySight, type CommunitySight } from '../community-operations/config';
import { DEPLOYMENT_ENV } from '../shared/contract';
import { required, type Env } from '../shared/env';
import { COMMUNITY_WATCH_ENV } from './contract';

export interface CommunityWatchConfig extends CommunitySight {
  readonly operationsFunction: string;
  readonly pullerFunction: string;
  readonly deployment: { readonly environment: string; readonly identifier: string };
}

/** @throws ConfigError for a missing or malformed variable */
export const parseCommunityWatchConfig = (env: Env): CommunityWatchConfig => ({
  ...parseCommunitySight(env),
  operationsFunction: required(env, COMMUNITY_WATCH_ENV.operationsFunction),
  pullerFunction: required(env, COMMUNITY_WATCH_ENV.pullerFunction),
  deployment: {
    environment: required(env, DEPLOYMENT_ENV.environment),
    identifier: required(env, DEPLOYMENT_ENV.identifier),
  },
});
