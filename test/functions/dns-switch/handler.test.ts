import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type DeleteItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../functions/dns-switch';
import type { DnsSwitchResult } from '../../../functions/dns-switch/contract';
import type { Promotion } from '../../../functions/dr-operations/world';
import type { ClusterName } from '../../../functions/shared/contract';
import { failure } from '../../helpers/errors';
import {
  answer,
  primaryRoutes,
  SECONDARY_STATUS,
  secondaryRoutes,
  startVault,
  type VaultRoutes,
} from '../../helpers/fake-vault';
import { captureOutput, lambdaContext, vaultEnv } from '../../helpers/lambda';
import { PAIR_ENV } from '../../helpers/pair-env';
import { closeServers, refusingAddress } from '../../helpers/servers';
import { FakeTable } from '../dr-operations/fake-aws';

const HOME = { home: 255, away: 0 };
const AWAY = { home: 0, away: 255 };

const route53 = mockClient(Route53Client);
const dynamo = mockClient(DynamoDBClient);
const before = process.env;
let tables: Record<ClusterName, FakeTable>;

const change = (Status: 'PENDING' | 'INSYNC') => ({
  ChangeInfo: { Id: '/change/C1', Status, SubmittedAt: new Date(0) },
});
const recordsAre = ({ home, away }: { home: number; away: number }): void => {
  const set = (SetIdentifier: string, Weight: number) => ({
    Name: 'vault.example.com.',
    Type: 'CNAME' as const,
    SetIdentifier,
    Weight,
    TTL: 10,
    ResourceRecords: [{ Value: `${SetIdentifier}.example.com` }],
  });
  route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: [set('h', home), set('a', away)] });
};

/** Uses the table in the region of the client. */
async function ask(
  client: DynamoDBClient,
  command: PutItemCommand | DeleteItemCommand | QueryCommand,
): Promise<object> {
  const cluster = (await client.config.region()) === PAIR_ENV.HOME_REGION ? 'home' : 'away';
  return tables[cluster].client.send(command as PutItemCommand);
}

beforeEach(() => {
  route53.reset();
  dynamo.reset();
  recordsAre(HOME);
  route53.on(ChangeResourceRecordSetsCommand).resolves(change('PENDING'));
  route53.on(GetChangeCommand).resolves(change('INSYNC'));
  tables = { home: new FakeTable(), away: new FakeTable() };
  type GetClient = () => DynamoDBClient;
  dynamo
    .on(PutItemCommand)
    .callsFake((input: PutItemCommandInput, from: GetClient) => ask(from(), new PutItemCommand(input)));
  dynamo
    .on(DeleteItemCommand)
    .callsFake((input: DeleteItemCommandInput, from: GetClient) => ask(from(), new DeleteItemCommand(input)));
  dynamo
    .on(QueryCommand)
    .callsFake((input: QueryCommandInput, from: GetClient) => ask(from(), new QueryCommand(input)));
  captureOutput();
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await closeServers();
});

/** @param home routes of home, or `undefined` if its address refuses connections; the same for away */
const pair = async (home: VaultRoutes | undefined, away: VaultRoutes | undefined): Promise<void> => {
  const start = async (routes: VaultRoutes | undefined): Promise<{ address: string }> =>
    routes ? startVault(routes) : { address: await refusingAddress() };
  process.env = {
    ...before,
    AWS_REGION: 'eu-central-1',
    ...PAIR_ENV,
    ...vaultEnv(await start(home), await start(away)),
  };
};
/** A secondary without a link. */
const idleRoutes = (): VaultRoutes =>
  secondaryRoutes({
    'GET sys/replication/dr/status': answer(200, { data: { ...SECONDARY_STATUS, state: 'idle', primaries: [] } }),
  });

/** The newest entry of both journals. */
const journalSays = (outcome: 'done' | 'running', promotion?: Pick<Promotion, 'cluster' | 'proof'>): void => {
  const at = '2025-01-01T10:00:00.000Z';
  for (const { items } of Object.values(tables)) {
    items.set(`operation/${at}#1`, {
      pk: { S: 'operation' },
      sk: { S: `${at}#1` },
      operation: { S: 'failover' },
      target: { S: 'away' },
      outcome: { S: outcome },
      ...(promotion && { promotion: { S: JSON.stringify({ at, ...promotion }) } }),
    });
  }
};
const run = (event: unknown = {}, remainingMs = 30_000): Promise<DnsSwitchResult> =>
  handler(event, lambdaContext(remainingMs));
const sent = () => route53.commandCalls(ChangeResourceRecordSetsCommand).map(({ args }) => args[0].input.ChangeBatch);

describe('handler of dns-switch', () => {
  it('gives the name to the new primary in one batch and waits for INSYNC', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    expect(await run()).toEqual({ active: 'away', before: HOME, after: AWAY, status: 'INSYNC' });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.Changes).toMatchObject([
      { Action: 'UPSERT', ResourceRecordSet: { SetIdentifier: 'h', Weight: 0, TTL: 10 } },
      { Action: 'UPSERT', ResourceRecordSet: { SetIdentifier: 'a', Weight: 255, TTL: 10 } },
    ]);
  });

  it('holds the lease in both regions meanwhile, gives it back, and keeps a journal in both', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    const holders: (string | undefined)[] = [];
    route53.on(ChangeResourceRecordSetsCommand).callsFake(() => {
      holders.push(...Object.values(tables).map((table) => table.lease()?.['holder']?.S));
      return change('PENDING');
    });
    await run();
    const holder = 'dns-switch by dns-switch in eu-central-1';
    expect(holders).toEqual([holder, holder]);
    for (const table of Object.values(tables)) {
      expect(table.lease()).toBeUndefined();
      expect(table.journal()).toMatchObject([{ outcome: 'done' }]);
    }
  });

  it('gives the name to the cluster that took over although the other one is unreachable', async () => {
    await pair(undefined, primaryRoutes());
    journalSays('done', { cluster: 'away', proof: 'none' });
    expect(await run()).toMatchObject({ active: 'away', after: AWAY, status: 'INSYNC' });
  });

  it('gives the name to the one of two primaries that took over', async () => {
    await pair(primaryRoutes(), primaryRoutes());
    journalSays('done', { cluster: 'away', proof: 'none' });
    expect(await run()).toMatchObject({ active: 'away', after: AWAY });
  });

  it('carries the last promotion on in the journal', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    const promotion = { cluster: 'away', proof: 'came' } as const;
    journalSays('done', promotion);
    await run();
    const items = [...tables.home.items].filter(([key]) => key.startsWith('operation/'));
    expect(items.map(([, item]) => JSON.parse(item['promotion']?.S ?? '{}') as unknown)).toMatchObject([
      promotion,
      promotion,
    ]);
  });

  it('says PENDING when the time of the Lambda runs out first', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    route53.on(GetChangeCommand).resolves(change('PENDING'));
    // Three seconds beyond the reserve.
    expect(await run({}, 8_000)).toMatchObject({ status: 'PENDING', after: AWAY });
  });

  it.each([{ dryRun: true }, { dryRun: true, source: 'aws.events', detail: {} }])('only plans on %j', async (event) => {
    await pair(secondaryRoutes(), primaryRoutes());
    expect(await run(event)).toEqual({ active: 'away', before: HOME, after: AWAY, status: 'PLANNED' });
    expect(sent()).toEqual([]);
    expect(Object.values(tables).flatMap(({ calls }) => calls)).toEqual(['QueryCommand', 'QueryCommand']);
  });

  it.each([{}, null, undefined, { dryRun: false }, { dryRun: true }])(
    'changes nothing on %j when the weights are right',
    async (event) => {
      await pair(primaryRoutes(), secondaryRoutes());
      expect(await run(event)).toEqual({ active: 'home', before: HOME, after: HOME, status: 'UNCHANGED' });
      expect(sent()).toEqual([]);
    },
  );

  it('ends no operation of others in the journal', async () => {
    await pair(idleRoutes(), primaryRoutes());
    recordsAre(AWAY);
    journalSays('running', { cluster: 'away', proof: 'due' });
    expect(await run()).toMatchObject({ active: 'away', status: 'UNCHANGED' });
    expect(tables.home.journal()).toMatchObject([{ outcome: 'running' }]);
  });

  it('leaves the name alone while its cluster is the only primary that is seen', async () => {
    await pair(primaryRoutes(), undefined);
    expect(await run()).toMatchObject({ active: 'home', status: 'UNCHANGED' });
  });

  it.each<[string, RegExp, VaultRoutes | undefined, VaultRoutes | undefined, { home: number; away: number }]>([
    ['two primaries', /Both clusters are primary/, primaryRoutes(), primaryRoutes(), HOME],
    ['no primary', /Neither cluster/, undefined, secondaryRoutes(), HOME],
    ['weights set by hand', /by hand/, secondaryRoutes(), primaryRoutes(), { home: 10, away: 90 }],
    ['a primary beside a cluster that is not seen', /may be the newer primary/, undefined, primaryRoutes(), HOME],
  ])('refuses %s and sends nothing', async (_name, message, home, away, weights) => {
    await pair(home, away);
    recordsAre(weights);
    const error = await failure(run());
    expect(error).toMatchObject({ name: 'PlanRefusedError' });
    expect(error.message).toMatch(message);
    expect(sent()).toEqual([]);
  });

  it('refuses to follow an old primary that came back while its successor is not seen', async () => {
    await pair(primaryRoutes(), undefined);
    recordsAre(AWAY);
    journalSays('done', { cluster: 'away', proof: 'none' });
    expect(await failure(run())).toMatchObject({
      name: 'PlanRefusedError',
      reason: expect.stringContaining('away took over from home') as string,
    });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['between a promotion ahead of its proof and the proof', 'done', 'due'],
    ['while an operation is not ended', 'running', 'came'],
  ] as const)('does nothing %s', async (_name, outcome, proof) => {
    await pair(idleRoutes(), primaryRoutes());
    journalSays(outcome, { cluster: 'away', proof });
    expect(await failure(run())).toMatchObject({
      name: 'PlanRefusedError',
      reason: expect.stringContaining('began and did not end') as string,
    });
    expect(sent()).toEqual([]);
  });

  it('refuses while another operation holds the lease and renews it', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    let beat = 0;
    const renewed = jest.spyOn(tables.home, 'answer').mockImplementation(function (this: FakeTable, command) {
      const key = { pk: { S: 'lease' }, sk: { S: 'lease' } };
      const lease = {
        ...key,
        operation_id: { S: 'other' },
        holder: { S: 'switchover by jo' },
        beat: { S: `${beat++}` },
      };
      this.items.set('lease/lease', lease);
      return FakeTable.prototype.answer.call(this, command);
    });
    const error = await failure(run());
    expect(error).toMatchObject({ name: 'LeaseHeldError', holder: 'switchover by jo' });
    expect(renewed).toHaveBeenCalled();
    expect(sent()).toEqual([]);
  });

  it.each(['home', 'away'] as const)('refuses when the table of %s does not answer', async (region) => {
    await pair(secondaryRoutes(), primaryRoutes());
    tables[region].behaviour = 'fails';
    expect(await failure(run())).toMatchObject({ name: 'LeaseError' });
    expect(sent()).toEqual([]);
  });

  it.each([{ dryRun: 'yes' }, 'away', 7])('refuses the event %j', async (event) => {
    await pair(secondaryRoutes(), primaryRoutes());
    expect(await failure(run(event))).toMatchObject({ name: 'InputError' });
    expect(route53.calls()).toHaveLength(0);
  });

  it('refuses when the records are missing', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: [] });
    const error = await failure(run());
    expect(error.message).toMatch(/no weighted record "h"/);
    expect(sent()).toEqual([]);
  });

  it.each([...Object.keys(PAIR_ENV), 'VAULT_HOME_ADDR', 'VAULT_AWAY_ADDR'])(
    'refuses to work without %s',
    async (name) => {
      await pair(secondaryRoutes(), primaryRoutes());
      delete process.env[name];
      expect(await failure(run())).toMatchObject({ name: 'ConfigError' });
      expect(route53.calls()).toHaveLength(0);
    },
  );

  it('fails when Route 53 refuses the change', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    const cause = Object.assign(new Error('no'), { name: 'InvalidChangeBatch', $metadata: { httpStatusCode: 400 } });
    route53.on(ChangeResourceRecordSetsCommand).rejects(cause);
    const error = await failure(run());
    expect(error).toMatchObject({ name: 'StepError' });
    expect(error.message).toMatch(/ChangeResourceRecordSets failed \(InvalidChangeBatch\)/);
    expect(tables.away.lease()).toBeUndefined();
  });
});
