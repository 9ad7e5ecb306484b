import type { OperationsConfig } from '../dr-operations/config';
import { parsePairConfig } from '../dr-operations/config';
import type { ClusterName } from '../shared/contract';
import { optional, positiveInteger, required, type Env } from '../shared/env';
import { ConfigError } from '../shared/errors';
import { DEFAULT_MOUNT } from '../shared/parked';
import { DEFAULT_INTERVAL_SECONDS, DEFAULT_MAX_FILE_MIB } from '../snapshot-puller/contract';
import { COMMUNITY_ENV } from './contract';
import type { NodeTag } from './nodes';

/** What a look at the pair needs. */
export interface CommunitySight {
  readonly operations: OperationsConfig;
  readonly authFunctionArn: string;
  readonly authRole: string;
  readonly buckets: Readonly<Record<ClusterName, string>>;
  readonly intervalSeconds: number;
  readonly mount: string;
  /** Whether the servers of a sealed cluster may be emptied. */
  readonly parks: boolean;
}

export interface CommunityConfig extends CommunitySight {
  readonly mostBytes: number;
  readonly document: string;
  readonly nodes: Readonly<Record<ClusterName, NodeTag>>;
}

/** @throws ConfigError for a missing or malformed variable */
export const parseCommunityConfig = (env: Env): CommunityConfig => ({
  ...parseCommunitySight(env),
  mostBytes: positiveInteger(env, COMMUNITY_ENV.maxFileMib, DEFAULT_MAX_FILE_MIB) * 1024 * 1024,
  document: required(env, COMMUNITY_ENV.document),
  nodes: { home: tagOf(env, COMMUNITY_ENV.homeNodes), away: tagOf(env, COMMUNITY_ENV.awayNodes) },
});

/** @throws ConfigError for a missing or malformed variable */
export function parseCommunitySight(env: Env): CommunitySight {
  const pair = parsePairConfig(env);
  return {
    operations: {
      ...pair,
      // A switchover takes a file of its own, which has every write. How old the one before is does not matter.
      maxLagWals: Number.MAX_SAFE_INTEGER,
      vault: {
        ...pair.vault,
        deniedRemedy: 'Check the policy of the AWS-auth role of this Lambda: docs/community.md lists what it needs.',
      },
    },
    authFunctionArn: required(env, COMMUNITY_ENV.authFunctionArn),
    authRole: required(env, COMMUNITY_ENV.authRole),
    buckets: { home: required(env, COMMUNITY_ENV.homeBucket), away: required(env, COMMUNITY_ENV.awayBucket) },
    intervalSeconds: positiveInteger(env, COMMUNITY_ENV.intervalSeconds, DEFAULT_INTERVAL_SECONDS),
    mount: optional(env, COMMUNITY_ENV.mount) ?? DEFAULT_MOUNT,
    parks: optional(env, COMMUNITY_ENV.parks) === 'true',
  };
}

function tagOf(env: Env, name: string): NodeTag {
  const text = required(env, name);
  const end = text.indexOf('=');
  const [key, value] = [text.slice(0, end), text.slice(end + 1)];
  if (end > 0 && value !== '') return { key, value };
  throw new ConfigError(
    `The environment variable ${name} is "${text}"`,
    'Give the tag of the servers as <key>=<value>.',
  );
}
