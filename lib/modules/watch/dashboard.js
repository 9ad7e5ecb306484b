"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.dashboardBody = dashboardBody;
const contract_1 = require("../../functions/shared/contract");
const contract_2 = require("../../functions/watch/contract");
const MINUTE = 60;
const WIDTH = 12;
const HEIGHT = 6;
/** Only the watch of away sees the other watchers. */
const actMetrics = (own, { failover }) => [
    'AutomaticPaused',
    'ActsNotAcknowledged',
    ...(failover && own === 'away' ? ['SilentWatchers', 'WatchersDisagree'] : []),
];
/** Body of the dashboard of one region. It needs nothing of the other region. Pure. */
function dashboardBody({ environment, identifier, cluster: own, region, acts, autopilot }, alarmArns) {
    const pair = (...metrics) => metrics.map((metric) => [metric, 'environment', environment, 'identifier', identifier]);
    const clusters = (metric) => [own, (0, contract_1.otherCluster)(own)].map((cluster) => [
        metric,
        'environment',
        environment,
        'identifier',
        identifier,
        'cluster',
        cluster,
    ]);
    const graphs = [
        ['Who is primary', clusters('Primary'), true],
        ['What is wrong', pair('TwoPrimaries', 'NoPrimary', 'NameElsewhere', 'LinkDown', 'OperationRunning')],
        ['Replication lag (s)', pair('LagSeconds', 'HeartbeatAgeSeconds')],
        ['Replication lag (WALs)', pair('LagWals')],
        ['What is possible', pair('FailoverPossible', 'SwitchoverPossible')],
        ['DR operation token (s)', pair('TokenSecondsLeft', 'RotationAgeSeconds')],
        ['Lambdas, tables, lease', pair('FunctionsNotReady', 'SilentTables', 'LeaseHeldSeconds')],
        ['Days left', [...clusters('CertificateDaysLeft'), ...clusters('LicenseDaysLeft')]],
        ...(autopilot ? [['Nodes', [...clusters('FailureTolerance'), ...clusters('DeadVoters')]]] : []),
        ...(acts?.failover || acts?.fence ? [['What begins by itself', pair(...actMetrics(own, acts))]] : []),
    ];
    const widgets = graphs.map(([title, lines, isStacked], index) => ({
        type: 'metric',
        x: (index % 2) * WIDTH,
        y: HEIGHT * Math.floor(index / 2),
        width: WIDTH,
        height: HEIGHT,
        properties: {
            title,
            region,
            view: 'timeSeries',
            stacked: isStacked ?? false,
            period: MINUTE,
            stat: 'Maximum',
            yAxis: { left: { min: 0 } },
            metrics: lines.map((line) => [contract_2.NAMESPACE, ...line]),
        },
    }));
    const y = HEIGHT * Math.ceil(graphs.length / 2);
    const alarms = {
        type: 'alarm',
        x: 0,
        y,
        width: 2 * WIDTH,
        height: HEIGHT,
        properties: { title: 'Alarms', alarms: alarmArns },
    };
    return JSON.stringify({ widgets: [...widgets, alarms] });
}
//# sourceMappingURL=dashboard.js.map