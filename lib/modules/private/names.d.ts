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
export declare function nameOf(resource: string, { environment, identifier }: DeploymentName, cluster?: ClusterName): string;
/** The partition of ARNs in a region. */
export declare function partitionOf(region: string): string;
