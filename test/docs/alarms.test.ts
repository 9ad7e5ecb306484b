import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AUTOMATIC_METRICS,
  AUTOPILOT_METRICS,
  CLUSTER_METRICS,
  NOT_MEASURED,
  PAIR_METRICS,
  SIGNAL_METRICS,
} from '../../functions/watch/contract';
import { SNAPSHOT_METRICS } from '../../functions/snapshot-puller/contract';
import { alarmSpecs } from '../../modules/watch/alarms';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'alarms.md'), 'utf8');
const LIMITS = { maxLagWals: 1000, maxLagSeconds: 60, rotationMinutes: 180 };
const specs = alarmSpecs('home', LIMITS);
const everySpec = alarmSpecs('away', { ...LIMITS, acts: { failover: true, fence: true }, autopilot: true });
const SNAPSHOT = { replication: 'snapshot', maxLagSeconds: 180, copyMinutes: 1 } as const;
const POSTGRES = { replication: 'postgres', maxLagSeconds: 60 } as const;
const METRICS = Object.keys({ ...PAIR_METRICS, ...AUTOMATIC_METRICS, ...CLUSTER_METRICS, ...AUTOPILOT_METRICS });
/** Seen on the dashboard only. */
const WITHOUT_ALARM = ['OperationRunning', 'AutomaticPaused', 'Primary'];

/** The text below a heading. */
const section = (heading: string): string | undefined => new RegExp(`^## ${heading}\\n\\n([^#]+)`, 'm').exec(page)?.[1];

describe('docs/alarms.md', () => {
  it.each(everySpec.map(({ metric, urgency }) => [metric, urgency] as const))(
    'has a section about %s, which says that somebody has to look %s',
    (metric, urgency) => {
      expect(section(metric)).toMatch(new RegExp(`^\\*\\*${urgency}[.*]`, 'i'));
    },
  );

  it.each([SNAPSHOT, POSTGRES])('has a section about each alarm of a pair with $replication', (limits) => {
    const metrics = alarmSpecs('away', limits).map(({ metric }) => metric);
    expect(metrics.filter((metric) => !section(metric)?.startsWith('**'))).toEqual([]);
  });

  it('describes no alarm that does not exist', () => {
    const described = [...page.matchAll(/^## ([A-Z]\w+)$/gm)].map(([, name = '']) => name);
    const known = [...METRICS, ...Object.keys(SIGNAL_METRICS), ...Object.keys(SNAPSHOT_METRICS)];
    expect(described.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('counts the metrics and alarms that it calculates the costs with', () => {
    expect(page).toContain(
      `${Object.keys(PAIR_METRICS).length} of the pair, ${Object.keys(CLUSTER_METRICS).length} of each`,
    );
    // OperationRunning has an alarm that only suppresses others.
    expect(page).toContain(`| alarms | ${specs.length + 1} × 0.10 |`);
  });

  it('counts those of a pair without Vault Enterprise', () => {
    const counts = ({ replication, ...limits }: typeof SNAPSHOT | typeof POSTGRES, more = 0): [number, number] => {
      const metrics = [
        ...Object.keys(PAIR_METRICS),
        ...[...Object.keys(CLUSTER_METRICS), ...Object.keys(CLUSTER_METRICS)],
      ];
      const missing: readonly string[] = NOT_MEASURED[replication];
      const alarms = alarmSpecs('home', { replication, ...limits }).length + 1;
      return [metrics.filter((metric) => !missing.includes(metric)).length + more, alarms];
    };
    const [metrics, alarms] = counts(SNAPSHOT, Object.keys(SNAPSHOT_METRICS).length);
    const [fewer, less] = counts(POSTGRES);
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      `${metrics} metrics and ${alarms} alarms with snapshots, and ${fewer} and ${less} with PostgreSQL`,
    );
  });
});

describe('the alarms', () => {
  it('leave out no metric but those that are no fault', () => {
    const watched = new Set<string>(everySpec.map(({ metric }) => metric));
    expect(METRICS.filter((metric) => !watched.has(metric))).toEqual(WITHOUT_ALARM);
  });

  it.each([SNAPSHOT, POSTGRES])(
    'of a pair with $replication watch all that is measured there, and nothing else',
    (limits) => {
      const watched = new Set<string>(alarmSpecs('away', limits).map(({ metric }) => metric));
      const missing: readonly string[] = NOT_MEASURED[limits.replication];
      const measured = Object.keys({ ...PAIR_METRICS, ...CLUSTER_METRICS }).filter(
        (metric) => !missing.includes(metric),
      );
      expect(measured.filter((metric) => !watched.has(metric))).toEqual(['OperationRunning', 'Primary']);
      expect(missing.filter((metric) => watched.has(metric))).toEqual([]);
    },
  );
});
