import type { DrillOutcome, Leg } from '../../cli/drill/outcome';
import type { Attempt } from '../../cli/drill/probe';
import { toTimeline } from '../../cli/drill/timeline';
import type { Timeline } from '../../cli/report/timeline';
import type { DrillLeg, DrillRecord } from '../../functions/dr-operations/contract';

const ORIGIN = Date.parse('2026-01-06T09:00:00Z');

/** A failover with many events in little time, and with names that are long. */
export function aFailover(): Timeline {
  return {
    title: 'The primary is lost: failover, rejoin, failback',
    sentence: 'Home was lost. The client could not write for 3.40 s. 2 acknowledged writes were lost.',
    place: 'the local world',
    startedAt: '2026-01-06T09:00:00.000Z',
    durationMs: 14_380,
    lanes: [
      {
        name: 'home',
        spans: [
          { fromMs: 0, toMs: 2900, state: 'writable', label: 'primary' },
          { fromMs: 2900, toMs: 7000, state: 'down', label: 'unreachable' },
          { fromMs: 7000, toMs: 7100, state: 'writable', label: 'primary' },
          { fromMs: 7100, toMs: 8200, state: 'changing', label: 'restarting' },
          { fromMs: 8200, toMs: 14_380, state: 'following', label: 'secondary, stream-wals' },
        ],
      },
      { name: 'client name', spans: [{ fromMs: 0, toMs: 14_380, state: 'neutral', label: '255 home' }] },
    ],
    events: Array.from({ length: 43 }, (_, index) => ({
      atMs: index < 38 ? 2900 + index * 61 : index * 334,
      text: `event ${index} of https://vault-primary.dev.example.com:8200/v1/sys/replication/dr/secondary/promote`,
    })),
    figures: [
      { name: "operator's call to name moved", value: '0.31 s', ok: true },
      { name: 'acknowledged writes lost', value: '27', expected: 'those of the last moments at most', ok: false },
    ],
  };
}

/** A year of drills, newest first: by hand and by schedule, met and missed, and one that was refused. */
export function drillsOfAYear(count = 26): DrillRecord[] {
  return Array.from({ length: count }, (_, index): DrillRecord => {
    const startedAt = new Date(ORIGIN - index * 14 * 86_400_000).toISOString();
    const bySchedule = index % 3 === 1;
    const leg = (to: DrillLeg['to'], ms: number): DrillLeg => ({
      to,
      operationId: `id-${index}-${to}`,
      startedAt,
      outcome: 'done',
      switchMs: ms * 0.7,
      ...(!bySchedule && {
        outageMs: ms,
        servedAgain: true,
        lostWrites: index === 4 ? 2 : 0,
        lossMs: index === 4 ? 310 : 0,
      }),
    });
    const isRefused = index === 7;
    return {
      drillId: `drill-${index}`,
      startedAt,
      durationMs: 40_000,
      actor: bySchedule ? 'schedule' : 'jo@desk 41d90c8c',
      measuredBy: bySchedule ? 'schedule' : 'writes',
      targets: { rtoSeconds: index > 12 ? 120 : 60 },
      legs: isRefused ? [] : [leg('away', 1900 + 160 * index), leg('home', index === 2 ? 71_000 : 1500)],
      verdict: isRefused ? 'unfinished' : index === 2 || index === 4 ? 'missed' : 'met',
    };
  });
}

/** A drill whose second switchover lost a write. */
export function aDrill(): Timeline {
  const attempts: Attempt[] = Array.from({ length: 120 }, (_, index) => {
    const startedAt = ORIGIN + index * 100;
    const served = !(index > 20 && index < 45) && !(index > 80 && index < 100);
    const cluster = index < 40 || index > 90 ? 'home' : 'away';
    return { startedAt, endedAt: startedAt + 20, served, cluster, error: served ? undefined : 'ETIMEDOUT' };
  });
  const outcome: DrillOutcome = {
    environment: 'prod',
    clientName: 'vault.example.com',
    startedAt: new Date(ORIGIN).toISOString(),
    durationMs: 12_000,
    reason: 'drill',
    targets: { rtoSeconds: 60 },
    probe: { kind: 'writes', proves: 'that writes were present', attempts: attempts.length },
    legs: [aLeg({ to: 'away', beganMs: 2000, lostWrites: 0 }), aLeg({ to: 'home', beganMs: 8000, lostWrites: 1 })],
    verdict: 'missed',
  };
  return toTimeline({ outcome, probe: { attempts } });
}

function aLeg({ to, beganMs, lostWrites }: { to: Leg['to']; beganMs: number; lostWrites: number }): Leg {
  const step = (kind: string, startMs: number, durationMs: number) => ({
    kind,
    cluster: to,
    outcome: 'done',
    startMs,
    durationMs,
  });
  const startedAt = new Date(ORIGIN + beganMs).toISOString();
  const result = {
    outcome: 'done',
    summary: `the clients use ${to}`,
    startedAt,
    durationMs: 3200,
    steps: [
      step('demote', 100, 500),
      step('catch-up', 620, 250),
      step('promote', 900, 40),
      step('await-primary', 950, 1900),
      step('switch-dns', 950, 50),
      step('verify', 960, 800),
    ],
  };
  return {
    to,
    startedAt,
    durationMs: 4000,
    outcome: { kind: 'result', result } as unknown as Leg['outcome'],
    outageSeconds: 2.31,
    servedAgain: true,
    lostWrites,
    lossSeconds: lostWrites === 0 ? 0 : 1.2,
  };
}
