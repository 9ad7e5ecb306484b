import { CommunityVaultDr, snapshotReplication, type SnapshotPairProps, type PolicyStatement } from 'cdktf-vault-dr';
import { NOT_MEASURED } from '../../../functions/watch/contract';
import { synthesise, type Synthesised } from '../synthesise';
import { synthesiseCommunity, validCommunityProps } from './synthesise-community';

type Attributes = Readonly<Record<string, unknown>>;
const ofType = (type: string, { resource }: Synthesised): readonly Attributes[] => Object.values(resource[type] ?? {});
const withProps = (more: Partial<SnapshotPairProps>): Synthesised =>
  synthesiseCommunity((valid) => ({ ...valid, ...more }));
const all = withProps({});
const alarms = (stack = all): readonly Attributes[] => ofType('aws_cloudwatch_metric_alarm', stack);
const alarmOf = (metric: string, stack = all): Attributes | undefined =>
  alarms(stack).find(({ metric_name }) => metric_name === metric);
const TOPICS = {
  home: ['arn:aws:sns:eu-west-1:111111111111:home'],
  away: ['arn:aws:sns:eu-central-1:111111111111:away'],
};

describe('the watch of a CommunityVaultDr', () => {
  it('looks once a minute in each region', () => {
    const rules = ofType('aws_cloudwatch_event_rule', all).filter(({ name }) =>
      String(name).startsWith('vault-dr-watch'),
    );
    expect(rules.map(({ schedule_expression }) => schedule_expression)).toEqual(['rate(1 minute)', 'rate(1 minute)']);
  });

  it('may read, wake the operations, and change nothing', () => {
    const [policy] = Object.entries(all.resource['aws_iam_role_policy'] ?? {}).filter(([id]) =>
      id.startsWith('community_away-watch_lambda_policy'),
    );
    const { Statement } = JSON.parse(String(policy?.[1]['policy'])) as { Statement: PolicyStatement[] };
    const actions = Statement.flatMap(({ Action }) => Action).filter((action) =>
      /^(s3|dynamodb|route53|ssm|lambda):/.test(action),
    );
    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:Query',
      'lambda:GetFunctionConfiguration',
      'lambda:InvokeFunction',
      'route53:ListResourceRecordSets',
      's3:GetObject',
      's3:ListBucket',
    ]);
  });

  it('logs in with a role that reads the marker and the lists of mounts and namespaces, and nothing else', () => {
    const policies = ofType('vault_policy', all).filter(({ name }) => String(name).startsWith('vault-dr-watch'));
    expect(policies).toHaveLength(2);
    for (const { policy } of policies) {
      expect([...String(policy).matchAll(/path "([^"]+)"/g)].map(([, path]) => path)).toEqual([
        'sys/mounts',
        'sys/namespaces',
        'dr/parked',
      ]);
      expect([...String(policy).matchAll(/capabilities = (.+)/g)].map(([, list]) => list)).toEqual([
        '["read"]',
        '["list"]',
        '["read"]',
      ]);
    }
  });

  it('has no alarm of a metric that nobody measures', () => {
    const names = alarms().map(({ metric_name }) => metric_name);
    expect(NOT_MEASURED.snapshot.filter((metric) => names.includes(metric))).toEqual([]);
  });

  it('draws no metric that nobody measures', () => {
    const [body] = ofType('aws_cloudwatch_dashboard', all).map(({ dashboard_body }) => String(dashboard_body));
    expect(NOT_MEASURED.snapshot.filter((metric) => body?.includes(`"${metric}"`))).toEqual([]);
    expect(body).toContain('"SnapshotFailed"');
  });

  it.each([
    [60, undefined, 180],
    [300, undefined, 900],
    [60, 120, 120],
  ])(
    'with a copy each %d s and the limit %s, warns of a loss of more than %d s',
    (intervalSeconds, maxLagSeconds, most) => {
      const stack = withProps({
        replication: snapshotReplication({ intervalSeconds }),
        watch: maxLagSeconds === undefined ? {} : { maxLagSeconds },
      });
      expect(alarmOf('LagSeconds', stack)).toMatchObject({ threshold: most, period: 60 });
    },
  );

  it('waits as long as a copy takes to come before it misses one', () => {
    const stack = withProps({ replication: snapshotReplication({ intervalSeconds: 300 }) });
    expect(alarmOf('SnapshotFailed', stack)).toMatchObject({ period: 300, treat_missing_data: 'breaching' });
  });

  it('notifies by its two notifications alone, the alarms of the copies too', () => {
    const composites = ofType('aws_cloudwatch_composite_alarm', withProps({ watch: { notify: TOPICS } }));
    expect(composites.map(({ alarm_actions }) => alarm_actions)).toEqual([
      TOPICS.away,
      TOPICS.away,
      TOPICS.home,
      TOPICS.home,
    ]);
    expect(alarms().filter(({ alarm_actions }) => alarm_actions !== undefined)).toEqual([]);
    const rules = composites.map(({ alarm_rule }) => String(alarm_rule));
    expect(rules.filter((rule) => rule.includes('snapshot-failed'))).toHaveLength(2);
  });

  it('is left out whole', () => {
    const stack = withProps({ watch: false });
    const types = Object.keys(stack.resource).filter((type) => /alarm|dashboard|sns/.test(type));
    expect(types).toEqual([]);
    const lambdas = ofType('aws_lambda_function', stack).map(({ function_name }) => String(function_name));
    expect(lambdas.filter((name) => name.includes('watch'))).toEqual([]);
    expect(ofType('vault_policy', stack).filter(({ name }) => String(name).includes('watch'))).toEqual([]);
  });

  it('lets a role look, and not operate', () => {
    const granted: PolicyStatement[] = [];
    let looking: (string | undefined)[] = [];
    synthesise((stack, providers) => {
      const pair = new CommunityVaultDr(stack, 'community', validCommunityProps(stack, providers));
      pair.grantLook({ allow: (statement) => granted.push(statement) });
      looking = [pair.watches?.home, pair.watches?.away].map((watch) => watch?.watchFunction.lambda.arn);
    });
    const [invoke] = granted.filter(({ Action }) => Action.includes('lambda:InvokeFunction'));
    expect(invoke?.Resource).toEqual(looking);
  });

  it('refuses a topic of the other region', () => {
    expect(() => withProps({ watch: { notify: { home: TOPICS.away, away: TOPICS.home } } })).toThrow(
      'watch.notify.home',
    );
  });
});

describe('the events of a CommunityVaultDr', () => {
  it('come from the changes of the journal in each region', () => {
    const mappings = ofType('aws_lambda_event_source_mapping', all);
    expect(mappings.map(({ event_source_arn }) => event_source_arn)).toEqual([
      expect.stringMatching(/away-store_journal.*stream_arn/),
      expect.stringMatching(/home-store_journal.*stream_arn/),
    ]);
    const tables = ofType('aws_dynamodb_table', all);
    expect(tables.map(({ stream_enabled }) => stream_enabled)).toEqual([true, true]);
  });

  it('are left out, with the stream', () => {
    const stack = withProps({ events: false });
    expect(ofType('aws_lambda_event_source_mapping', stack)).toEqual([]);
    expect(ofType('aws_dynamodb_table', stack).map(({ stream_enabled }) => stream_enabled)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
