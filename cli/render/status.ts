import type { ClusterReport } from '../../functions/dr-operations/result';
import { stateInWords } from '../../functions/dr-operations/replication/words';
import type { UpCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { primariesAmong } from '../operations/assess';
import type { NameAnswer } from '../operations/name-servers';
import type { PairStatus } from '../operations/pair-status';
import { guaranteeLines, kindWords, type KindWords } from '../replication/kind-words';
import { seenWidth, table, wrap, type Paint, type Tone } from './paint';
import { describeLoss, describeRole, duration } from './phrases';

/** How a status is shown. */
export interface StatusView {
  /** Characters of a line. */
  readonly columns: number;
  /** Answers that may still come. @default - the status is complete */
  readonly awaited?: readonly string[];
}

/** The status of a pair for a terminal: verdict, clusters, name servers, problems, and the next command. */
export function renderStatus(
  settings: EnvironmentSettings,
  status: PairStatus,
  paint: Paint,
  { columns, awaited = [] }: StatusView,
): string {
  const { problems, nameServers, next, underWay, at } = status;
  const { replication } = settings;
  return [
    head(
      `${paint('strong', settings.name)}  ${settings.clientName}`,
      verdict(status, kindWords(replication), awaited, paint),
      columns,
    ),
    paint('dim', `at ${at.slice(0, 19).replace('T', ' ')} UTC`),
    ...lossLines(settings, status).map((text) => wrap(text, columns)),
    ...(awaited.length === 0 ? [] : [paint('warn', wrap(waitingFor(awaited), columns))]),
    ...(underWay === undefined ? [] : [paint('warn', `Running: ${underWay}`)]),
    '',
    table(
      [
        ...['CLUSTER', 'REGION', 'ROLE', 'STATE', kindWords(replication).position, 'WEIGHT'],
        ...(hasToken(settings) ? ['TOKEN'] : []),
        ...['VERSION', 'ADDRESS'],
      ],
      CLUSTER_NAMES.map((name) => row(name, settings, status, paint)),
      paint,
      columns,
    ),
    ...fenceTable(status, paint, columns),
    '',
    table(
      ['NAME SERVER', 'LEADS TO', 'ADDRESSES', 'TTL'],
      nameServers.map((answer) => nameRow(answer, status.primary, paint)),
      paint,
      columns,
    ),
    ...tokenNote(settings).flatMap((note) => ['', paint('dim', wrap(note, columns))]),
    ...replicationNote(settings).map((line) => paint('dim', wrap(line, columns, '    '))),
    ...(problems.length > 0 ? ['', paint('bad', 'Problems')] : []),
    ...problems.map(({ text }) => wrap(`  - ${text}`, columns, '    ')),
    ...(next.length > 0 ? ['', paint('strong', 'Next')] : []),
    ...next.flatMap(({ command, why }) => adviceLines(`  ${command}`, `# ${why}`, columns, paint)),
  ].join('\n');
}

/** What a failover would lose now, and how far behind the secondary is. */
function lossLines({ replication }: EnvironmentSettings, { possibleLoss, clusters }: PairStatus): string[] {
  if (possibleLoss === undefined) return [];
  const [secondary, primary] = (['secondary', 'primary'] as const).map((role) => {
    const found = CLUSTER_NAMES.map((name) => clusters[name]).find((report) => report?.role === role)?.observation;
    return found?.kind === 'up' ? found : undefined;
  });
  const age = secondary && kindWords(replication).age?.(secondary, primary);
  return [lossNow(possibleLoss), ...(age === undefined ? [] : [age])];
}

function lossNow(loss: NonNullable<PairStatus['possibleLoss']>): string {
  switch (loss.kind) {
    case 'none':
      return 'A failover now would lose nothing.';
    case 'unknown':
      return 'What a failover now would lose is not known.';
    case 'counted':
    case 'since':
      return `A failover now would lose ${describeLoss(loss)}.`;
  }
}

/** How the pair replicates and what that guarantees, where it is not what Vault Enterprise does. */
function replicationNote(settings: EnvironmentSettings): string[] {
  const how = kindWords(settings.replication).how?.(settings);
  return how === undefined ? [] : ['', how, ...guaranteeLines(settings.replication).map((line) => `  ${line}`)];
}

/** What keeps a cluster from taking writes. A pair without a fence has no such table. */
const fenceTable = ({ fences = [] }: PairStatus, paint: Paint, columns: number): string[] =>
  fences.length === 0
    ? []
    : [
        '',
        table(
          ['FENCED', 'BY'],
          fences.map(({ cluster, text }) => [paint('warn', cluster), text]),
          paint,
          columns,
        ),
      ];

const hasToken = ({ replication }: EnvironmentSettings): boolean => replication === 'enterprise';

/** What the column of the tokens means, if it is known how often they are made. */
function tokenNote({ operationTokenTtlSeconds: ttlSeconds, rotationMinutes }: EnvironmentSettings): string[] {
  if (ttlSeconds === undefined || rotationMinutes === undefined) return [];
  const [everyMs, ttlMs] = [rotationMinutes * 60_000, ttlSeconds * 1000];
  return [
    `TOKEN is the time left of ${wholeHours(ttlMs)}. A token is replaced every ${wholeHours(everyMs)}: ` +
      `less than ${wholeHours(ttlMs - everyMs)} left means that the last replacement failed.`,
  ];
}

/** A run of the schedule, and of the generator, takes some time. */
const LATE_MS = 2 * 60_000;

/** The time left, in another colour if the token should have been replaced. */
function tokenCell(
  name: ClusterName,
  { operationTokenTtlSeconds: ttlSeconds, rotationMinutes }: EnvironmentSettings,
  { tokenExpiresAt, unseen, at }: PairStatus,
  paint: Paint,
): string {
  if (unseen.includes(name)) return '?';
  const expiresAt = tokenExpiresAt[name];
  if (expiresAt === undefined) return paint('bad', 'none');
  const leftMs = Date.parse(expiresAt) - Date.parse(at);
  const isKnown = ttlSeconds !== undefined && rotationMinutes !== undefined;
  const isOld = isKnown && leftMs + LATE_MS < ttlSeconds * 1000 - rotationMinutes * 60_000;
  return isOld ? paint('warn', duration(leftMs)) : duration(leftMs);
}

/** `3 h`, and `2 h 30 min` where minutes count. */
const wholeHours = (ms: number): string => duration(ms).replace(/ 0 (min|s|h)$/, '');

export const waitingFor = (awaited: readonly string[]): string => `Waiting for ${awaited.join(', ')} …`;

const head = (name: string, verdict: string, columns: number): string =>
  `${name}${seenWidth(`${name}  ${verdict}`) > columns ? '\n' : '  '}${verdict}`;

/** A command stays on one line, so that it can be copied. */
const adviceLines = (command: string, why: string, columns: number, paint: Paint): string[] =>
  `${command}  ${why}`.length > columns
    ? [command, paint('dim', wrap(`    ${why}`, columns, '    # '))]
    : [`${command}  ${paint('dim', why)}`];

function verdict(
  { healthy, primary, underWay, clusters, problems }: PairStatus,
  { follows }: KindWords,
  awaited: readonly string[],
  paint: Paint,
): string {
  if (underWay !== undefined) return paint('warn', 'changing');
  if (primariesAmong(clusters).length === 2) return paint('bad', 'TWO PRIMARIES');
  if (awaited.length > 0)
    return paint('warn', primary === undefined ? 'not known yet' : `so far: ${primary} is primary`);
  if (problems.some(({ kind }) => kind === 'nothing-known')) return paint('warn', 'UNKNOWN: no cluster could be asked');
  if (!healthy) return paint('bad', primary === undefined ? 'NO PRIMARY' : `not healthy: ${primary} is primary`);
  return paint('good', `healthy: ${primary} is primary, ${primary && otherCluster(primary)} ${follows}`);
}

function nameRow(
  { server, leadsTo, addresses, ttlSeconds, error }: NameAnswer,
  primary: ClusterName | undefined,
  paint: Paint,
): string[] {
  const where =
    leadsTo === undefined ? paint('dim', `no answer (${error})`) : paint(leadsTo === primary ? 'good' : 'bad', leadsTo);
  return [server, where, addresses.join(' ') || '-', ttlSeconds === undefined ? '-' : `${ttlSeconds} s`];
}

function row(name: ClusterName, settings: EnvironmentSettings, status: PairStatus, paint: Paint): string[] {
  const report = status.clusters[name];
  const up = report?.observation.kind === 'up' ? report.observation : undefined;
  const wal = up?.mode === 'secondary' ? up.lastRemoteWal : up?.lastWal;
  return [
    name,
    settings[name].region,
    role(report, status.differing[name], paint),
    stateOf(up, settings),
    wal?.toString() ?? '-',
    status.weights?.[name].toString() ?? '?',
    ...(hasToken(settings) ? [tokenCell(name, settings, status, paint)] : []),
    up?.version ?? '-',
    settings[name].address,
  ];
}

function stateOf(up: UpCluster | undefined, { replication }: EnvironmentSettings): string {
  const state = up?.state;
  return state === undefined ? '-' : stateInWords(replication, state);
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
