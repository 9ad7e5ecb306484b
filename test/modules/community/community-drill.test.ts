import { snapshotReplication, type SnapshotPairProps } from 'cdktf-vault-dr';
import type { Synthesised } from '../synthesise';
import { synthesiseCommunity } from './synthesise-community';

type Attributes = Readonly<Record<string, unknown>>;
const SCHEDULE = 'cron(0 4 1 * ? *)';
const dataPath = '/opt/vault/data';

/** A pair whose old primary the system parks, with a scheduled drill. */
const withDrill = (more: Partial<SnapshotPairProps> = {}): Synthesised =>
  synthesiseCommunity((valid) => ({
    ...valid,
    home: { ...valid.home, nodes: { ...valid.home.nodes, dataPath } },
    away: { ...valid.away, nodes: { ...valid.away.nodes, dataPath } },
    drill: { schedule: SCHEDULE },
    ...more,
  }));
const ofType = (type: string, { resource }: Synthesised): readonly Attributes[] => Object.values(resource[type] ?? {});

describe('the scheduled drill of a CommunityVaultDr', () => {
  it('calls the Lambda of home that operates the pair, by its schedule', () => {
    const stack = withDrill();
    const [machine, ...others] = ofType('aws_sfn_state_machine', stack);
    expect(others).toEqual([]);
    expect(String(machine?.['definition'])).toContain('home-control-plane_community-operations_lambda');
    const rules = ofType('aws_cloudwatch_event_rule', stack).map(({ schedule_expression }) => schedule_expression);
    expect(rules).toContain(SCHEDULE);
  });

  it('tells that Lambda its target, and says so in both regions', () => {
    const lambdas = ofType('aws_lambda_function', withDrill({ drill: { schedule: SCHEDULE, rtoSeconds: 90 } }));
    const operating = lambdas.filter(({ function_name }) => function_name === 'vault-community-operations-test-a1');
    expect(operating).toHaveLength(2);
    for (const { environment } of operating) {
      expect(environment).toMatchObject({ variables: { DRILL_RTO_SECONDS: '90' } });
    }
  });

  it.each([
    [60, 30],
    [300, 78],
  ])('with a copy each %d s, looks %d times whether the old primary follows', (intervalSeconds, times) => {
    const [machine] = ofType(
      'aws_sfn_state_machine',
      withDrill({ replication: snapshotReplication({ intervalSeconds }) }),
    );
    const { States } = JSON.parse(String(machine?.['definition'])) as {
      States: Record<string, { Retry?: { ErrorEquals: string[]; MaxAttempts: number }[] }>;
    };
    expect(States['CheckThere']?.Retry?.[0]).toMatchObject({ ErrorEquals: ['DrillRefusedError'], MaxAttempts: times });
  });

  it('is refused where a person parks the old primary, because it could not switch back', () => {
    expect(() => withDrill({ parkBySystem: false })).toThrow('drill.schedule needs home.nodes.dataPath');
  });

  it('is refused where nobody would hear of it', () => {
    expect(() => withDrill({ watch: false })).toThrow('drill.schedule needs the watch');
  });

  it('does not begin without a schedule', () => {
    expect(ofType('aws_sfn_state_machine', withDrill({ drill: { rtoSeconds: 60 } }))).toEqual([]);
  });
});
