import { OPERATION_TOKEN_DEFAULTS } from '../lambda/dr-operation-token-gen-function';
import { DR_PREFIX } from '../vault/policy';
import type { VaultDrProps } from '../vault-dr-props';
import { CIDR, known, REGION, when, whole } from './rules';

export function validateOperationToken(props: VaultDrProps): string[] {
  const ttl = props.operationTokenTtlSeconds ?? OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds;
  const rotation = props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes;
  return [
    ...whole('operationTokenTtlSeconds', ttl, 3600, 2_764_800),
    // Secrets Manager keeps each version for 24 hours, and refuses a new one when there are 100: 15 minutes make 96.
    ...whole('rotationMinutes', rotation, 15, 23_040),
    ...when(
      rotation * 60 * 2 > ttl,
      `rotationMinutes is ${rotation}: give at most ${Math.floor(ttl / 120)}, which is half of operationTokenTtlSeconds (${ttl}), so that a token is still valid after one failed run.`,
    ),
    ...(props.extraOperationTokenRules ?? []).flatMap(({ path }) =>
      when(
        // Other characters could end the path in the policy, and begin another rule.
        !path.startsWith(DR_PREFIX) || !/^[\w/*+-]+$/.test(path.slice(DR_PREFIX.length)),
        `extraOperationTokenRules has the path "${path}": give only paths under ${DR_PREFIX}, of letters, digits and _/*+-.`,
      ),
    ),
  ];
}

export function validateVaultAccess({ awsAuth, boundCidrs = [] }: VaultDrProps): string[] {
  const { path, stsRegion } = awsAuth ?? {};
  return [
    ...when(
      known(path) && !/^[^\s/](\S*[^\s/])?$/.test(path ?? ''),
      `awsAuth.path is "${path}": give the mount path without a slash at either end, as in "aws" or "team/aws".`,
    ),
    ...when(
      known(stsRegion) && !REGION.test(stsRegion ?? ''),
      `awsAuth.stsRegion is "${stsRegion}": give an AWS region, as in "eu-west-1".`,
    ),
    ...boundCidrs.flatMap((cidr) =>
      when(known(cidr) && !CIDR.test(cidr), `boundCidrs has "${cidr}": give CIDR blocks, as in "10.0.0.0/16".`),
    ),
  ];
}
