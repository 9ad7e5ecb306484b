import type { ClusterName } from '../../functions/shared/contract';
import type { DeploymentName } from '../private/names';
import type { RegionProps } from '../private/region';
import type { TagSettings } from '../private/tags';

/** Settings of every Lambda of a pair. */
export interface FunctionSettings extends DeploymentName, TagSettings {
  /**
   * PEM certificates that the Lambdas trust instead of the system's root certificates.
   *
   * @default - the system's roots
   */
  readonly caPem?: string;
  /** Processor architecture of the Lambdas. @default 'arm64' */
  readonly architecture?: 'arm64' | 'x86_64';
  /** Lambda runtime, Node.js 22 or newer. @default 'nodejs22.x' */
  readonly runtime?: string;
  /** Time limit of one probe of a cluster, milliseconds; 100 to 5000. @default 1000 */
  readonly probeTimeoutMs?: number;
  /** How long CloudWatch keeps the logs, days; one of the values that CloudWatch Logs supports. @default 365 */
  readonly logRetentionDays?: number;
  /** Least severe level that the Lambdas log. @default 'INFO' */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** ARN of the IAM policy that is the permissions boundary of the Lambdas' roles. @default - no boundary */
  readonly permissionsBoundaryArn?: string;
}

/** What every Lambda of one region needs. */
export interface CommonFunctionProps extends FunctionSettings, RegionProps {
  /** AWS account of the region, 12 digits. */
  readonly accountId: string;
  /** The cluster in this region. */
  readonly cluster: ClusterName;
  /** Addresses of the clusters themselves, `https://host:port`; not the client name. */
  readonly addresses: Readonly<Record<ClusterName, string>>;
  /** Subnets of the Lambda, at least one. */
  readonly subnetIds: readonly string[];
  /** Security groups of the Lambda, at least one. */
  readonly securityGroupIds: readonly string[];
  /** ARN of the KMS key that encrypts the logs and the variables. */
  readonly kmsKeyArn: string;
}
