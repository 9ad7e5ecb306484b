import type { ClusterName } from '../../functions/shared/contract';

/** Tells one deployment from all others in the same AWS account and Vault. Both words are part of every name. */
export interface DeploymentName {
  /** Environment, for example `prod`: lower-case letters, digits and dashes. */
  readonly environment: string;
  /** Tells two deployments of one environment apart, for example `eu1`: lower-case letters, digits and dashes. */
  readonly identifier: string;
}

/**
 * The name of a resource: `<resource>-<environment>-<identifier>`, so that the names of two deployments never clash.
 *
 * @param cluster for resources that are created once per region although their names are global in AWS, such as IAM
 *   roles; the name is then `<resource>-<cluster>-<environment>-<identifier>`
 */
export function nameOf(resource: string, { environment, identifier }: DeploymentName, cluster?: ClusterName): string {
  return [resource, cluster, environment, identifier].filter((part) => part !== undefined).join('-');
}

/** Name of a Lambda. */
export const functionName = (bundle: string, deployment: DeploymentName): string =>
  nameOf(`vault-${bundle}`, deployment);

/** Name of a Lambda's IAM role. */
export const functionRoleName = (bundle: string, deployment: DeploymentName, cluster: ClusterName): string =>
  nameOf(`vault-${bundle}`, deployment, cluster);

/** AWS partition of a region, as it stands in ARNs. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Domain of AWS's own host names in a region. */
export const dnsSuffixOf = (region: string): string =>
  partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
