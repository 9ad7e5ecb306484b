import { join } from 'node:path';
import { expectKept } from '../helpers/kept-file';
import { partsOf, type Part } from './stack-text';
import { synthesisePair, withWitness } from './synthesise';

const MEANING =
  'Somebody has other rights than before. Read each line as an attacker would, and keep only what is needed.';

/** Every pair that grants something of its own: the third region, and the mount. */
const parts = partsOf(
  synthesisePair((valid, providers) => ({ ...withWitness(valid, providers), awsAuth: { create: true } })),
);

/** Attributes that hold an AWS policy. */
const POLICIES = ['assume_role_policy', 'policy'] as const;

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const isAwsPolicy = ({ address }: Part, attribute: string, value: unknown): value is string =>
  address.startsWith('aws_') && POLICIES.some((policy) => policy === attribute) && typeof value === 'string';

const statementsOf = (policy: string): readonly Statement[] =>
  (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement;

/** What may be done to AWS resources: by roles, by whoever a key names, by whoever calls a Lambda. */
function awsRights(part: Part): string[] {
  const { address, attributes } = part;
  if (address.startsWith('aws_lambda_permission.')) {
    const rest = withoutProvider(attributes);
    return [`${address}\n${indent(Object.entries(rest).map(([name, value]) => `${name}: ${String(value)}`))}`];
  }
  return Object.entries(attributes).flatMap(([attribute, value]) =>
    isAwsPolicy(part, attribute, value) ? statementsOf(value).map((one) => render(address, one)) : [],
  );
}

function render(address: string, statement: Statement): string {
  const { Sid = 'Trust', Effect, Principal, Action, Resource, Condition, ...unknown } = statement;
  expect(unknown).toEqual({});
  const lines = [
    ...Object.entries(Principal ?? {}).flatMap(([kind, who]) => [who].flat().map((one) => `to ${kind} ${one}`)),
    ...[Action].flat().map((action) => `may ${action}`),
    ...[Resource ?? []].flat().map((resource) => `on ${resource}`),
    ...Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `if ${key} ${operator} ${[values].flat().join(', ')}`),
    ),
  ];
  return `${address} ${Sid}: ${Effect}\n${indent(lines)}`;
}

/** What may be done to Vault, and who may become it. */
function vaultRights({ address, attributes }: Part): string[] {
  const rest = withoutProvider(attributes);
  if (address.startsWith('vault_policy.')) return [`${address}\n${indent(String(rest['policy']).trim().split('\n'))}`];
  if (!/^vault_.*_role\./.test(address)) return [];
  return [
    `${address}\n${indent(Object.entries(rest).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`))}`,
  ];
}

const withoutProvider = (attributes: Part['attributes']): Part['attributes'] =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'provider'));

const indent = (texts: readonly string[]): string =>
  texts.flatMap((text) => (text === '' ? [] : [`  ${text}`])).join('\n');

const listOf = (rights: (part: Part) => string[]): string => `${parts.flatMap(rights).join('\n\n')}\n`;

describe('the rights', () => {
  it('of every role, key and caller in AWS are those of the list', () => {
    expectKept(join(__dirname, 'lists', 'aws-rights.txt'), listOf(awsRights), MEANING);
  });

  it('of every policy and role in Vault are those of the list', () => {
    expectKept(join(__dirname, 'lists', 'vault-rights.txt'), listOf(vaultRights), MEANING);
  });
});

describe('every policy', () => {
  const statements = parts.flatMap((part) =>
    Object.entries(part.attributes).flatMap(([attribute, value]) =>
      isAwsPolicy(part, attribute, value) ? statementsOf(value).map((one) => ({ ...one, part: part.address })) : [],
    ),
  );
  const named = (one: { readonly part: string; readonly Sid?: string }): string => `${one.part} ${one.Sid ?? ''}`;

  it('trusts Lambda, and no other service, with a role', () => {
    const trusts = parts.filter(({ address }) => address.startsWith('aws_iam_role.'));
    expect(trusts).toHaveLength(12);
    for (const { attributes } of trusts) {
      expect(statementsOf(String(attributes['assume_role_policy']))).toEqual([
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
    }
  });

  it('lets nobody who is not named use a key', () => {
    const keys = statements.filter(({ part }) => part.startsWith('aws_kms_key.'));
    for (const { Sid, Principal, Condition } of keys) {
      expect(Object.values(Principal ?? {}).flat()).not.toContain('*');
      // The account itself is limited by its own policies. A service of AWS works for every account of the world.
      expect([Sid, Condition !== undefined]).toEqual([Sid, Principal?.['Service'] !== undefined]);
    }
  });

  it('ends in a wildcard only where the list here says why', () => {
    const wildcards = statements.flatMap((one) =>
      [one.Resource ?? []].flat().flatMap((resource) => (resource.includes('*') ? [`${one.Sid}: ${resource}`] : [])),
    );
    expect([...new Set(wildcards.map((text) => text.replace(/\$\{[^}]*\}/, '')))].sort()).toEqual([
      'Account: *', // in a key's policy, the key itself
      'Alarms: *', // in a key's policy, the key itself
      'Logs: *', // in a key's policy, the key itself
      'Logs: :*', // the streams of one log group
      'Network: *', // AWS knows no resource for these actions
      'NetworkNotByCode: *', // a denial
      'ReadChange: arn:aws:route53:::change/*', // the id of a change is not known before
      'Tracing: *', // AWS knows no resource for these actions
    ]);
  });

  it('has a Sid of its own for each statement of a role', () => {
    const ofRoles = statements.filter(({ part }) => part.startsWith('aws_iam_role_policy.')).map(named);
    expect(new Set(ofRoles).size).toBe(ofRoles.length);
  });
});
