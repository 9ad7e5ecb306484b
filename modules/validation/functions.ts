import type { VaultDrProps } from '../vault-dr-props';
import { known, when, whole } from './rules';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;
/**
 * Retentions that CloudWatch Logs accepts, days.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const BOUNDARY_ARN = /^arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy\/\S+$/;

export function validateFunctions(props: VaultDrProps): string[] {
  const { caPem, linkCaFile, runtime, logRetentionDays, permissionsBoundaryArn } = props;
  return [
    ...when(
      known(caPem) && !PEM.test(caPem ?? ''),
      'caPem contains no certificate: give PEM text that begins with -----BEGIN CERTIFICATE-----.',
    ),
    ...when(/PRIVATE KEY-----/.test(caPem ?? ''), 'caPem contains a private key: give only certificates.'),
    ...when(
      known(linkCaFile) && !linkCaFile?.startsWith('/'),
      `linkCaFile is "${linkCaFile}": give an absolute path on the Vault servers.`,
    ),
    ...when(
      logRetentionDays !== undefined && known(logRetentionDays) && !LOG_RETENTION_DAYS.includes(logRetentionDays),
      `logRetentionDays is ${logRetentionDays}: give a number that CloudWatch accepts, which are ${LOG_RETENTION_DAYS.join(', ')}.`,
    ),
    ...when(
      known(permissionsBoundaryArn) && !BOUNDARY_ARN.test(permissionsBoundaryArn ?? ''),
      `permissionsBoundaryArn is "${permissionsBoundaryArn}": give the ARN of an IAM policy, as in "arn:aws:iam::111111111111:policy/boundary".`,
    ),
    ...(props.secretRecoveryDays === 0 ? [] : whole('secretRecoveryDays', props.secretRecoveryDays, 7, 30)),
    ...whole('probeTimeoutMs', props.probeTimeoutMs, 100, 5_000),
    ...whole('maxLagWals', props.maxLagWals, 1, Number.MAX_SAFE_INTEGER),
    ...whole('maxFailoverLagSeconds', props.maxFailoverLagSeconds, 1, 2_592_000),
    ...whole('heartbeatGraceSeconds', props.heartbeatGraceSeconds, 6, 120),
    ...whole('operationTimeoutSeconds', props.operationTimeoutSeconds, 120, 900),
    // With fewer, operators who look would take the runs that an operation needs.
    ...whole('reservedConcurrency', props.reservedConcurrency, 5, 1000),
    ...when(
      runtime !== undefined && known(runtime) && Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? 0) < 22,
      `runtime is "${runtime}": give nodejs22.x or newer.`,
    ),
  ];
}
