import type { TerraformProvider } from 'cdktf';
import { VAULT_ENV, type ClusterName } from '../../functions/shared/contract';
import { CA_FILE } from '../private/bundles';
import type { DeploymentName, Tagged } from '../private/names';

/** Settings of every Lambda. They are props of `VaultDr`. */
export interface FunctionSettings extends DeploymentName, Tagged {
  /** PEM certificates that the Lambdas trust instead of the system's roots. @default - the system's roots */
  readonly caPem?: string;
  /** Processor architecture of the Lambdas. @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** Runtime of the Lambdas, Node.js 22 or newer. @default 'nodejs22.x' */
  readonly runtime?: string;
  /** Time limit on one probe of a cluster, milliseconds; 100 to 5000. @default 1000 */
  readonly probeTimeoutMs?: number;
  /** For how long CloudWatch keeps the logs, days: one of the numbers that CloudWatch accepts. @default 365 */
  readonly logRetentionDays?: number;
  /** Lowest level that the Lambdas log. @default 'INFO' */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /**
   * Runs that AWS keeps free for each Lambda, and its limit; 5 to 1000. The lease keeps two operations apart without it.
   * The quota of the account must leave room for five Lambdas in each region.
   *
   * @default - none: the Lambdas share the unreserved concurrency of the account
   */
  readonly reservedConcurrency?: number;
  /** ARN of an IAM policy that limits the roles of the Lambdas. @default - no permissions boundary */
  readonly permissionsBoundaryArn?: string;
}

/** The secret of a client certificate for Vault. */
export interface VaultClientCertificate {
  /**
   * ARN of the secret, in the region of the Lambdas. Its value is the text `{"certificate": "<PEM>", "key": "<PEM>"}`.
   * This module neither creates nor reads it, so that the key is in no Terraform state.
   */
  readonly secretArn: string;
  /** ARN of the KMS key of the secret. @default - the AWS managed key, which needs no permission */
  readonly kmsKeyArn?: string;
}

/** Props that all Lambdas of one region have in common. */
export interface CommonFunctionProps extends FunctionSettings {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** AWS account of the Lambdas. */
  readonly accountId: string;
  /** The cluster of the region. */
  readonly cluster: ClusterName;
  /** Addresses of the clusters themselves, `https://…`. */
  readonly addresses: Readonly<Record<ClusterName, string>>;
  /** Private subnets of the Lambdas, with a route to Vault, Route 53 and the AWS APIs. */
  readonly subnetIds: readonly string[];
  /** Security groups of the Lambdas. */
  readonly securityGroupIds: readonly string[];
  /** Certificate with which the Lambdas identify themselves to Vault's listener. @default - none */
  readonly clientCertificate?: VaultClientCertificate;
  /** ARN of the KMS key that encrypts the logs and the variables. */
  readonly kmsKeyArn: string;
}

/** Where a Lambda runs, and which clusters it calls. */
export type LambdaPlace = Pick<
  CommonFunctionProps,
  'cluster' | 'provider' | 'region' | 'subnetIds' | 'securityGroupIds' | 'clientCertificate' | 'addresses'
>;

/** What a Lambda that does not call Vault leaves out. */
export const WITHOUT_VAULT = {
  addresses: undefined,
  caPem: undefined,
  clientCertificate: undefined,
  probeTimeoutMs: undefined,
} as const satisfies Partial<CommonFunctionProps>;

/** Values of environment variables, by name. */
export type Variables = Readonly<Record<string, string | number | undefined>>;

/** Variables of every Lambda that come from its props. */
export const commonVariables = ({
  addresses,
  caPem,
  probeTimeoutMs,
  logLevel,
  clientCertificate,
}: Partial<CommonFunctionProps>): Variables => ({
  [VAULT_ENV.homeAddress]: addresses?.home,
  [VAULT_ENV.awayAddress]: addresses?.away,
  [VAULT_ENV.caCert]: caPem === undefined ? undefined : CA_FILE,
  [VAULT_ENV.probeTimeoutMs]: probeTimeoutMs,
  [VAULT_ENV.clientCertificateArn]: clientCertificate?.secretArn,
  POWERTOOLS_LOG_LEVEL: logLevel ?? 'INFO',
});
