import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import type { UpgradeDocument } from '../../../cli/documents';
import { Operator } from '../operator';
import { schemaProblems } from '../schema-problems';

jest.setTimeout(90_000);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.calm());

async function plan(to: string): Promise<{ readonly code: number | null; readonly document: UpgradeDocument }> {
  const { code, stdout } = await operator.run(['upgrade', '--plan', '--to', to, '-o', 'json']);
  const document = JSON.parse(stdout) as UpgradeDocument;
  expect(schemaProblems(schema, 'UpgradeDocument', document)).toEqual([]);
  return { code, document };
}

const writes = (): unknown[] => operator.world.pair.drCalls.filter(({ method }) => method === 'POST');

describe('vault-dr upgrade --plan', () => {
  it('says the order for a healthy pair, and changes nothing', async () => {
    const before = writes().length;
    const { code, document } = await plan('1.21.5');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      outcome: 'planned',
      clusters: {
        home: { role: 'primary', version: '1.21.4+ent' },
        away: { role: 'secondary', lagWals: expect.any(Number) as number },
      },
    });
    expect(document.steps.map(({ kind, cluster }) => `${kind} ${cluster}`)).toEqual([
      'snapshot home',
      'upgrade away',
      'switchover away',
      'upgrade home',
      'rejoin home',
      'failback home',
    ]);
    expect(writes()).toHaveLength(before);
  });

  it('has nothing to do where both clusters run the version', async () => {
    expect(await plan('1.21.4')).toMatchObject({ code: 0, document: { outcome: 'nothing', steps: [] } });
  });

  it('refuses to go back', async () => {
    expect(await plan('1.20.9')).toMatchObject({ code: 2, document: { outcome: 'refused', steps: [] } });
  });

  it('refuses while the secondary gives no answer', async () => {
    await operator.world.pair.away.inject({ kind: 'refuse' });
    const { code, document } = await plan('1.21.5');
    expect({ code, objections: document.objections }).toEqual({
      code: 2,
      objections: [expect.stringContaining('Repair away first')],
    });
  });

  it.each([
    [['--to', '1.21.5'], 'upgrades no node itself'],
    [['--plan', '--to', 'latest'], 'Give a version with three numbers'],
    [['--plan'], "required option '--to <version>'"],
  ])('takes no %j', async (args, problem) => {
    const { code, stderr } = await operator.run(['upgrade', ...args]);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(problem) as string });
  });
});
