import type { ClusterReport } from '../../functions/dr-operations/result';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { Assessment } from '../operations/assess';
import { describeRole } from './cluster';
import { table, type Paint, type Tone } from './paint';
import { duration } from './time';

/** The picture of a pair, readable in ten seconds: the verdict, the clusters, what is wrong. */
export function renderStatus(settings: EnvironmentSettings, assessment: Assessment, paint: Paint, now: number): string {
  const { problems } = assessment;
  return [
    `${paint('strong', settings.name)}  ${settings.clientName}  ${verdict(assessment, paint)}`,
    '',
    table(
      ['CLUSTER', 'REGION', 'ROLE', 'STATE', 'WAL', 'WEIGHT', 'TOKEN', 'VERSION', 'ADDRESS'],
      CLUSTER_NAMES.map((name) => row(name, settings, assessment, paint, now)),
      paint,
    ),
    ...(problems.length > 0 ? ['', paint('bad', 'Problems'), ...problems.map((problem) => `  - ${problem}`)] : []),
  ].join('\n');
}

function verdict({ healthy, primary }: Assessment, paint: Paint): string {
  if (!healthy) return paint('bad', 'not healthy');
  return paint('good', `healthy: ${primary} is primary, ${primary && otherCluster(primary)} follows`);
}

function row(
  name: ClusterName,
  settings: EnvironmentSettings,
  assessment: Assessment,
  paint: Paint,
  now: number,
): string[] {
  const report = assessment.clusters[name];
  const up = report?.observation.kind === 'up' ? report.observation : undefined;
  const wal = up?.mode === 'secondary' ? up.lastRemoteWal : up?.lastWal;
  const expiresAt = assessment.tokenExpiresAt[name];
  return [
    name,
    settings[name].region,
    role(report, assessment.differing[name], paint),
    up?.state ?? '-',
    wal?.toString() ?? '-',
    assessment.weights?.[name].toString() ?? '?',
    expiresAt === undefined ? paint('bad', 'none') : duration(Date.parse(expiresAt) - now),
    up?.version ?? '-',
    settings[name].address,
  ];
}

function role(report: ClusterReport | undefined, foreign: ClusterReport | undefined, paint: Paint): string {
  if (!report) return paint('warn', 'not known');
  const text = paint(ROLE_TONES[report.role], describeRole(report));
  return foreign ? `${text} ${paint('warn', `(other region: ${describeRole(foreign)})`)}` : text;
}

const ROLE_TONES: Readonly<Record<ClusterReport['role'], Tone>> = {
  primary: 'good',
  secondary: 'good',
  disabled: 'bad',
  changing: 'warn',
  gone: 'bad',
  odd: 'bad',
};
