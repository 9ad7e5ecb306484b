import { setTimeout as sleep } from 'node:timers/promises';
import { startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { CliError, EXIT } from '../exit-codes';
import { openEngine } from '../operations/open-engine';
import type { RunLimits } from '../operations/operation-engine';
import { beginRun, type OperatorRequest } from '../operations/request';
import { planIn } from '../render/plan';
import type { Session } from '../session';
import { awaitFollower, followLimitMs } from './await-follower';
import { isDone, movesFrom, targetsOf, verdictOf, type DrillOutcome, type Leg } from './outcome';
import { ClientProbe } from './probe';
import { WriteCheck, type ProbeKind } from './probe-kinds';

/** Number of requests in a row that must be served before and after each switchover. */
const CALM_ATTEMPTS = 20;
/** Limit for that after a switchover. */
const CALM_MS = 60_000;
/** Limit for that before the first switchover. */
const SERVED_AT_ALL_MS = 10_000;
const POLL_MS = 500;

export interface Drill {
  readonly primary: ClusterName;
  readonly reason: string;
  readonly limits: RunLimits;
  readonly kind: ProbeKind;
}

/** Result and measurements of a drill. */
export interface DrillRun {
  readonly outcome: DrillOutcome;
  readonly probe: ClientProbe;
}

/**
 * Switches over and back while a client uses the client name. A switchover that is not done ends the drill.
 *
 * @throws CliError before anything is changed, if the client is not served
 */
export async function runDrill(session: Session, drill: Drill): Promise<DrillRun> {
  const { settings, io } = session;
  const { primary, reason, kind } = drill;
  const startedAt = Date.now();
  const probe = new ClientProbe(settings, kind);
  const legs: Leg[] = [];
  await probe.start();
  try {
    if (!(await becomesCalm(probe, primary, SERVED_AT_ALL_MS))) throw notServed(session, probe);
    for (const to of movesFrom(primary)) {
      io.err(`switchover of ${settings.name} to ${to}`);
      const leg = await runLeg(session, drill, probe, to);
      legs.push(leg);
      if (!isDone(leg)) break;
    }
  } finally {
    await probe.stop();
  }
  const targets = targetsOf(settings);
  return {
    probe,
    outcome: {
      environment: settings.name,
      clientName: settings.clientName,
      startedAt: new Date(startedAt).toISOString(),
      durationMs: Date.now() - startedAt,
      reason,
      targets,
      probe: { kind: kind.name, proves: kind.proves, attempts: probe.attempts.length },
      legs,
      verdict: verdictOf(legs, targets),
    },
  };
}

/** Switches over, and measures until the next switchover can begin. */
async function runLeg(session: Session, drill: Drill, probe: ClientProbe, to: ClusterName): Promise<Leg> {
  const { kind, limits, reason, primary } = drill;
  const startedAt = Date.now();
  const outcome = await openEngine(session, limits).run(beginRun({ operation: 'switchover', to, reason }));
  const done = outcome.kind === 'result' && outcome.result.outcome === 'done';
  const servedAgain = done && (await becomesCalm(probe, to, CALM_MS));
  if (done && to !== primary) await untilItFollows(session, { operation: 'switchover', to: primary });
  const endedAt = Date.now();
  const outage = probe.longestOutage(startedAt, endedAt);
  const leg: Leg = {
    to,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: endedAt - startedAt,
    outcome,
    outageSeconds: outage ? (outage.to - outage.from) / 1000 : 0,
    servedAgain,
  };
  return kind instanceof WriteCheck ? { ...leg, ...(await readBack(kind, probe, outage?.to ?? endedAt)) } : leg;
}

async function readBack(
  kind: WriteCheck,
  probe: ClientProbe,
  servedAgainAt: number,
): Promise<Pick<Leg, 'lostWrites' | 'lossSeconds' | 'unread'>> {
  try {
    const lost = await kind.findLost((request) => probe.request(request));
    const [oldest] = lost;
    // A write that is lost although it was acknowledged after the outage has the age 0.
    const lossMs = oldest === undefined ? 0 : Math.max(0, servedAgainAt - oldest.at);
    return { lostWrites: lost.length, lossSeconds: lossMs / 1000 };
  } catch (error) {
    return { unread: error instanceof Error ? error.message : 'unknown' };
  }
}

/** @returns whether the cluster served enough requests in a row within the limit */
async function becomesCalm(probe: ClientProbe, by: ClusterName, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (probe.servedInARow(by) < CALM_ATTEMPTS) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS / 5);
  }
  return true;
}

/** Waits until a dry run of the switchover back no longer refuses. */
const untilItFollows = (session: Session, request: OperatorRequest): Promise<void> =>
  awaitFollower({
    plan: async () => planIn(await openEngine(session, {}).plan(beginRun(request, { dryRun: true }))),
    limitMs: followLimitMs(session.settings),
    note: (text) => session.io.err(text),
    clock: startClock(),
  });

function notServed({ settings }: Session, probe: ClientProbe): CliError {
  const error = probe.attempts.findLast(({ served }) => !served)?.error ?? 'the name leads elsewhere';
  return new CliError(
    EXIT.refused,
    `The probe is not served through ${settings.clientAddress} (${error}), so a drill would measure nothing. Nothing ` +
      'was changed. Check the name servers and the CA. If VAULT_DR_PROBE_TOKEN is set, check the token and its policy.',
  );
}
