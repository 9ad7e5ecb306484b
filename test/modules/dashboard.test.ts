import type { ClusterName } from '../../functions/shared/contract';
import { alarmSpecs, type AlarmLimits } from '../../modules/watch/alarms';
import { dashboardBody } from '../../modules/watch/dashboard';

interface Dashboard {
  readonly widgets: readonly {
    readonly properties: { readonly title: string; readonly metrics?: readonly (readonly string[])[] };
  }[];
}

/** The metrics of each graph, by the title of the graph. */
function graphsOf(cluster: ClusterName, acts?: AlarmLimits['acts'], autopilot = false): Record<string, string[]> {
  const deployment = { environment: 'test', identifier: 'a1' };
  const body = dashboardBody({ ...deployment, cluster, region: 'eu-west-1', autopilot, ...(acts && { acts }) }, []);
  const { widgets } = JSON.parse(body) as Dashboard;
  return Object.fromEntries(
    widgets.map(({ properties: { title, metrics = [] } }) => [title, metrics.map(([, name = '']) => name)]),
  );
}

const TITLE = 'What begins by itself';

describe('the dashboard of a region', () => {
  it.each(['home', 'away'] as const)('shows every metric that has an alarm in the region of %s', (cluster) => {
    const acts = { failover: true, fence: true };
    const shown = Object.values(graphsOf(cluster, acts, true)).flat();
    const specs = alarmSpecs(cluster, { maxLagWals: 1, maxLagSeconds: 1, rotationMinutes: 60, acts, autopilot: true });
    expect(shown).toEqual(expect.arrayContaining(specs.map(({ metric }) => metric)));
  });

  it('has no graph of what begins by itself where nothing does', () => {
    expect(graphsOf('away')).not.toHaveProperty(TITLE);
  });

  it('has a graph of the nodes only where autopilot is asked', () => {
    expect(graphsOf('away')).not.toHaveProperty('Nodes');
    expect(graphsOf('away', undefined, true)).toHaveProperty('Nodes');
  });

  it('shows the other watchers only where they decide', () => {
    const failover = { failover: true, fence: false };
    expect(graphsOf('home', failover)[TITLE]).toEqual(['AutomaticPaused', 'ActsNotAcknowledged']);
    expect(graphsOf('away', failover)[TITLE]).toEqual([
      'AutomaticPaused',
      'ActsNotAcknowledged',
      'SilentWatchers',
      'WatchersDisagree',
    ]);
    expect(graphsOf('away', { failover: false, fence: true })[TITLE]).toEqual([
      'AutomaticPaused',
      'ActsNotAcknowledged',
    ]);
  });
});
