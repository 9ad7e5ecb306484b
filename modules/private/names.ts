import type { ClusterName } from '../../functions/shared/contract';

/** What tells one deployment from every other in the same account and Vault. */
export interface DeploymentName {
  /** Lower-case letters, digits and dashes, e.g. `prod`. */
  readonly environment: string;
  /** Lower-case letters, digits and dashes, e.g. `eu1`. */
  readonly identifier: string;
}

/**
 * The name of a resource: `<resource>-<environment>-<identifier>`, so that two deployments never clash.
 *
 * @param cluster set for what is global in AWS (IAM roles, set identifiers) and made once per region
 */
export function nameOf(resource: string, { environment, identifier }: DeploymentName, cluster?: ClusterName): string {
  return [resource, cluster, environment, identifier].filter((part) => part !== undefined).join('-');
}

/** Name of a Lambda, known before it exists. */
export const functionName = (bundle: string, deployment: DeploymentName): string =>
  nameOf(`vault-${bundle}`, deployment);

/** Name of a Lambda's role, known before it exists. */
export const functionRoleName = (bundle: string, deployment: DeploymentName, cluster: ClusterName): string =>
  nameOf(`vault-${bundle}`, deployment, cluster);

/** The partition of ARNs in a region. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The end of AWS's own host names in a region. */
export const dnsSuffixOf = (region: string): string =>
  partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
