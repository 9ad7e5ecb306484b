import { bucketPolicy, rolePolicies, roleName } from '../../../delivery/policies/render';
import { stateStoreOf } from '../../../delivery/state/desired';
import { AGENT_ROLES, type Access } from '../../../live/agents';
import { CONFIGS, ENVIRONMENTS, type EnvironmentName } from '../../../live/environments';
import type { EnvironmentConfig } from '../../../live/shared/environment-config';
import { isAllowed, type Context } from './evaluate';

/** Room for all policies of a role, without white space. */
const MAX_CHARACTERS = 10_240;

const ACCESSES = Object.keys(AGENT_ROLES) as Access[];
const [first, second] = ENVIRONMENTS as [EnvironmentName, EnvironmentName];
const { identifier, accountId, hostedZoneId, clientName, state } = CONFIGS[first];

/** Every request is made with the TLS of today. */
const TLS: Context = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
/** The headers that the records are written with. */
const RECORD: Context = {
  's3:ObjectCreationOperation': 'true',
  's3:if-none-match': '*',
  's3:object-lock-mode': 'GOVERNANCE',
  's3:object-lock-remaining-retention-days': '364',
};
const PART_OF_UPLOAD: Context = { 's3:ObjectCreationOperation': 'false' };
const OF_THE_PAIR: Context = { 'aws:ResourceTag/environment': first, 'aws:ResourceTag/identifier': identifier };
const STATE_KEY: Context = {
  'kms:ResourceAliases': [`alias/vault-dr-state-${first}`],
  'aws:ResourceTag/environment': first,
};

const REVIEW = 'evidence/reviews/4b825dc6/1.json';
const APPLY = 'evidence/applies/1.json';
const STATE = `vault-dr/${first}/terraform.tfstate`;
const LOCK = `${STATE}.tflock`;
const LEFT = `errored/${first}/1.tfstate`;

const without = (context: Context, key: string): Context =>
  Object.fromEntries(Object.entries(context).filter(([name]) => name !== key));

/** Whether a role of an environment may do something with an object in the state bucket of the first one. */
function mayInBucket(
  access: Access,
  action: string,
  key: string,
  context: Context = {},
  environment: EnvironmentName = first,
): boolean {
  const config = CONFIGS[environment];
  const PrincipalArn = `arn:aws:iam::${config.accountId}:role/${roleName(access)}`;
  return isAllowed(policiesOf(config, access), bucketPolicy(stateStoreOf(CONFIGS[first])), {
    action,
    resource: `arn:aws:s3:::${state.bucket}/${key}`,
    context: { ...TLS, ...context, 'aws:PrincipalArn': PrincipalArn },
    from: config.accountId,
    to: accountId,
  });
}

const policiesOf = (config: EnvironmentConfig, access: Access) => Object.values(rolePolicies(config, access).policies);

/** Whether a role of the first environment may do something in its account. */
const may = (access: Access, action: string, resource: string, context: Context = {}): boolean =>
  isAllowed(policiesOf(CONFIGS[first], access), undefined, {
    action,
    resource,
    context: { ...TLS, ...context },
    from: accountId,
    to: accountId,
  });

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${accountId}:${rest}`;
const ROLE = `arn:aws:iam::${accountId}:role/vault-dr-operations-home-${first}-${identifier}`;
const KEY = arn('kms', 'key/0a1b');
const LAMBDA = arn('lambda', `function:vault-dr-operations-${first}-${identifier}`);
const WATCH = arn('lambda', `function:vault-watch-${first}-${identifier}`);
const BY_DYNAMODB: Context = { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' };
const TABLE = arn('dynamodb', `table/vault-dr-journal-${first}-${identifier}`);
const SECRET = arn('secretsmanager', `secret:vault-dr-operation-token-${first}-${identifier}-AbCdEf`);
const ZONE = `arn:aws:route53:::hostedzone/${hostedZoneId}`;
const RECORD_NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';

describe('the role that plans', () => {
  it.each<[what: string, action: string, key: string, context?: Context]>([
    ['read the state', 's3:GetObject', STATE],
    ['read a record of an apply', 's3:GetObject', APPLY],
    ['write a review', 's3:PutObject', REVIEW, RECORD],
    ['lock a review', 's3:PutObjectRetention', REVIEW, RECORD],
  ])('may %s', (...[, action, key, context]) => {
    expect(mayInBucket('plan', action, key, context)).toBe(true);
  });

  it.each<[what: string, action: string, key: string, context?: Context]>([
    ['write the state', 's3:PutObject', STATE],
    ['delete the state', 's3:DeleteObject', STATE],
    ['lock the state', 's3:PutObject', LOCK],
    ['take the lock off the state', 's3:DeleteObject', LOCK],
    ['write a record of an apply', 's3:PutObject', APPLY, RECORD],
    ['read a state that was left', 's3:GetObject', LEFT],
    ['write a state that was left', 's3:PutObject', LEFT],
    ['write anything else', 's3:PutObject', 'plan-bundles/prod/4b825dc6/0.zip'],
  ])('may not %s', (...[, action, key, context]) => {
    expect(mayInBucket('plan', action, key, context)).toBe(false);
  });

  it.each<[what: string, action: string, resource: string, context?: Context]>([
    ['read a Lambda', 'lambda:GetFunction', LAMBDA],
    ['read a table', 'dynamodb:DescribeTable', TABLE],
    ['read the lease', 'dynamodb:GetItem', TABLE, { 'dynamodb:LeadingKeys': ['lease'] }],
    ['read the records', 'route53:ListResourceRecordSets', ZONE],
    ['use the key of the state', 'kms:Decrypt', KEY, STATE_KEY],
  ])('may %s', (...[, action, resource, context]) => {
    expect(may('plan', action, resource, context)).toBe(true);
  });

  it.each<[what: string, action: string, resource: string, context?: Context]>([
    ['change a Lambda', 'lambda:UpdateFunctionCode', LAMBDA],
    ['run a Lambda', 'lambda:InvokeFunction', LAMBDA],
    ['change a record', 'route53:ChangeResourceRecordSets', ZONE, { [RECORD_NAMES]: [clientName] }],
    ['read the operation token', 'secretsmanager:GetSecretValue', SECRET],
    ['read the journal', 'dynamodb:GetItem', TABLE, { 'dynamodb:LeadingKeys': ['run#1'] }],
    ['write the lease', 'dynamodb:PutItem', TABLE, { 'dynamodb:LeadingKeys': ['lease'] }],
    ['decrypt with a key of the pair', 'kms:Decrypt', KEY, OF_THE_PAIR],
    ['become another role', 'sts:AssumeRole', ROLE],
    ['give a role to a Lambda', 'iam:PassRole', ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
  ])('may not %s', (...[, action, resource, context]) => {
    expect(may('plan', action, resource, context)).toBe(false);
  });

  it('has no action that changes an environment', () => {
    const READS = /:(BatchGet|Describe|Get|List|Validate)|^kms:Decrypt$/;
    const { read, plan } = rolePolicies(CONFIGS[first], 'plan').policies;
    const actions = (read?.Statement ?? []).flatMap(({ Action }) => Action as string);
    expect(actions.filter((action) => !READS.test(action))).toEqual([]);
    expect(plan?.Statement.flatMap(({ Action }) => Action as string).filter((each) => !READS.test(each))).toEqual([
      's3:PutObject',
      's3:PutObjectRetention',
      'kms:GenerateDataKey',
    ]);
  });
});

describe('the role that applies', () => {
  it.each<[what: string, action: string, key: string, context?: Context]>([
    ['write the state', 's3:PutObject', STATE],
    ['give the lock back', 's3:DeleteObject', LOCK],
    ['keep a state that it could not save', 's3:PutObject', LEFT],
    ['read a review', 's3:GetObject', REVIEW],
    ['write a record of an apply', 's3:PutObject', APPLY, RECORD],
  ])('may %s', (...[, action, key, context]) => {
    expect(mayInBucket('apply', action, key, context)).toBe(true);
  });

  it.each<[what: string, action: string, key: string, context?: Context]>([
    ['write a review', 's3:PutObject', REVIEW, RECORD],
    ['delete the state', 's3:DeleteObject', STATE],
    ['delete an old version of the state', 's3:DeleteObjectVersion', STATE],
    ['delete a state that was left', 's3:DeleteObject', LEFT],
    ['keep a state for another environment', 's3:PutObject', `errored/${second}/1.tfstate`],
  ])('may not %s', (...[, action, key, context]) => {
    expect(mayInBucket('apply', action, key, context)).toBe(false);
  });

  it.each<[what: string, action: string, resource: string, context?: Context]>([
    ['change a Lambda', 'lambda:UpdateFunctionCode', LAMBDA],
    ['ask for the status of the pair', 'lambda:InvokeFunction', WATCH],
    ['let DynamoDB use a key of the pair', 'kms:Decrypt', KEY, { ...OF_THE_PAIR, ...BY_DYNAMODB }],
    ['change a record of the client name', 'route53:ChangeResourceRecordSets', ZONE, { [RECORD_NAMES]: [clientName] }],
    ['give a role to a Lambda', 'iam:PassRole', ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['delete a key of the pair', 'kms:ScheduleKeyDeletion', KEY, OF_THE_PAIR],
  ])('may %s', (...[, action, resource, context]) => {
    expect(may('apply', action, resource, context)).toBe(true);
  });

  it.each<[what: string, action: string, resource: string, context?: Context]>([
    ['change the policy of the state bucket', 's3:PutBucketPolicy', `arn:aws:s3:::${state.bucket}`],
    ['change its own role', 'iam:PutRolePolicy', `arn:aws:iam::${accountId}:role/vault-dr-apply`],
    ['change who may plan', 'iam:UpdateAssumeRolePolicy', `arn:aws:iam::${accountId}:role/vault-dr-plan`],
    ['attach a policy of AWS to a role', 'iam:AttachRolePolicy', ROLE],
    ['give a role to a machine', 'iam:PassRole', ROLE, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['read the operation token', 'secretsmanager:GetSecretValue', SECRET],
    ['decrypt with a key of the pair itself', 'kms:Decrypt', KEY, OF_THE_PAIR],
    ['run an operation', 'lambda:InvokeFunction', LAMBDA],
    ['change another record', 'route53:ChangeResourceRecordSets', ZONE, { [RECORD_NAMES]: ['www.example.com'] }],
    ['change a zone that is not its own', 'route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z0'],
    ['change a Lambda of others', 'lambda:UpdateFunctionCode', arn('lambda', 'function:orders')],
    [
      'let a Lambda of others read a stream',
      'lambda:CreateEventSourceMapping',
      '*',
      { 'lambda:FunctionArn': arn('lambda', 'function:orders') },
    ],
    [
      'change a Lambda of another environment in this account',
      'lambda:UpdateFunctionCode',
      arn('lambda', `function:vault-auth-${second}-${identifier}`),
    ],
    ['delete the key of the state', 'kms:ScheduleKeyDeletion', KEY, STATE_KEY],
    [
      'make the key of the state look like one of the pair',
      'kms:TagResource',
      KEY,
      { ...STATE_KEY, 'aws:RequestTag/environment': first, 'aws:RequestTag/identifier': identifier },
    ],
    [
      'delete the key of the state, tagged like one of the pair',
      'kms:ScheduleKeyDeletion',
      KEY,
      { ...STATE_KEY, ...OF_THE_PAIR },
    ],
    ['delete a key of others', 'kms:ScheduleKeyDeletion', KEY, { 'aws:ResourceTag/environment': first }],
  ])('may not %s', (...[, action, resource, context]) => {
    expect(may('apply', action, resource, context)).toBe(false);
  });
});

describe('the role that drills', () => {
  it('may run the operations, and change nothing else', () => {
    expect(may('drill', 'lambda:InvokeFunction', LAMBDA)).toBe(true);
    expect(may('drill', 'lambda:UpdateFunctionCode', LAMBDA)).toBe(false);
    expect(mayInBucket('drill', 's3:GetObject', STATE)).toBe(false);
    expect(mayInBucket('drill', 's3:PutObject', REVIEW, RECORD)).toBe(false);
  });
});

describe('the evidence in the bucket', () => {
  const WRITERS: [Access, string][] = [
    ['plan', REVIEW],
    ['apply', APPLY],
  ];

  it.each(WRITERS)('is written by the role that may %s only with every header', (access, key) => {
    const isRefused = (context: Context): boolean => !mayInBucket(access, 's3:PutObject', key, context);
    expect(isRefused(RECORD)).toBe(false);
    expect(isRefused(without(RECORD, 's3:if-none-match'))).toBe(true);
    expect(isRefused(without(RECORD, 's3:object-lock-mode'))).toBe(true);
    expect(isRefused({ ...RECORD, 's3:object-lock-remaining-retention-days': '30' })).toBe(true);
  });

  it.each(WRITERS)('is not put together from parts by the role that may %s without the condition', (access, key) => {
    expect(mayInBucket(access, 's3:PutObject', key, PART_OF_UPLOAD)).toBe(true);
    expect(mayInBucket(access, 's3:PutObject', key, { 's3:ObjectCreationOperation': 'true' })).toBe(false);
  });

  /** Somebody with every right in the account, such as a Lambda with a role that was made for it. */
  const administratorMay = (action: string, key: string, context: Context = {}): boolean =>
    isAllowed(
      [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
      bucketPolicy(stateStoreOf(CONFIGS[first])),
      {
        action,
        resource: `arn:aws:s3:::${state.bucket}/${key}`,
        context: { ...TLS, ...context, 'aws:PrincipalArn': `arn:aws:iam::${accountId}:role/somebody` },
        from: accountId,
        to: accountId,
      },
    );

  it.each<[what: string, action: string, key: string, context?: Context]>([
    ['write a review', 's3:PutObject', REVIEW, RECORD],
    ['write a record of an apply', 's3:PutObject', APPLY, RECORD],
    ['hide a record under a delete marker', 's3:DeleteObject', REVIEW],
    ['delete a record', 's3:DeleteObjectVersion', REVIEW],
    ['lift the lock of a record', 's3:BypassGovernanceRetention', APPLY],
    [
      'shorten the lock of a record',
      's3:PutObjectRetention',
      APPLY,
      { 's3:object-lock-remaining-retention-days': '1' },
    ],
  ])('is safe from an administrator who wants to %s', (...[, action, key, context]) => {
    expect(administratorMay(action, key, context)).toBe(false);
  });

  it('can be read by an administrator, who can also repair a state', () => {
    expect(administratorMay('s3:GetObject', APPLY)).toBe(true);
    expect(administratorMay('s3:PutObject', STATE)).toBe(true);
  });

  it.each<[string, Context]>([
    ['plain HTTP', { 'aws:SecureTransport': 'false' }],
    ['TLS 1.1', { 's3:TlsVersion': '1.1' }],
  ])('is not read with %s', (_what, context) => {
    expect(administratorMay('s3:GetObject', APPLY, context)).toBe(false);
  });
});

describe('every role', () => {
  it.each(ACCESSES)('of another environment can do nothing here: %s', (access) => {
    for (const key of [STATE, LOCK, LEFT, REVIEW, APPLY]) {
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) {
        expect({ key, action, may: mayInBucket(access, action, key, RECORD, second) }).toMatchObject({ may: false });
      }
    }
  });

  it.each(ACCESSES)('names only its own account, bucket and environment: %s', (access) => {
    const text = JSON.stringify(rolePolicies(CONFIGS[first], access).policies);
    const accounts = [...text.matchAll(/:(\d{12}):/g)].map(([, account]) => account);
    expect([...new Set(accounts)]).toEqual([accountId]);
    for (const other of ENVIRONMENTS.slice(1)) expect(text).not.toContain(CONFIGS[other].state.bucket);
  });

  it.each(ACCESSES)('can be taken only by the machines that %s', (access) => {
    expect(rolePolicies(CONFIGS[first], access).trust.Statement).toEqual([
      { Sid: 'Agent', Effect: 'Allow', Principal: { AWS: AGENT_ROLES[access] }, Action: 'sts:AssumeRole' },
    ]);
  });

  it('is kept from the records of the other one by its own policies too, not only by the bucket', () => {
    const write = (access: Access, key: string): boolean =>
      may(access, 's3:PutObject', `arn:aws:s3:::${state.bucket}/${key}`, RECORD);
    expect([write('plan', REVIEW), write('plan', APPLY)]).toEqual([true, false]);
    expect([write('apply', REVIEW), write('apply', APPLY)]).toEqual([false, true]);
  });

  it('has its own machines', () => {
    expect(new Set(Object.values(AGENT_ROLES)).size).toBe(ACCESSES.length);
  });

  it.each(ENVIRONMENTS.flatMap((name) => ACCESSES.map((access) => [name, access] as const)))(
    'fits into the room that AWS has for it: %s %s',
    (environment, access) => {
      const text = policiesOf(CONFIGS[environment], access).map((each) => JSON.stringify(each));
      expect(text.join('').length).toBeLessThan(MAX_CHARACTERS);
    },
  );

  it('may become the roles of a zone in another account, if there is one', () => {
    const dns = {
      accountId: '999999999999',
      roleArn: 'arn:aws:iam::999999999999:role/read',
      deployRoleArn: 'arn:aws:iam::999999999999:role/write',
    };
    const policies = policiesOf({ ...CONFIGS[first], dns }, 'apply');
    const become = (resource: string): boolean =>
      isAllowed(policies, undefined, {
        action: 'sts:AssumeRole',
        resource,
        context: TLS,
        from: accountId,
        to: accountId,
      });
    expect([dns.roleArn, dns.deployRoleArn, ROLE].map(become)).toEqual([true, true, false]);
  });

  it('may change every zone of the client name', () => {
    const policies = policiesOf({ ...CONFIGS[first], otherHostedZoneIds: ['Z0PRIVATE'] }, 'apply');
    const change = (zone: string): boolean =>
      isAllowed(policies, undefined, {
        action: 'route53:ChangeResourceRecordSets',
        resource: `arn:aws:route53:::hostedzone/${zone}`,
        context: { ...TLS, [RECORD_NAMES]: [clientName] },
        from: accountId,
        to: accountId,
      });
    expect([hostedZoneId, 'Z0PRIVATE', 'Z0OTHER'].map(change)).toEqual([true, true, false]);
  });

  it('has no more rights by a value with a quote in it', () => {
    const identifier = 'eu1","Effect":"Allow","Action":"*';
    const actions = (config: EnvironmentConfig): unknown[] =>
      policiesOf(config, 'plan').flatMap(({ Statement }) => Statement.map(({ Action }) => Action));
    expect(actions({ ...CONFIGS[first], identifier })).toEqual(actions(CONFIGS[first]));
  });
});
