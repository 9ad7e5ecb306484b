"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RUNNING = exports.alarmSpecs = exports.ALARMS_PAGE = void 0;
const contract_1 = require("../../functions/shared/contract");
const contract_2 = require("../../functions/watch/contract");
/** The page that explains the alarms, unless another one is given. */
exports.ALARMS_PAGE = 'docs/alarms.md';
/** Vault sends a heartbeat about every 5 s. */
const OLD_HEARTBEAT_SECONDS = 60;
/** Every alarm of one region. Pure. */
const alarmSpecs = (ownCluster, { maxLagWals, maxLagSeconds, rotationMinutes, acts, autopilot }) => [
    { ...flag('TwoPrimaries', [1, 1]), says: 'Both clusters are primary.', urgency: 'now' },
    { ...flag('NoPrimary', [2, 2]), says: 'No cluster is known to be primary.', urgency: 'now' },
    { ...flag('NameElsewhere', [2, 2]), says: 'The client name does not lead to the primary alone.', urgency: 'now' },
    {
        ...possible('FailoverPossible', [3, 5]),
        says: 'A failover would be refused now, or the watch is silent.',
        urgency: 'now',
    },
    { ...possible('SwitchoverPossible', [3, 5]), says: 'A switchover would be refused now.', urgency: 'tomorrow' },
    { ...flag('LinkDown', [3, 3]), says: 'The other cluster does not follow the primary.', urgency: 'now' },
    {
        ...above('LagWals', maxLagWals, [3, 5]),
        missing: 'breaching',
        says: `The secondary lacks more than ${maxLagWals} WALs, or nobody knows how many.`,
        urgency: 'tomorrow',
    },
    {
        ...above('LagSeconds', maxLagSeconds, [3, 5]),
        says: `The secondary is more than ${maxLagSeconds} s behind.`,
        urgency: 'tomorrow',
    },
    {
        ...above('HeartbeatAgeSeconds', OLD_HEARTBEAT_SECONDS, [3, 5]),
        says: 'The secondary has not heard the primary for a minute.',
        urgency: 'tomorrow',
    },
    {
        ...below('TokenSecondsLeft', 1.5 * 60 * rotationMinutes, [2, 2]),
        missing: 'breaching',
        says: 'The DR operation token of this region ends before a failed rotation could be repaired.',
        urgency: 'now',
    },
    {
        ...above('RotationAgeSeconds', 2 * 60 * rotationMinutes, [2, 2]),
        says: 'The DR operation token of this region was not rotated.',
        urgency: 'tomorrow',
    },
    {
        ...above('LeaseHeldSeconds', contract_2.LONGEST_LEASE_SECONDS, [1, 1]),
        says: 'An operation has held the lease for more than 15 minutes.',
        urgency: 'now',
    },
    { ...above('SilentTables', 0, [3, 5]), says: 'This region does not reach a lease table.', urgency: 'tomorrow' },
    {
        ...above('FunctionsNotReady', 0, [3, 5]),
        missing: 'breaching',
        says: 'A Lambda of this region could not run an operation.',
        urgency: 'now',
    },
    ...(acts?.failover || acts?.fence ? ACT_ALARMS : []),
    // Only the watch of away decides.
    ...(acts?.failover && ownCluster === 'away' ? WATCHER_ALARMS : []),
    ...[ownCluster, (0, contract_1.otherCluster)(ownCluster)].flatMap((cluster) => [
        {
            ...below('CertificateDaysLeft', 21, [1, 1]),
            cluster,
            says: `The certificate of ${cluster} ends within three weeks.`,
            urgency: 'tomorrow',
        },
        {
            ...below('LicenseDaysLeft', 14, [1, 1]),
            cluster,
            says: `The license of ${cluster} ends within two weeks.`,
            urgency: 'tomorrow',
        },
        ...(autopilot ? autopilotAlarms(cluster) : []),
    ]),
];
exports.alarmSpecs = alarmSpecs;
const above = (metric, threshold, minutes) => ({
    metric,
    comparison: 'GreaterThanThreshold',
    threshold,
    minutes,
    missing: 'notBreaching',
});
const below = (metric, threshold, minutes) => ({
    ...above(metric, threshold, minutes),
    comparison: 'LessThanThreshold',
});
const flag = (metric, minutes) => above(metric, 0, minutes);
const ACT_ALARMS = [
    {
        ...flag('ActsNotAcknowledged', [1, 1]),
        says: 'An operation has begun by itself, and nobody has acknowledged it.',
        urgency: 'now',
    },
];
const WATCHER_ALARMS = [
    {
        ...flag('WatchersDisagree', [2, 3]),
        says: 'The watchers do not agree on home, so that no failover begins by itself.',
        urgency: 'now',
    },
    {
        ...flag('SilentWatchers', [5, 5]),
        says: 'A watcher of another region is silent, so that no failover would begin by itself.',
        urgency: 'tomorrow',
    },
];
/** A storage without autopilot tells neither, so no data is no fault. */
const autopilotAlarms = (cluster) => [
    {
        ...below('FailureTolerance', 1, [3, 5]),
        cluster,
        says: `${cluster} stops serving if it loses one more node.`,
        urgency: 'tomorrow',
    },
    {
        ...above('DeadVoters', 0, [15, 15]),
        cluster,
        says: `A voter of ${cluster} has been dead for 15 minutes.`,
        urgency: 'tomorrow',
    },
];
/** A watch that is silent proves nothing. */
const possible = (metric, minutes) => ({
    ...below(metric, 1, minutes),
    missing: 'breaching',
});
/** Raised while an operation or a drill runs, which has its own report. */
exports.RUNNING = flag('OperationRunning', [1, 1]);
//# sourceMappingURL=alarms.js.map