import { Evacuation, type EvacuationProps } from 'cdktf-vault-dr';
import { synthesise, type Synthesised } from './synthesise';

function synthesised(change: Partial<EvacuationProps> = {}): Synthesised {
  return synthesise((stack, { away }) => {
    new Evacuation(stack, 'it', {
      environment: 'prod',
      provider: away,
      region: 'eu-central-1',
      pairRegions: ['eu-west-1', 'eu-central-1'],
      hostedZoneIds: ['Z1', 'Z2'],
      ...change,
    });
  });
}

const only = (stack: Synthesised, type: string): Readonly<Record<string, unknown>> => {
  const [one, ...others] = Object.values(stack.resource[type] ?? {});
  if (!one || others.length > 0) throw new Error(`the stack has not one ${type}`);
  return one;
};

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}
const statements = (stack: Synthesised, name: string): readonly Statement[] => {
  const policy = Object.values(stack.resource['aws_iam_role_policy'] ?? {}).find((each) => each['name'] === name);
  return (JSON.parse(String(policy?.['policy'])) as { Statement: readonly Statement[] }).Statement;
};
const resources = (stack: Synthesised, policy: string, sid: string): readonly string[] =>
  statements(stack, policy).find(({ Sid }) => Sid === sid)?.Resource ?? [];

interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const definition = (stack: Synthesised): Definition =>
  JSON.parse(String(only(stack, 'aws_sfn_state_machine')['definition'])) as Definition;

describe('the state machine', () => {
  it('promotes, then moves names, then looks, also if promotions have failed', () => {
    const { StartAt, States } = definition(synthesised());
    expect(StartAt).toBe('Promote');
    expect(States['Promote']).toMatchObject({ Next: 'MoveNames', Catch: [{ Next: 'MoveNames' }] });
    expect(States['MoveNames']).toMatchObject({ Next: 'Check', Catch: [{ Next: 'Check' }] });
    expect(States['Check']).toMatchObject({ End: true });
  });

  it('leaves the names to the batch', () => {
    expect(JSON.stringify(definition(synthesised()).States['Promote'])).toContain('"dns":"defer"');
  });

  it('takes the limits from its props', () => {
    const { States } = definition(synthesised({ maxConcurrency: 7, toleratedFailurePercentage: 5 }));
    expect(States['Promote']).toMatchObject({ MaxConcurrency: 7, ToleratedFailurePercentage: 5 });
    expect(States['Check']).toMatchObject({ MaxConcurrency: 7 });
  });

  it('writes no data of an execution into its logs', () => {
    expect(only(synthesised(), 'aws_sfn_state_machine')['logging_configuration']).toMatchObject({
      include_execution_data: false,
    });
  });

  it('repeats only what has begun nothing', () => {
    const retried = JSON.stringify(definition(synthesised())).match(/"ErrorEquals":\["Lambda[^\]]*\]/g);
    expect(new Set(retried)).toEqual(
      new Set(['"ErrorEquals":["Lambda.TooManyRequestsException","Lambda.ServiceException","LeaseHeldError"]']),
    );
  });
});

describe('its rights', () => {
  it('cover the operating Lambdas of its environment and region alone', () => {
    const [operations, batch, ...others] = resources(synthesised(), 'evacuation', 'Pairs');
    expect(operations).toMatch(/^arn:aws:lambda:eu-central-1:\$\{.*\}:function:vault-dr-operations-prod-\*$/);
    expect(batch).toMatch(/^\$\{aws_lambda_function\./);
    expect(others).toEqual([]);
  });

  it('cover the lease tables of its environment, in the regions of the pairs', () => {
    expect(resources(synthesised(), 'lambda', 'Journals').map((arn) => arn.replace(/\$\{.*?\}/, '…'))).toEqual([
      'arn:aws:dynamodb:eu-west-1:…:table/vault-dr-journal-prod-*',
      'arn:aws:dynamodb:eu-central-1:…:table/vault-dr-journal-prod-*',
    ]);
  });

  it('cover the zones alone', () => {
    expect(resources(synthesised(), 'lambda', 'ChangeWeights')).toEqual([
      'arn:aws:route53:::hostedzone/Z1',
      'arn:aws:route53:::hostedzone/Z2',
    ]);
  });

  it('include no secret', () => {
    const actions = ['lambda', 'evacuation'].flatMap((name) =>
      statements(synthesised(), name).flatMap(({ Action }) => Action),
    );
    expect(actions.filter((action) => action.startsWith('secretsmanager'))).toEqual([]);
  });
});

it('publishes where the state machine is', () => {
  expect(only(synthesised(), 'aws_ssm_parameter')).toMatchObject({ name: '/vault-dr/prod/evacuation' });
});

describe('bad props', () => {
  it.each<[string, Partial<EvacuationProps>, string]>([
    [
      'a region that is missing among those of the pairs',
      { pairRegions: ['eu-west-1'] },
      'pairRegions lacks eu-central-1',
    ],
    ['no zone', { hostedZoneIds: [] }, 'hostedZoneIds is empty'],
    ['no pair at a time', { maxConcurrency: 0 }, 'maxConcurrency is 0'],
    ['more than everything', { toleratedFailurePercentage: 101 }, 'toleratedFailurePercentage is 101'],
    ['a name that AWS does not take', { environment: 'Prod' }, 'use lower-case letters'],
    ['a name that is too long', { environment: 'p'.repeat(40) }, 'environment is too long'],
    ['no region', { region: 'Frankfurt' }, 'is no AWS region'],
  ])('%s: refused', (_name, change, words) => {
    expect(() => synthesised(change)).toThrow(words);
  });
});
