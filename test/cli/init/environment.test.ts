import { Operator } from '../operator';

jest.setTimeout(90_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());

const PLAIN = ['--plain-keys-to', 'keys.json', '--yes'];

describe('vault-dr init for a cluster of a pair', () => {
  it.each(['home', 'away'] as const)(
    'finds the address of %s, and leaves what is initialised as it is',
    async (cluster) => {
      const { code, stdout } = await operator.run(['init', '--cluster', cluster, ...PLAIN, '-o', 'json']);
      expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
        code: 0,
        outcome: 'nothing',
        cluster,
        address: operator.world.pair[cluster].address,
      });
    },
  );

  it('asks for the cluster', async () => {
    const { code, stderr } = await operator.run(['init', ...PLAIN]);
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringContaining('--cluster home or --cluster away') as string,
    });
  });
});
