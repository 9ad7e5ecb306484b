import type { Behaviour } from './index';
import { TestWorld, withOpenBao, type Got } from './test-world';

const shared = withOpenBao();
let world: TestWorld;
afterEach(() => world.stop());

const PATH = 'sys/storage/raft/autopilot/state';
const POLICY = `path "${PATH}" {\n  capabilities = ["read"]\n}\n`;

/** The answer of a cluster to a batch token with this policy. */
async function ask(
  cluster: 'home' | 'away',
  behaviour: Partial<Behaviour> = {},
  policy: string | undefined = POLICY,
): Promise<Got> {
  world = await TestWorld.start(shared.bao, { behaviour });
  return world.call(cluster, 'GET', PATH, { token: await world.batchToken(policy) });
}

// Sample: the API page of Vault about raft autopilot.
describe('the state of autopilot', () => {
  it('has three healthy voters', async () => {
    const { status, body } = await ask('home');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      healthy: true,
      failure_tolerance: 1,
      leader: 'a',
      voters: ['a', 'b', 'c'],
      servers: { a: { status: 'leader', healthy: true }, c: { status: 'voter', healthy: true } },
    });
  });

  it('has a voter that is not healthy, so that no other node may die', async () => {
    const { body } = await ask('home', { autopilot: 'dead-voter' });
    expect(body.data).toMatchObject({ healthy: false, failure_tolerance: 0, servers: { c: { healthy: false } } });
  });

  it.each<[string, number, Partial<Behaviour>, string | undefined]>([
    ['has no such path on another storage', 404, { autopilot: 'none' }, undefined],
    ['is denied', 403, { autopilot: 'denied' }, undefined],
    ['is denied to a token that may not read it', 403, {}, 'path "sys/replication/dr/status" {}\n'],
  ])('%s', async (_, status, behaviour, policy) => {
    expect((await ask('home', behaviour, policy)).status).toBe(status);
  });

  it.each([
    [false, 400],
    [true, 200],
  ])('is told by a DR secondary or not (%s)', async (autopilotOnSecondary, status) => {
    expect((await ask('away', { autopilotOnSecondary })).status).toBe(status);
  });
});
