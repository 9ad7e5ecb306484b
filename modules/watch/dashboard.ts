import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { NAMESPACE, NOT_MEASURED, type AutomaticMetric } from '../../functions/watch/contract';
import type { DeploymentName } from '../private/names';
import type { AlarmLimits } from './alarms';

const MINUTE = 60;
const WIDTH = 12;
const HEIGHT = 6;

/** One line of a graph: the name of the metric, and its dimensions. */
type Line = readonly [metric: string, ...dimensions: string[]];

type Graph = readonly [title: string, lines: readonly Line[], isStacked?: boolean];

/** The pair, and the region of the dashboard with its cluster. */
export interface DashboardOf
  extends DeploymentName, Pick<AlarmLimits, 'replication' | 'copyMinutes' | 'acts' | 'autopilot'> {
  readonly cluster: ClusterName;
  readonly region: string;
}

/** Only the watch of away sees the other watchers. */
const actMetrics = (own: ClusterName, { failover }: NonNullable<AlarmLimits['acts']>): readonly AutomaticMetric[] => [
  'AutomaticPaused',
  'ActsNotAcknowledged',
  ...(failover && own === 'away' ? (['SilentWatchers', 'WatchersDisagree'] as const) : []),
];

/** Body of the dashboard of one region. It needs nothing of the other region. Pure. */
export function dashboardBody(
  {
    environment,
    identifier,
    cluster: own,
    region,
    replication = 'enterprise',
    copyMinutes,
    acts,
    autopilot,
  }: DashboardOf,
  alarmArns: readonly string[],
): string {
  const pair = (...metrics: readonly string[]): Line[] =>
    metrics.map((metric) => [metric, 'environment', environment, 'identifier', identifier]);
  const clusters = (metric: string): Line[] =>
    [own, otherCluster(own)].map((cluster) => [
      metric,
      'environment',
      environment,
      'identifier',
      identifier,
      'cluster',
      cluster,
    ]);
  const missing: readonly string[] = NOT_MEASURED[replication];
  const drawn = ([title, lines, isStacked]: Graph): Graph => [
    title,
    lines.filter(([metric]) => !missing.includes(metric)),
    isStacked,
  ];
  const everyGraph: readonly Graph[] = [
    ['Who is primary', clusters('Primary'), true],
    ['What is wrong', pair('TwoPrimaries', 'NoPrimary', 'NameElsewhere', 'LinkDown', 'OperationRunning')],
    ['Replication lag (s)', pair('LagSeconds', 'HeartbeatAgeSeconds')],
    ['Replication lag (WALs)', pair('LagWals')],
    ['What is possible', pair('FailoverPossible', 'SwitchoverPossible')],
    ['DR operation token (s)', pair('TokenSecondsLeft', 'RotationAgeSeconds')],
    ['Lambdas, tables, lease', pair('FunctionsNotReady', 'SilentTables', 'LeaseHeldSeconds')],
    ['Days left', [...clusters('CertificateDaysLeft'), ...clusters('LicenseDaysLeft')]],
    ...(copyMinutes === undefined
      ? []
      : [
          ['Copies that failed', pair('SnapshotFailed', 'SnapshotNotRestorable')] as const,
          ['Size of a copy (bytes)', pair('SnapshotBytes')] as const,
        ]),
    ...(autopilot ? [['Nodes', [...clusters('FailureTolerance'), ...clusters('DeadVoters')]] as const] : []),
    ...(acts?.failover || acts?.fence ? [['What begins by itself', pair(...actMetrics(own, acts))] as const] : []),
  ];
  const graphs = everyGraph.map(drawn).filter(([, lines]) => lines.length > 0);
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
      metrics: lines.map((line) => [NAMESPACE, ...line]),
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
