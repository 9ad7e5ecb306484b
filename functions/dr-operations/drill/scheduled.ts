import { otherCluster, type ClusterName } from '../../shared/contract';
import { ConfigError, DrillRefusedError, VaultDrError } from '../../shared/errors';
import type { DrillLeg, DrillRecord, DrillVerdict } from '../contract';
import { runStatus, type EngineDependencies } from '../engine';
import { hasEnded } from '../lease-table';
import type { StatusResult } from '../result';
import type { TableLooks } from '../table-looks';
import { DrillGuard } from './guard';
import { writeDrill } from './record';
import { LINKS_AGAIN_REMEDY } from '../replication/traits';
import { legsOf, type DrillEndRequest, type DrillStepRequest } from './schedule-event';
import { switchMsOf } from './switch-time';

/** Which cluster a scheduled drill switches over to, and which one back to. */
export interface DrillBegun {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly there: ClusterName;
  readonly back: ClusterName;
}

/** The pair is healthy, and this cluster is its primary. */
export interface DrillChecked {
  readonly primary: ClusterName;
}

/** How a scheduled drill ended. */
export interface DrillEnded {
  readonly verdict: DrillVerdict;
  /** The only primary. @default - nobody knows */
  readonly primary?: ClusterName;
  /** The same for people: what ended it, who is primary, and what to do. */
  readonly words: string;
}

/** Runs one step of a scheduled drill. @throws ConfigError, DrillRefusedError, AwsError; then nothing was changed */
export function runDrillStep(
  dependencies: EngineDependencies,
  request: DrillStepRequest,
): Promise<DrillBegun | DrillChecked | DrillEnded> {
  switch (request.operation) {
    case 'drill-begin':
      return begin(dependencies, request.drillId);
    case 'drill-check':
      return check(dependencies, request.primary);
    case 'drill-end':
      return end(dependencies, request);
  }
}

async function begin(dependencies: EngineDependencies, drillId: string): Promise<DrillBegun> {
  requireTarget(dependencies);
  requireLink(dependencies);
  const { primary } = await check(dependencies);
  const now = dependencies.clock.now();
  await guardOf(dependencies, drillId).take(now);
  return { startedAt: new Date(now).toISOString(), there: otherCluster(primary), back: primary };
}

/** @param expected the cluster that has to be primary @default - either @throws DrillRefusedError */
async function check(dependencies: EngineDependencies, expected?: ClusterName): Promise<DrillChecked> {
  const status = await runStatus(dependencies);
  const obstacle = obstacleIn(status, dependencies.clock.now());
  if (obstacle !== undefined) throw new DrillRefusedError(`The drill may not go on: ${obstacle}`, REMEDY);
  const { primary } = status;
  if (primary === undefined || (expected !== undefined && primary !== expected)) {
    throw new DrillRefusedError(`The drill expects ${expected ?? 'one cluster'} to be primary`, REMEDY);
  }
  return { primary };
}

const REMEDY = 'It accepts nothing. Look with "vault-dr status".';

/** What speaks against a drill now. Pure. */
export function obstacleIn(status: StatusResult, now: number): string | undefined {
  const { automatic, problems, unfinished, tables = {} } = status;
  if (automatic?.kind !== 'known') return 'it is not known whether somebody has paused what begins by itself';
  if (automatic.pause) return 'what begins by itself is paused';
  if (unfinished) return `the operation ${unfinished.operation} is unfinished`;
  if (isHeld(tables, now)) return 'an operation runs';
  const [problem] = problems;
  return problem?.text;
}

const isHeld = (tables: TableLooks, now: number): boolean =>
  Object.values(tables).some(
    (table) => table.kind === 'answers' && table.lease !== undefined && !hasEnded(table.lease.until, now),
  );

/** Writes what was measured, whatever ended the drill, and says who is primary. */
async function end(dependencies: EngineDependencies, request: DrillEndRequest): Promise<DrillEnded> {
  const { aws, config, clock } = dependencies;
  const primary = await primaryNow(dependencies);
  const drill = recordOf(request, { rtoSeconds: requireTarget(dependencies), now: clock.now(), primary });
  await writeDrill({ tables: aws.tables, tableName: config.journalTable }, drill);
  await guardOf(dependencies, request.drillId).release();
  return { verdict: drill.verdict, ...(primary && { primary }), words: wordsOf(drill, request.state.back) };
}

const primaryNow = async (dependencies: EngineDependencies): Promise<ClusterName | undefined> =>
  runStatus(dependencies).then(
    ({ primary }) => primary,
    (error: unknown) => {
      if (error instanceof VaultDrError) return undefined;
      throw error;
    },
  );

/** The record of a scheduled drill. No client measures it, so it has no outage and no lost writes. Pure. */
export function recordOf(
  request: DrillEndRequest,
  known: { readonly rtoSeconds: number; readonly now: number; readonly primary: ClusterName | undefined },
): DrillRecord {
  const { drillId, state } = request;
  const now = new Date(known.now).toISOString();
  // A drill that was refused has not begun.
  const { startedAt = now } = state;
  const legs = legsOf(request).map(({ to, operationId, startedAt: began, outcome, steps }): DrillLeg => {
    const switchMs = switchMsOf(steps);
    return { to, operationId, startedAt: began, outcome, ...(switchMs !== undefined && { switchMs }) };
  });
  return {
    drillId,
    startedAt,
    durationMs: Math.max(0, known.now - Date.parse(startedAt)),
    actor: 'schedule',
    reason: 'scheduled drill',
    measuredBy: 'schedule',
    targets: { rtoSeconds: known.rtoSeconds },
    legs,
    verdict: verdictOf(legs, state.error !== undefined, known.rtoSeconds),
    ...(state.error && { problem: state.error.Error }),
    ...(known.primary && { primary: known.primary }),
  };
}

function verdictOf(legs: readonly DrillLeg[], hasProblem: boolean, rtoSeconds: number): DrillVerdict {
  if (hasProblem || legs.length < 2 || !legs.every(({ outcome }) => outcome === 'done')) return 'unfinished';
  return legs.every(({ switchMs }) => switchMs !== undefined && switchMs <= rtoSeconds * 1000) ? 'met' : 'missed';
}

function wordsOf({ verdict, problem, primary }: DrillRecord, original: ClusterName | undefined): string {
  const ended = `The drill is ${verdict}${problem === undefined ? '' : ` (${problem})`}.`;
  const who = primary === undefined ? 'Nobody knows which cluster is primary.' : `${primary} is primary.`;
  const isMoved = original !== undefined && primary !== original;
  return [ended, who, isMoved ? `It was ${original}: run "vault-dr status", which says what to do.` : '']
    .join(' ')
    .trim();
}

const guardOf = ({ aws, config }: EngineDependencies, drillId: string): DrillGuard =>
  new DrillGuard(aws.tables.home, config.journalTable, drillId);

/** @throws ConfigError if no drill begins by itself on this pair */
function requireTarget({ config }: EngineDependencies): number {
  if (config.drill) return config.drill.rtoSeconds;
  throw new ConfigError('No drill begins by itself on this pair', 'Set the prop drill.schedule first.');
}

/** @throws DrillRefusedError if the drill could not switch back */
function requireLink({ replication }: EngineDependencies): void {
  if (replication?.traits.linksAgain ?? true) return;
  throw new DrillRefusedError(
    'A person has to make the old primary a secondary again, so that a drill could not switch back',
    LINKS_AGAIN_REMEDY,
  );
}
