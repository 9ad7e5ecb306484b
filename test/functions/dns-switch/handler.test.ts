import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../functions/dns-switch';
import type { DnsSwitchResult } from '../../../functions/dns-switch/contract';
import { failure } from '../../helpers/errors';
import { primaryRoutes, secondaryRoutes, startVault, type VaultRoutes } from '../../helpers/fake-vault';
import { captureOutput, lambdaContext, vaultEnv } from '../../helpers/lambda';
import { closeServers, refusingAddress } from '../../helpers/servers';

const DNS_ENV = {
  HOSTED_ZONE_ID: 'Z1',
  CLIENT_NAME: 'vault.example.com',
  HOME_SET_IDENTIFIER: 'h',
  AWAY_SET_IDENTIFIER: 'a',
};
const HOME = { home: 255, away: 0 };
const AWAY = { home: 0, away: 255 };

const route53 = mockClient(Route53Client);
const before = process.env;

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

beforeEach(() => {
  route53.reset();
  recordsAre(HOME);
  route53.on(ChangeResourceRecordSetsCommand).resolves(change('PENDING'));
  route53.on(GetChangeCommand).resolves(change('INSYNC'));
  captureOutput();
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await closeServers();
});

/** @param home routes of home, or `undefined` when nobody listens there */
const pair = async (home: VaultRoutes | undefined, away: VaultRoutes): Promise<void> => {
  const homeServer = home ? await startVault(home) : { address: await refusingAddress() };
  process.env = { ...before, ...DNS_ENV, ...vaultEnv(homeServer, await startVault(away)) };
};
const run = (event: unknown = {}, remainingMs = 30_000): Promise<DnsSwitchResult> =>
  handler(event, lambdaContext(remainingMs));
const sent = () => route53.commandCalls(ChangeResourceRecordSetsCommand).map(({ args }) => args[0].input.ChangeBatch);

describe('handler of dns-switch', () => {
  it('gives the name to the new primary in one batch and waits for INSYNC', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    const result = { active: 'away', before: HOME, after: AWAY, changeId: 'C1', status: 'INSYNC' };
    expect(await run()).toEqual(result);
    expect(sent()).toHaveLength(1);
    expect(sent()[0]?.Changes).toMatchObject([
      { Action: 'UPSERT', ResourceRecordSet: { SetIdentifier: 'h', Weight: 0, TTL: 10 } },
      { Action: 'UPSERT', ResourceRecordSet: { SetIdentifier: 'a', Weight: 255, TTL: 10 } },
    ]);
  });

  it('gives the name to the primary although the other cluster is unreachable', async () => {
    await pair(undefined, primaryRoutes());
    expect(await run()).toMatchObject({ active: 'away', after: AWAY, status: 'INSYNC' });
  });

  it('says PENDING when the time of the Lambda runs out first', async () => {
    await pair(secondaryRoutes(), primaryRoutes());
    route53.on(GetChangeCommand).resolves(change('PENDING'));
    // 100 ms beyond the reserve: enough for one look, too little for a pause.
    const limited = { ...lambdaContext(), getRemainingTimeInMillis: () => 3100 };
    expect(await handler({}, limited)).toMatchObject({ status: 'PENDING', changeId: 'C1' });
  });

  it.each([{ dryRun: true }, { dryRun: true, source: 'aws.events', detail: {} }])('only plans on %j', async (event) => {
    await pair(secondaryRoutes(), primaryRoutes());
    expect(await run(event)).toEqual({ active: 'away', before: HOME, after: AWAY, status: 'PLANNED' });
    expect(sent()).toEqual([]);
  });

  it.each([{}, null, undefined, { dryRun: false }, { dryRun: true }])(
    'changes nothing on %j when the weights are right',
    async (event) => {
      await pair(primaryRoutes(), secondaryRoutes());
      expect(await run(event)).toEqual({ active: 'home', before: HOME, after: HOME, status: 'UNCHANGED' });
      expect(sent()).toEqual([]);
    },
  );

  it.each<[string, string, VaultRoutes | undefined, VaultRoutes, { home: number; away: number }]>([
    ['two primaries', 'PlanRefusedError', primaryRoutes(), primaryRoutes(), HOME],
    ['no primary', 'PlanRefusedError', undefined, secondaryRoutes(), HOME],
    ['weights set by hand', 'PlanRefusedError', secondaryRoutes(), primaryRoutes(), { home: 10, away: 90 }],
  ])('refuses %s and sends nothing', async (_name, error, home, away, weights) => {
    await pair(home, away);
    recordsAre(weights);
    expect(await failure(run())).toMatchObject({ name: error });
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
    expect(await failure(run())).toMatchObject({ name: 'RecordsError' });
    expect(sent()).toEqual([]);
  });

  it.each([...Object.keys(DNS_ENV), 'VAULT_HOME_ADDR', 'VAULT_AWAY_ADDR'])(
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
    expect(error).toMatchObject({ name: 'AwsError', call: 'ChangeResourceRecordSets', retryable: false, cause });
  });
});
