import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { Deadline, startClock } from '../../../functions/shared/clock';
import { AwsError, ConfigError, RecordsError } from '../../../functions/shared/errors';
import {
  awaitInsync,
  changeWeights,
  isForeign,
  MAX_WEIGHT,
  observeRecords,
  parseDnsConfig,
  parseRecords,
  weightsFor,
  withWeights,
  type WeightedRecords,
} from '../../../functions/shared/weighted-records';
import { failure, thrown } from '../../helpers/errors';
import { FakeClock } from '../../helpers/fake-clock';

const CONFIG = {
  hostedZoneIds: ['Z1'],
  clientName: 'vault.example.com',
  setIdentifiers: { home: 'vault-home', away: 'vault-away' },
};

const record = (set: string, weight: number, more: Partial<ResourceRecordSet> = {}): ResourceRecordSet => ({
  Name: 'vault.example.com.',
  Type: 'CNAME',
  SetIdentifier: set,
  Weight: weight,
  TTL: 10,
  ResourceRecords: [{ Value: `${set}.example.com` }],
  ...more,
});
const HOME = record('vault-home', 255);
const AWAY = record('vault-away', 0);
const PAIR = [HOME, AWAY];

/** The records of a listing of one zone. */
const recordsOf = (listed: readonly ResourceRecordSet[]): WeightedRecords =>
  withWeights([parseRecords(listed, 'Z1', CONFIG)]);

const route53 = mockClient(Route53Client);
const client = new Route53Client({});
const deadline = Deadline.in(startClock(), 60_000);

beforeEach(() => route53.reset());

describe('parseDnsConfig', () => {
  const ENV = {
    HOSTED_ZONE_IDS: 'Z1',
    CLIENT_NAME: 'vault.example.com',
    HOME_SET_IDENTIFIER: 'vault-home',
    AWAY_SET_IDENTIFIER: 'vault-away',
  };

  it('reads the zone, the name and both identifiers', () => {
    expect(parseDnsConfig(ENV)).toEqual(CONFIG);
  });

  it.each(Object.keys(ENV))('refuses an environment without %s', (name) => {
    expect(() => parseDnsConfig({ ...ENV, [name]: undefined })).toThrow(new RegExp(`${name} is not set`));
    expect(() => parseDnsConfig({ ...ENV, [name]: ' ' })).toThrow(ConfigError);
  });
});

describe('weights', () => {
  it.each(['home', 'away'] as const)('give all traffic to %s', (active) => {
    const weights = weightsFor(active);
    expect(weights[active]).toBe(MAX_WEIGHT);
    expect(weights.home + weights.away).toBe(MAX_WEIGHT);
    expect(isForeign(weights)).toBe(false);
  });

  it.each([
    [0, 0, false],
    [255, 255, false],
    [100, 0, true],
    [0, 1, true],
    [254, 255, true],
  ])('of %i and %i were edited by hand: %s', (home, away, foreign) => {
    expect(isForeign({ home, away })).toBe(foreign);
  });
});

describe('parseRecords', () => {
  it.each<[string, ResourceRecordSet[]]>([
    ['of the client name', PAIR],
    ['in the other order', [AWAY, HOME]],
    ['in capitals', PAIR.map((set) => ({ ...set, Name: 'VAULT.Example.COM.' }))],
    ['among names that follow', [...PAIR, record('vault-home', 7, { Name: 'vault2.example.com.' })]],
    ['beside a record of another type', [...PAIR, { Name: 'vault.example.com.', Type: 'TXT', TTL: 60 }]],
    ['beside a third one without traffic', [...PAIR, record('old', 0)]],
  ])('finds both records %s', (_name, listed) => {
    const { sets } = parseRecords(listed, 'Z1', CONFIG);
    expect(recordsOf(listed).weights).toEqual({ home: 255, away: 0 });
    expect(sets.home.map(({ SetIdentifier }) => SetIdentifier)).toEqual(['vault-home']);
    expect(sets.away.map(({ SetIdentifier }) => SetIdentifier)).toEqual(['vault-away']);
  });

  it('finds a client name that is configured in capitals', () => {
    expect(parseRecords(PAIR, 'Z1', { ...CONFIG, clientName: 'Vault.Example.com' }).sets.home).toEqual([HOME]);
  });

  describe('of a dual-stack client name', () => {
    const dual = (ipv4: readonly number[], ipv6: readonly number[]): ResourceRecordSet[] => {
      const type = (Type: 'A' | 'AAAA', [home = 0, away = 0]: readonly number[]): ResourceRecordSet[] => [
        record('vault-home', home, { Type }),
        record('vault-away', away, { Type }),
      ];
      return [...type('A', ipv4), ...type('AAAA', ipv6)];
    };

    it('finds the records of both types', () => {
      const { weights, zones } = recordsOf(dual([255, 0], [255, 0]));
      expect(weights).toEqual({ home: 255, away: 0 });
      expect(zones[0]?.sets.away.map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
    });

    it('says that both clusters get clients if the types lead to different ones', () => {
      expect(recordsOf(dual([255, 0], [0, 255])).weights).toEqual({ home: 255, away: 255 });
    });

    it('shows a weight that was edited by hand in one type', () => {
      expect(recordsOf(dual([255, 0], [100, 0])).weights).toEqual({ home: 100, away: 0 });
    });

    it('moves both types in one batch', async () => {
      route53
        .on(ChangeResourceRecordSetsCommand)
        .resolves({ ChangeInfo: { Id: 'C1', Status: 'PENDING', SubmittedAt: new Date(0) } });
      await changeWeights(client, recordsOf(dual([255, 0], [255, 0])), 'away', deadline);
      const [batch, ...more] = route53.commandCalls(ChangeResourceRecordSetsCommand);
      expect(more).toEqual([]);
      expect(
        batch?.args[0].input.ChangeBatch?.Changes?.map(({ ResourceRecordSet: set }) => [
          set?.SetIdentifier,
          set?.Type,
          set?.Weight,
        ]),
      ).toEqual([
        ['vault-home', 'A', 0],
        ['vault-home', 'AAAA', 0],
        ['vault-away', 'A', 255],
        ['vault-away', 'AAAA', 255],
      ]);
    });
  });

  it('keeps weights that are not ours for the planner to judge', () => {
    expect(recordsOf([record('vault-home', 3), record('vault-away', 4)]).weights).toEqual({
      home: 3,
      away: 4,
    });
  });

  const simple: ResourceRecordSet = { Name: HOME.Name, Type: 'CNAME', TTL: 10 };
  const unweighted: ResourceRecordSet = { ...simple, SetIdentifier: 'vault-away', Region: 'eu-west-1' };
  it.each<[string, ResourceRecordSet[], RegExp]>([
    ['nothing', [], /no weighted record "vault-home"/],
    ['only the home record', [HOME], /no weighted record "vault-away"/],
    ['only the away record', [AWAY], /no weighted record "vault-home"/],
    ['a simple record', [simple], /no weighted record/],
    ['a record with another policy', [HOME, unweighted], /no weighted record "vault-away"/],
    ['another name', PAIR.map((set) => ({ ...set, Name: 'a.vault.example.com.' })), /no weighted record/],
    ['an identifier in another case', [HOME, record('Vault-Away', 0)], /no weighted record "vault-away"/],
    ['a third record with weight', [...PAIR, record('canary', 1)], /another record that takes traffic: CNAME canary/],
    [
      'a third record of another policy',
      [...PAIR, { ...unweighted, SetIdentifier: 'geo' }],
      /another record that takes traffic: CNAME geo/,
    ],
    ['a simple record of another type', [...PAIR, { ...simple, Type: 'AAAA' }], /AAAA without a set identifier/],
    ['a second type of one cluster', [...PAIR, { ...HOME, Type: 'AAAA' }], /weighted AAAA record of one cluster only/],
  ])('refuses %s', async (_name, listed, message) => {
    const error = await thrown(() => parseRecords(listed, 'Z1', CONFIG));
    expect(error).toBeInstanceOf(RecordsError);
    expect(error.message).toMatch(message);
  });
});

describe('observeRecords', () => {
  it('lists from the client name on', async () => {
    route53.on(ListResourceRecordSetsCommand).resolves({ ResourceRecordSets: PAIR });
    expect(await observeRecords(client, CONFIG, deadline)).toEqual({
      zones: [{ hostedZoneId: 'Z1', sets: { home: [HOME], away: [AWAY] } }],
      weights: { home: 255, away: 0 },
    });
    expect(route53.commandCalls(ListResourceRecordSetsCommand)[0]?.args[0].input).toEqual({
      HostedZoneId: 'Z1',
      StartRecordName: 'vault.example.com',
      MaxItems: 100,
    });
  });
});

describe('changeWeights', () => {
  const alias = { HostedZoneId: 'Z2', DNSName: 'lb.example.com.', EvaluateTargetHealth: false };
  const aliasSet = (SetIdentifier: string, Weight: number): ResourceRecordSet => ({
    Name: 'vault.example.com.',
    Type: 'A',
    SetIdentifier,
    Weight,
    HealthCheckId: 'h',
    AliasTarget: alias,
  });

  it.each([
    ['values and a TTL', HOME, AWAY],
    ['alias targets', aliasSet('vault-home', 255), aliasSet('vault-away', 0)],
  ])('sends both weights in one batch and keeps %s', async (_name, home, away) => {
    route53.on(ChangeResourceRecordSetsCommand).resolves({
      ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date(0) },
    });
    const records = recordsOf([home, away]);
    expect(await changeWeights(client, records, 'away', deadline)).toBe('C1');
    const calls = route53.commandCalls(ChangeResourceRecordSetsCommand);
    expect(calls.map(({ args }) => args[0].input)).toEqual([
      {
        HostedZoneId: 'Z1',
        ChangeBatch: {
          Comment: 'home to away',
          Changes: [
            { Action: 'UPSERT', ResourceRecordSet: { ...home, Weight: 0 } },
            { Action: 'UPSERT', ResourceRecordSet: { ...away, Weight: 255 } },
          ],
        },
      },
    ]);
  });

  it('never sends weights that are all zero', () => {
    fc.assert(
      fc.property(fc.constantFrom('home', 'away'), (active) => Object.values(weightsFor(active)).some(Boolean)),
    );
  });
});

describe('awaitInsync', () => {
  const status = (Status: 'PENDING' | 'INSYNC') => ({ ChangeInfo: { Id: 'C1', Status, SubmittedAt: new Date(0) } });

  it('asks until every name server has the change', async () => {
    const clock = new FakeClock();
    route53
      .on(GetChangeCommand, { Id: 'C1' })
      .resolvesOnce(status('PENDING'))
      .resolvesOnce(status('PENDING'))
      .resolves(status('INSYNC'));
    expect(await awaitInsync(client, 'C1', clock, Deadline.in(clock, 60_000))).toBe(true);
    expect(clock.waits).toHaveLength(2);
    for (const wait of clock.waits) expect(wait).toBeGreaterThanOrEqual(200); // five requests a second
  });

  it('goes on when Route 53 throttles or gives no answer, because the change was accepted', async () => {
    const clock = new FakeClock();
    const throttled = Object.assign(new Error('Rate exceeded'), {
      name: 'Throttling',
      $metadata: { httpStatusCode: 400 },
    });
    route53
      .on(GetChangeCommand)
      .rejectsOnce(throttled)
      .rejectsOnce(Object.assign(new Error('no answer'), { name: 'TimeoutError' }))
      .resolves(status('INSYNC'));
    expect(await awaitInsync(client, 'C1', clock, Deadline.in(clock, 60_000))).toBe(true);
  });

  it('says no when the deadline comes first', async () => {
    const clock = new FakeClock();
    route53.on(GetChangeCommand).resolves(status('PENDING'));
    expect(await awaitInsync(client, 'C1', clock, Deadline.in(clock, 10_000))).toBe(false);
    expect(clock.now()).toBeLessThanOrEqual(10_000);
  });

  it('asks once even when there is no time left', async () => {
    const clock = new FakeClock();
    route53.on(GetChangeCommand).resolves(status('INSYNC'));
    expect(await awaitInsync(client, 'C1', clock, Deadline.in(clock, 0))).toBe(true);
  });
});

describe('a client name in two zones', () => {
  const TWO = { ...CONFIG, hostedZoneIds: ['Z1', 'Z2'] };
  const accepted = (Id: string) => ({ ChangeInfo: { Id, Status: 'PENDING' as const, SubmittedAt: new Date(0) } });
  const zone = (hostedZoneId: string, home: number, away: number) =>
    parseRecords([record('vault-home', home), record('vault-away', away)], hostedZoneId, TWO);

  it('is named by one variable', () => {
    const env = { HOSTED_ZONE_IDS: 'Z1,Z2', CLIENT_NAME: 'n', HOME_SET_IDENTIFIER: 'h', AWAY_SET_IDENTIFIER: 'a' };
    expect(parseDnsConfig(env).hostedZoneIds).toEqual(['Z1', 'Z2']);
  });

  it('is read in both', async () => {
    route53.on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z1' }).resolves({ ResourceRecordSets: PAIR });
    route53.on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z2' }).resolves({ ResourceRecordSets: PAIR });
    const { zones, weights } = await observeRecords(client, TWO, deadline);
    expect(zones.map(({ hostedZoneId }) => hostedZoneId)).toEqual(['Z1', 'Z2']);
    expect(weights).toEqual({ home: 255, away: 0 });
  });

  it('is unknown when one of them cannot be read', async () => {
    route53.on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z1' }).resolves({ ResourceRecordSets: PAIR });
    route53.on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z2' }).resolves({ ResourceRecordSets: [] });
    expect(await failure(observeRecords(client, TWO, deadline))).toMatchObject({
      message: expect.stringContaining('The zone Z2 has no weighted record') as string,
    });
  });

  it('leads to both clusters if the zones differ', () => {
    expect(withWeights([zone('Z1', 0, 255), zone('Z2', 255, 0)]).weights).toEqual({ home: 255, away: 255 });
  });

  it('changes in one batch per zone, and waits for both', async () => {
    route53.on(ChangeResourceRecordSetsCommand, { HostedZoneId: 'Z1' }).resolves(accepted('/change/C1'));
    route53.on(ChangeResourceRecordSetsCommand, { HostedZoneId: 'Z2' }).resolves(accepted('/change/C2'));
    const changeIds = await changeWeights(
      client,
      withWeights([zone('Z1', 255, 0), zone('Z2', 255, 0)]),
      'away',
      deadline,
    );
    const insync = { ChangeInfo: { Id: 'C', Status: 'INSYNC' as const, SubmittedAt: new Date(0) } };
    const clock = new FakeClock();
    route53.on(GetChangeCommand, { Id: 'C1' }).resolves(insync);
    route53.on(GetChangeCommand, { Id: 'C2' }).resolvesOnce(accepted('C2')).resolves(insync);
    expect(await awaitInsync(client, changeIds, clock, Deadline.in(clock, 60_000))).toBe(true);
    expect(clock.waits).toHaveLength(1);
    route53.on(GetChangeCommand, { Id: 'C2' }).resolves(accepted('C2'));
    expect(await awaitInsync(client, changeIds, clock, Deadline.in(clock, 60_000))).toBe(false);
  });

  it('changes in the zone that works, and tells the failure of the other', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    route53.on(ChangeResourceRecordSetsCommand, { HostedZoneId: 'Z1' }).rejects(denied);
    route53.on(ChangeResourceRecordSetsCommand, { HostedZoneId: 'Z2' }).resolves(accepted('C2'));
    const records = withWeights([zone('Z1', 255, 0), zone('Z2', 255, 0)]);
    expect(await failure(changeWeights(client, records, 'away', deadline))).toBeInstanceOf(AwsError);
    expect(route53.commandCalls(ChangeResourceRecordSetsCommand, { HostedZoneId: 'Z2' })).toHaveLength(1);
  });
});

describe('every call of Route 53', () => {
  const records = recordsOf(PAIR);
  const throttled = { name: 'Throttling', $retryable: { throttling: true }, $metadata: { httpStatusCode: 400 } };
  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
  const silent = { name: 'TimeoutError' };

  it.each<[string, object, boolean, () => Promise<unknown>]>([
    ['ListResourceRecordSets', denied, false, () => observeRecords(client, CONFIG, deadline)],
    ['ListResourceRecordSets', silent, true, () => observeRecords(client, CONFIG, deadline)],
    ['ChangeResourceRecordSets', throttled, true, () => changeWeights(client, records, 'away', deadline)],
    ['GetChange', denied, false, () => awaitInsync(client, 'C1', new FakeClock(), deadline)],
  ])('fails with %s and its cause %j (retryable: %s)', async (call, facts, retryable, act) => {
    const cause = Object.assign(new Error('words of AWS'), facts);
    route53.onAnyCommand().rejects(cause);
    const error = await failure(act());
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({ service: 'Route 53', call, retryable, cause });
    expect(error.message).toContain(`Route 53 ${call} failed (${cause.name})`);
  });
});
