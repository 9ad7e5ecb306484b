import type { PolicyStatement, SnapshotPairProps } from 'cdktf-vault-dr';
import type { Providers, Synthesised } from '../synthesise';
import { synthesiseCommunity } from './synthesise-community';

type Change = (valid: SnapshotPairProps, providers: Providers) => SnapshotPairProps;

const withWitness: Change = (valid, { witness }) => ({
  ...valid,
  witness: { region: 'eu-north-1', provider: witness },
});
const withSelfFence: Change = (valid, providers) => ({
  ...withWitness(valid, providers),
  selfFence: true,
  home: { ...valid.home, stopsByItself: true },
  away: { ...valid.away, stopsByItself: true },
});

const operations = ({ resource }: Synthesised, type: string): Readonly<Record<string, unknown>>[] =>
  Object.entries(resource[type] ?? {}).flatMap(([id, attributes]) =>
    id.includes('community-operations') ? [attributes] : [],
  );
const variables = (all: Synthesised): Readonly<Record<string, string>>[] =>
  operations(all, 'aws_lambda_function').map(
    ({ environment }) => (environment as { variables: Record<string, string> }).variables,
  );
const statement = (all: Synthesised, sid: string): PolicyStatement | undefined =>
  operations(all, 'aws_iam_role_policy')
    .flatMap(({ policy }) => (JSON.parse(String(policy)) as { Statement: PolicyStatement[] }).Statement)
    .find(({ Sid }) => Sid === sid);
const refusal = (change: Change) => (): unknown => synthesiseCommunity(change);

describe('a witness', () => {
  const all = synthesiseCommunity(withWitness);

  it('is a third table, which the operations use for the lease alone', () => {
    const tables = Object.values(all.resource['aws_dynamodb_table'] ?? {});
    expect(tables.map(({ provider }) => provider)).toEqual(['aws.away', 'aws.home', 'aws.witness']);
    expect(variables(all).map(({ WITNESS_REGION }) => WITNESS_REGION)).toEqual(['eu-north-1', 'eu-north-1']);
    expect(statement(all, 'Witness')?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['lease'] },
    });
    expect(statement(all, 'WitnessFence')).toBeUndefined();
  });

  it('is in a third region', () => {
    expect(
      refusal((valid, { witness }) => ({ ...valid, witness: { region: 'eu-west-1', provider: witness } })),
    ).toThrow('witness.region and home.region are equal');
  });
});

describe('selfFence', () => {
  it('lets the operations write the rows of both clusters, and gives the servers 30 s', () => {
    const all = synthesiseCommunity(withSelfFence);
    expect(statement(all, 'WitnessFence')).toMatchObject({
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['fence-home', 'fence-away'] } },
    });
    expect(variables(all)[0]).toMatchObject({ SELF_FENCE_AFTER_SECONDS: '30' });
  });

  it('is off without being asked for, also with servers that stop by themselves', () => {
    const all = synthesiseCommunity((valid, providers) => ({ ...withSelfFence(valid, providers), selfFence: false }));
    expect(variables(all)[0]).not.toHaveProperty('SELF_FENCE_AFTER_SECONDS');
    expect(statement(all, 'WitnessFence')).toBeUndefined();
  });

  it('needs a witness', () =>
    expect(refusal((valid, providers) => ({ ...withSelfFence(valid, providers), witness: undefined }))).toThrow(
      'selfFence needs a witness',
    ));

  it('needs servers of both clusters that stop by themselves', () =>
    expect(refusal((valid, providers) => ({ ...withSelfFence(valid, providers), away: valid.away }))).toThrow(
      'the servers of away do not stop by themselves',
    ));

  it('gives servers no less than the time that they take', () =>
    expect(refusal((valid, providers) => ({ ...withSelfFence(valid, providers), fenceAfterSeconds: 20 }))).toThrow(
      'fenceAfterSeconds is 20',
    ));

  it('is what fenceAfterSeconds is for', () =>
    expect(refusal((valid) => ({ ...valid, fenceAfterSeconds: 60 }))).toThrow('without selfFence'));
});
