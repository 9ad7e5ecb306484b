import type { TerraformProvider } from 'cdktf';
import type { ClusterName } from '../../functions/shared/contract';
import type { DeploymentName } from '../private/names';

/** What the user of the package sets once for every Lambda. */
export interface FunctionSettings extends DeploymentName {
  /** PEM certificates that the Lambdas trust instead of the system's roots. @default - the system's roots */
  readonly caPem?: string;
  /** @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** Lambda runtime, Node 22 or newer. @default 'nodejs22.x' */
  readonly runtime?: string;
  /** Longest wait for one probe of a cluster, milliseconds; 100 to 5000. @default 1000 */
  readonly probeTimeoutMs?: number;
  /** How long CloudWatch keeps the logs, days. @default 365 */
  readonly logRetentionDays?: number;
  /** @default 'INFO' */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /**
   * Runs that AWS keeps free for each Lambda, and its limit; 5 to 1000. The lease keeps two operations apart without it.
   * The quota of the account must leave room for four Lambdas in each region.
   *
   * @default - none: the Lambdas share the unreserved concurrency of the account
   */
  readonly reservedConcurrency?: number;
  /** Permissions boundary of the Lambdas' roles. @default - none */
  readonly permissionsBoundaryArn?: string;
  /** Tags of every resource that takes tags. @default {} */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What every Lambda of one region needs. */
export interface CommonFunctionProps extends FunctionSettings {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  readonly accountId: string;
  /** The cluster that is in this region. */
  readonly cluster: ClusterName;
  /** Addresses of the clusters themselves, `https://…`. */
  readonly addresses: Readonly<Record<ClusterName, string>>;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** KMS key that encrypts the logs and the variables. */
  readonly kmsKeyArn: string;
}
