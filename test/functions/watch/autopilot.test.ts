import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from '../../../functions/dr-operations/aws-clients';
import { startClock } from '../../../functions/shared/clock';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { askAutopilot } from '../../../functions/watch/autopilot';
import { answer, refusal, startVault, type VaultAnswer } from '../../helpers/fake-vault';
import { authority, closeServers, refusingAddress, startHttps, type RunningServer } from '../../helpers/servers';
import { operationsConfig } from '../dr-operations/operations-config';

const TOKEN = 'hvb.AAAAAQKz3T0Qm-_Zw5example';
const PATH = 'GET sys/storage/raft/autopilot/state';
const NOT_TOLD = { home: undefined, away: undefined };

const server = (healthy: boolean, status = 'voter'): object => ({ healthy, status });
const state = (more: object = {}): VaultAnswer =>
  answer(200, {
    data: {
      healthy: true,
      failure_tolerance: 1,
      leader: 'a',
      voters: ['a', 'b', 'c'],
      servers: { a: server(true, 'leader'), b: server(true), c: server(true) },
      ...more,
    },
  });

type Address = Pick<RunningServer, 'address'>;
const cluster = (told: VaultAnswer): Promise<RunningServer> => startVault({ [PATH]: told });
const silent = (): Promise<RunningServer> => startHttps(() => undefined);

const secretOf = (token: string): string =>
  JSON.stringify({ token, issuedAt: '2025-01-01T00:00:00Z', expiresAt: '2999-01-01T00:00:00Z' });
const secrets = (read: () => Promise<object>): SecretsManagerClient =>
  ({ send: read }) as unknown as SecretsManagerClient;
const readable = secrets(() => Promise.resolve({ SecretString: secretOf(TOKEN) }));

const silentSecrets = {
  send: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) =>
    new Promise((_resolve, reject) => {
      abortSignal.addEventListener('abort', () => reject(new Error('given up')));
    }),
} as unknown as SecretsManagerClient;

let logged: string[];

async function ask(
  home: Address,
  away: Address,
  { secret = readable, probeTimeoutMs = 4_000 } = {},
): ReturnType<typeof askAutopilot> {
  const config = {
    addresses: { home: home.address, away: away.address },
    ca: authority.ca,
    probeTimeoutMs,
  };
  const vault = openVaultClients(config);
  const note = (...parts: unknown[]): void => void logged.push(JSON.stringify(parts));
  try {
    return await askAutopilot({
      vault,
      aws: { secrets: secret } as AwsClients,
      config: operationsConfig(config),
      clock: startClock(),
      log: { info: note, warn: note, error: note },
    });
  } finally {
    closeVaultClients(vault);
  }
}

beforeEach(() => (logged = []));
afterEach(closeServers);

describe('askAutopilot', () => {
  it('says how many nodes each cluster can lose, and that no voter is dead', async () => {
    expect(await ask(await cluster(state()), await cluster(state({ failure_tolerance: 2 })))).toEqual({
      home: { failureTolerance: 1, deadVoters: 0 },
      away: { failureTolerance: 2, deadVoters: 0 },
    });
  });

  it('counts the voters that are not healthy, and no other server', async () => {
    const servers = {
      a: server(true, 'leader'),
      b: server(false),
      c: server(true),
      d: server(false, 'non-voter'),
      e: server(false, 'staging'),
    };
    const { home } = await ask(await cluster(state({ failure_tolerance: 0, servers })), await cluster(state()));
    expect(home).toEqual({ failureTolerance: 0, deadVoters: 1 });
  });

  it('sends the DR operation token of the region, and asks once', async () => {
    const home = await cluster(state());
    await ask(home, await cluster(state()));
    expect(home.requests.map(({ headers }) => headers['x-vault-token'])).toEqual([TOKEN]);
  });

  it.each<[string, VaultAnswer]>([
    ['does not allow it', refusal(403, 'permission denied')],
    ['does not have the path', refusal(404)],
    ['is a DR secondary that has disabled it', refusal(400, 'path disabled in replication DR secondary mode')],
    ['is sealed', refusal(503, 'Vault is sealed')],
    ['hides the answer', answer(200, { data: null })],
    ['answers with nothing', answer(204, '')],
    ['answers with a page', answer(200, '<html>')],
    ['spells the fields as Vault 1.8 does', answer(200, { data: { FailureTolerance: 1, Voters: ['a'], Servers: {} } })],
    ['has no voters', state({ voters: null })],
    ['counts with text', state({ failure_tolerance: '1' })],
  ])('is not told by a cluster that %s, and by the other one is', async (_, told) => {
    const answers = await ask(await cluster(told), await cluster(state()));
    expect(answers).toEqual({ home: undefined, away: { failureTolerance: 1, deadVoters: 0 } });
    expect(logged).toHaveLength(1);
  });

  it('is not told by a cluster that is lost, and by one that is silent', async () => {
    const lost = { address: await refusingAddress() };
    expect(await ask(lost, await silent(), { probeTimeoutMs: 200 })).toEqual(NOT_TOLD);
  });

  it.each<[string, SecretsManagerClient]>([
    ['is gone', secrets(() => Promise.reject(Object.assign(new Error('no'), { name: 'ResourceNotFoundException' })))],
    ['is not answered', silentSecrets],
    ['is malformed', secrets(() => Promise.resolve({ SecretString: 'x' }))],
  ])('asks no cluster while the token %s', async (_, secret) => {
    const home = await cluster(state());
    expect(await ask(home, await cluster(state()), { secret, probeTimeoutMs: 200 })).toEqual(NOT_TOLD);
    expect(home.requests).toEqual([]);
  });

  it('writes neither the token nor what a cluster answered to the log', async () => {
    await ask(await cluster(state({ voters: TOKEN })), await cluster(answer(403, { errors: [TOKEN] })));
    expect(logged).toHaveLength(2);
    expect(logged.join()).not.toContain(TOKEN);
  });
});
