"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateFunctions = validateFunctions;
const rules_1 = require("./rules");
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
function validateFunctions(props) {
    const { caPem, linkCaFile, runtime, logRetentionDays, permissionsBoundaryArn } = props;
    return [
        ...(0, rules_1.when)((0, rules_1.known)(caPem) && !PEM.test(caPem ?? ''), 'caPem contains no certificate: give PEM text that begins with -----BEGIN CERTIFICATE-----.'),
        ...(0, rules_1.when)(/PRIVATE KEY-----/.test(caPem ?? ''), 'caPem contains a private key: give only certificates.'),
        ...(0, rules_1.when)((0, rules_1.known)(linkCaFile) && !linkCaFile?.startsWith('/'), `linkCaFile is "${linkCaFile}": give an absolute path on the Vault servers.`),
        ...(0, rules_1.when)(logRetentionDays !== undefined && (0, rules_1.known)(logRetentionDays) && !LOG_RETENTION_DAYS.includes(logRetentionDays), `logRetentionDays is ${logRetentionDays}: give a number that CloudWatch accepts, which are ${LOG_RETENTION_DAYS.join(', ')}.`),
        ...(0, rules_1.when)((0, rules_1.known)(permissionsBoundaryArn) && !BOUNDARY_ARN.test(permissionsBoundaryArn ?? ''), `permissionsBoundaryArn is "${permissionsBoundaryArn}": give the ARN of an IAM policy, as in "arn:aws:iam::111111111111:policy/boundary".`),
        ...(props.secretRecoveryDays === 0 ? [] : (0, rules_1.whole)('secretRecoveryDays', props.secretRecoveryDays, 7, 30)),
        ...(0, rules_1.whole)('probeTimeoutMs', props.probeTimeoutMs, 100, 5_000),
        ...(0, rules_1.whole)('maxLagWals', props.maxLagWals, 1, Number.MAX_SAFE_INTEGER),
        ...(0, rules_1.whole)('maxFailoverLagSeconds', props.maxFailoverLagSeconds, 1, 2_592_000),
        ...(0, rules_1.whole)('heartbeatGraceSeconds', props.heartbeatGraceSeconds, 6, 120),
        ...(0, rules_1.whole)('operationTimeoutSeconds', props.operationTimeoutSeconds, 120, 900),
        // With fewer, operators who look would take the runs that an operation needs.
        ...(0, rules_1.whole)('reservedConcurrency', props.reservedConcurrency, 5, 1000),
        ...(0, rules_1.when)(runtime !== undefined && (0, rules_1.known)(runtime) && Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? 0) < 22, `runtime is "${runtime}": give nodejs22.x or newer.`),
    ];
}
//# sourceMappingURL=functions.js.map