import type { Credentials } from '../../../functions/dr-operations/credentials';
import { runOperation, type EngineDependencies } from '../../../functions/dr-operations/engine';
import { enterprise } from '../../../functions/dr-operations/replication/enterprise';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import type { OperationResult } from '../../../functions/dr-operations/result';
import { startClock } from '../../../functions/shared/clock';
import type { ClusterName } from '../../../functions/shared/contract';
import { OperationTokenError, StepError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { failure } from '../../helpers/errors';
import { authority, closeServers } from '../../helpers/servers';
import { FakeRoute53, FakeSecrets, FakeTable } from './fake-aws';
import { FakePair } from './fake-pair';
import { operationsConfig } from './operations-config';

// The tests compute little, but may wait long on a busy machine.
jest.setTimeout(60_000);

let pair: FakePair;
let tables: { home: FakeTable; away: FakeTable };
let route53: FakeRoute53;
let secrets: FakeSecrets;
let vault: EngineDependencies['vault'];
/** Clusters whose operation token was requested. */
let asked: ClusterName[];

beforeEach(async () => {
  pair = new FakePair();
  await pair.start();
  vault = openVaultClients(pairConfig().vault);
  tables = { home: new FakeTable(), away: new FakeTable() };
  route53 = new FakeRoute53((event) => pair.tell(event));
  secrets = new FakeSecrets();
  asked = [];
});

afterEach(async () => {
  closeVaultClients(vault);
  await closeServers();
});

/** A header for primaries only, and for each secondary a token that is made when it is requested. */
const separate = (): Credentials => ({
  header: (side) => (side === 'primary' ? new Secret(pair.token) : undefined),
  operationToken: (cluster) => {
    asked.push(cluster);
    return Promise.resolve(new Secret(pair.token));
  },
});

function pairConfig(): EngineDependencies['config'] {
  const { home, away } = pair.clusters;
  const addresses = { home: home.server.address, away: away.server.address };
  return operationsConfig({ addresses, ca: authority.ca, probeTimeoutMs: 1000 });
}

function run(operation: string, special: Partial<EngineDependencies>, event: object = {}): Promise<OperationResult> {
  const config = pairConfig();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const aws = {
    secrets: secrets.client,
    route53: route53.client,
    tables: { home: tables.home.client, away: tables.away.client },
  };
  const dependencies = { vault, aws, config, clock: startClock(), log, ...special };
  return runOperation(dependencies, parseOperationEvent({ operation, reason: 'a test', ...event }), 60_000);
}

const withCredentials = (credentials: Credentials): Partial<EngineDependencies> => ({
  readCredentials: () => Promise.resolve({ credentials, expiresAt: Infinity }),
});

describe('runOperation with credentials of its own', () => {
  it('requests the token of each secondary when it is needed, and reads no secret', async () => {
    expect(await run('switchover', withCredentials(separate()))).toMatchObject({ outcome: 'done', left: [] });
    expect(asked).toEqual(['away', 'home']);
    expect(secrets.calls).toEqual([]);
  });

  it('sends the header to primaries only', async () => {
    await run('switchover', withCredentials(separate()));
    const sides = Object.values(pair.clusters).flatMap(({ server }) =>
      server.requests
        .filter(({ method }) => method === 'POST')
        .map(({ path, headers }) => ({
          side: path.split('/')[5],
          hasHeader: headers['x-vault-token'] !== undefined,
        })),
    );
    expect(sides.length).toBeGreaterThan(3);
    expect(sides.filter(({ side, hasHeader }) => hasHeader !== (side === 'primary'))).toEqual([]);
  });

  it('makes no token for a dry run', async () => {
    expect(await run('switchover', withCredentials(separate()), { dryRun: true })).toMatchObject({
      outcome: 'planned',
    });
    expect(asked).toEqual([]);
  });

  it('stops before the promotion when its token cannot be made, and says what happened before', async () => {
    const operationToken = (): Promise<never> => Promise.reject(new StepError('no token', 'Find the key shares.'));
    const result = await run('switchover', withCredentials({ ...separate(), operationToken }));
    expect(result).toMatchObject({
      outcome: 'partial',
      error: { type: 'StepError', message: 'no token. Find the key shares.' },
    });
    expect(pair.events).toEqual(['home primary/demote']);
  });

  it('refuses as without a token when there are no credentials', async () => {
    const readCredentials = (): Promise<never> => Promise.reject(new OperationTokenError('absent', 'none was given.'));
    expect(await failure(run('switchover', { readCredentials }))).toMatchObject({ name: 'OperationTokenError' });
    expect(pair.events).toEqual([]);
  });
});

describe('runOperation with a kind of replication that needs no operation token', () => {
  const tokenless = (): Partial<EngineDependencies> => {
    const { clusterAddresses, linkCaFile } = pairConfig();
    const driver = enterprise({ vault, clusterAddresses, linkCaFile });
    return { replication: { ...driver, traits: { ...driver.traits, needsOperationToken: false } } };
  };

  it('plans without one, and reads no secret', async () => {
    expect(await run('failover', tokenless(), { dryRun: true })).toMatchObject({ outcome: 'planned' });
    expect(secrets.calls).toEqual([]);
  });
});

describe('runOperation if AWS is lost too', () => {
  it('continues without a lease table only if the operator allows it', async () => {
    tables.home.behaviour = tables.away.behaviour = 'fails';
    const credentials = withCredentials(separate());
    expect(await failure(run('failover', credentials))).toMatchObject({ name: 'LeaseError' });
    expect(pair.events).toEqual([]);
    expect(await run('failover', { ...credentials, goesWithoutLease: true })).toMatchObject({ outcome: 'done' });
  });

  it('respects a lease that another operation holds', async () => {
    const holder = { holder: { S: 'switchover by jo' }, operation_id: { S: 'another' }, beat: { S: '1' } };
    tables.away.items.set('lease/lease', holder);
    const renewing = setInterval(
      () => tables.away.items.set('lease/lease', { ...holder, beat: { S: String(Math.random()) } }),
      50,
    );
    try {
      const held = run('failover', { ...withCredentials(separate()), goesWithoutLease: true });
      expect(await failure(held)).toMatchObject({ name: 'LeaseHeldError' });
    } finally {
      clearInterval(renewing);
    }
    expect(pair.events).toEqual([]);
  });

  it('tells the operator to move the name the moment the promotion is accepted, and leaves the check to them', async () => {
    route53.behaviour = 'fails';
    const moveNameByHand = (active: ClusterName): void => pair.tell(`by hand to ${active}`);
    const result = await run('failover', { ...withCredentials(separate()), moveNameByHand });
    expect(result).toMatchObject({ outcome: 'done', left: ['confirm-dns', 'rejoin'] });
    expect(pair.events).toEqual(['home primary/demote', 'away secondary/promote', 'by hand to away']);
    expect(route53.calls).toEqual([]);
  });
});
