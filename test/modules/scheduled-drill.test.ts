import { VaultDr, type DrillSettings, type VaultDrProps } from 'cdktf-vault-dr';
import { synthesise, validProps, type Providers } from './synthesise';

const SCHEDULE = 'cron(0 4 1 * ? *)';

type Resources = Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;

const resourcesWith = (drill: DrillSettings, change: Partial<VaultDrProps> = {}): Resources =>
  (
    synthesise((stack, providers: Providers) => {
      new VaultDr(stack, 'it', { ...validProps(providers), ...change, drill });
    }) as unknown as { resource: Resources }
  ).resource;

const only = (resources: Resources, type: string, part: string): Record<string, unknown> => {
  const found = Object.entries(resources[type] ?? {}).filter(([id]) => id.includes(part));
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? {};
};

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}
const statesOf = (resources: Resources): Readonly<Record<string, State>> => {
  const definition = String(only(resources, 'aws_sfn_state_machine', 'scheduled-drill')['definition']);
  return (JSON.parse(definition) as { States: Record<string, State> }).States;
};

describe('a scheduled drill', () => {
  const resources = resourcesWith({ schedule: SCHEDULE });
  const states = statesOf(resources);

  it('begins by the schedule, and is not begun late', () => {
    const rule = only(resources, 'aws_cloudwatch_event_rule', 'scheduled-drill');
    const target = only(resources, 'aws_cloudwatch_event_target', 'scheduled-drill');
    expect(rule['schedule_expression']).toBe(SCHEDULE);
    expect(target['retry_policy']).toEqual({ maximum_event_age_in_seconds: 60, maximum_retry_attempts: 0 });
  });

  it('switches over, checks, switches back and checks, in this order', () => {
    const order = ['Begin'];
    for (let at = 'Begin'; at !== 'End'; order.push(at))
      at = states[at]?.Choices?.[0]?.Next ?? states[at]?.Next ?? 'End';
    expect(order).toEqual([
      ...['Begin', 'SwitchOver', 'SwitchedOver', 'Hold', 'CheckThere'],
      ...['SwitchBack', 'SwitchedBack', 'CheckBack', 'End'],
    ]);
  });

  it('stops wherever a step is refused, fails or is not done', () => {
    for (const [name, { Type, Catch, Default }] of Object.entries(states)) {
      if (name === 'End' || name === 'IsMet') continue;
      if (Type === 'Task')
        expect({ name, stop: Catch?.at(-1) }).toMatchObject({ stop: { ErrorEquals: ['States.ALL'], Next: 'End' } });
      if (Type === 'Choice') expect({ name, Default }).toEqual({ name, Default: 'End' });
    }
  });

  it('accepts no risk, and runs no other operation than a switchover', () => {
    const events = Object.values(states).flatMap(({ Parameters }) => (Parameters ? [Parameters] : []));
    expect(events.flatMap((event) => Object.keys(event)).filter((key) => /accept|force/.test(key))).toEqual([]);
    expect([...new Set(events.map(({ operation }) => operation))]).toEqual([
      'drill-begin',
      'switchover',
      'drill-check',
      'drill-end',
    ]);
  });

  it('may call the Lambda of its region and nothing else', () => {
    const [policy] = Object.entries(resources['aws_iam_role_policy'] ?? {})
      .filter(([id]) => id.includes('scheduled-drill_role-policy'))
      .map(
        ([, { policy: text }]) => JSON.parse(String(text)) as { Statement: { Action: string[]; Resource: string[] }[] },
      );
    const functionArns = Object.values(states).flatMap(({ Resource }) => (Resource === undefined ? [] : [Resource]));
    expect(policy?.Statement).toEqual([
      expect.objectContaining({ Action: ['lambda:InvokeFunction'], Resource: [...new Set(functionArns)] }),
    ]);
  });

  it.each(['not-met', 'too-long'])('has an alarm %s, which notifies the topic of home', (name) => {
    const alarm = only(resources, 'aws_cloudwatch_metric_alarm', `scheduled-drill_${name}`);
    expect(alarm['alarm_actions']).toEqual([expect.stringMatching(/^\$\{aws_sns_topic\.it_home-watch_topic_/)]);
  });
});

describe('drill', () => {
  it('without a schedule only publishes the target', () => {
    const resources = resourcesWith({ rtoSeconds: 45 });
    expect(resources['aws_sfn_state_machine']).toBeUndefined();
    expect(JSON.stringify(resources['aws_ssm_parameter'])).toContain('\\"drill_rto_seconds\\":45');
  });

  it.each<[string, DrillSettings, Partial<VaultDrProps>, RegExp]>([
    ['in production', { schedule: SCHEDULE }, { environment: 'prod' }, /drill\.inProduction to true/],
    [
      'in production under a longer name',
      { schedule: SCHEDULE },
      { environment: 'eu-production' },
      /drill\.inProduction/,
    ],
    ['without the watch', { schedule: SCHEDULE }, { watch: false }, /drill\.schedule needs the watch/],
    ['with an expression that is none', { schedule: '0 4 1 * *' }, {}, /give an expression of EventBridge/],
    ['with a target of nothing', { rtoSeconds: 0 }, {}, /drill\.rtoSeconds is 0/],
    ['with an endless hold', { schedule: SCHEDULE, holdSeconds: 86_400 }, {}, /drill\.holdSeconds is 86400/],
  ])('is refused %s', (_, drill, change, why) => {
    expect(() => resourcesWith(drill, change)).toThrow(why);
  });

  it('is allowed in production if somebody says so', () => {
    const drill = { schedule: SCHEDULE, inProduction: true };
    expect(resourcesWith(drill, { environment: 'prod' })['aws_sfn_state_machine']).toBeDefined();
  });
});
