import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import { Operator } from '../operator';
import { schemaProblems } from '../schema-problems';

jest.setTimeout(90_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;
const PLAIN = ['--plain-keys-to', 'keys.json', '--yes'];

describe('vault-dr init for a cluster of a pair', () => {
  it.each(['home', 'away'] as const)(
    'finds the address of %s, and leaves what is initialised as it is',
    async (cluster) => {
      const { code, stdout } = await operator.run(['init', '--cluster', cluster, ...PLAIN, '-o', 'json']);
      expect(schemaProblems(schema, 'InitDocument', JSON.parse(stdout))).toEqual([]);
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
