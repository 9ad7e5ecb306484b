import type { ClusterName } from '../../functions/shared/contract';
/** Two parts of every name. Together they are unique in the AWS account and in Vault. */
export interface DeploymentName {
    /** Name of the environment: lower-case letters, digits and dashes, e.g. `prod`. */
    readonly environment: string;
    /** Tells two pairs of one environment apart: lower-case letters, digits and dashes, e.g. `eu1`. */
    readonly identifier: string;
}
/** What every construct takes whose resources can have tags. */
export interface Tagged {
    /** Tags of every resource that can have tags. @default {} */
    readonly tags?: Readonly<Record<string, string>>;
}
/**
 * The name of a resource, `<resource>-<environment>-<identifier>`.
 *
 * @param cluster needed where each region creates one and AWS has one namespace for all regions: IAM roles and set
 *   identifiers
 */
export declare function nameOf(resource: string, { environment, identifier }: DeploymentName, cluster?: ClusterName): string;
/** Name of a Lambda. It is a plain string, so other constructs can use it before the Lambda exists. */
export declare const functionName: (bundle: string, deployment: DeploymentName) => string;
/** Name of the IAM role of a Lambda. IAM has one namespace for all regions, so the cluster is part of the name. */
export declare const functionRoleName: (bundle: string, deployment: DeploymentName, cluster?: ClusterName) => string;
