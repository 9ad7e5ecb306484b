import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DOCUMENT_VERSION } from '../../functions/dr-operations/contract';
import { documentsSchema, SCHEMA_FILE, type DocumentType } from '../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../docs/generate/schemas/json-schema';
import { Operator } from './operator';
import { schemaProblems } from './schema-problems';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;

describe('docs/schemas/documents.json', () => {
  it('is up to date: if this fails, run make docs and read what has changed', () => {
    expect(schema).toEqual(documentsSchema());
  });

  it('tells a document from another one', () => {
    const document = { version: 1, home: { region: 'eu-west-1', expiresAt: 7 }, token: '' };
    expect(schemaProblems(schema, 'TokenDocument', document)).toEqual([
      '/home/expiresAt: is not of type string',
      '/token: is not declared',
    ]);
  });
});

describe('-o json', () => {
  let operator: Operator;
  let vaultToken = '';
  beforeAll(async () => {
    operator = await Operator.start({ drill: { rtoSeconds: 60 } });
    [vaultToken = ''] = await operator.secrets();
  });
  afterAll(() => operator.stop());
  beforeEach(() => operator.calm());

  /** Runs a command and checks its document. */
  async function documentOf<T>(type: DocumentType, args: string[], env = {}): Promise<T> {
    const { stdout } = await operator.run([...args, '-o', 'json'], { env });
    const document = JSON.parse(stdout) as T;
    expect({ args, problems: schemaProblems(schema, type, document) }).toEqual({ args, problems: [] });
    expect(document).toHaveProperty('version', DOCUMENT_VERSION);
    return document;
  }

  it('writes documents of the schema for everything that only reads', async () => {
    await documentOf('StatusDocument', ['status']);
    await documentOf('StatusDocument', ['status', '--local']);
    await documentOf('TokenDocument', ['token', 'status']);
    await documentOf('DoctorDocument', ['doctor']);
    await documentOf('OperationDocument', ['switchover', '--dry-run']);
    await documentOf('OperationDocument', ['failback', '--dry-run']);
    await documentOf('OperationDocument', ['break-glass', 'failover', '--dry-run']);
  });

  it('writes documents of the schema for a pair whose primary is lost', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await documentOf('StatusDocument', ['status']);
    await documentOf('DoctorDocument', ['doctor']);
    await documentOf('TokenDocument', ['token', 'rotate']);
    await documentOf('OperationDocument', ['switchover', '--yes']);
    await documentOf('OperationDocument', ['failover', '--dry-run']);
  });

  it('writes documents of the schema for operations and their journal', async () => {
    const { operationId } = await documentOf<{ operationId: string }>('OperationDocument', ['switchover', '--yes']);
    await documentOf('JournalEntryDocument', ['history', '--id', operationId]);
    await documentOf('OperationDocument', ['failback', '--yes', '--local']);
    await documentOf('OperationDocument', ['switchover', '--yes', '--timeout', '0.1']);
    await operator.calm();
    const shares = operator.world.pair.home.keyShares.map((share, index) => [`VAULT_RECOVERY_KEY_${index + 1}`, share]);
    const env = { ...(Object.fromEntries(shares) as Record<string, string>), VAULT_TOKEN: vaultToken };
    await documentOf('BreakGlassDocument', ['break-glass', 'failover', '--yes', '--reason', 'a test'], env);
    await documentOf('HistoryDocument', ['history']);
  });

  it('writes documents of the schema for a drill', async () => {
    await documentOf('DrillDocument', ['drill', '--yes']);
    await documentOf('DrillsDocument', ['history', '--drills']);
  });

  it('agrees with what the Lambdas return', async () => {
    const { world } = operator;
    for (const [type, name, event] of [
      ['StatusResult', 'dr-operations', { operation: 'status' }],
      ['OperationResult', 'dr-operations', { operation: 'switchover', dryRun: true }],
      ['OperationResult', 'dr-operations', { operation: 'dns-switch' }],
      ['DnsSwitchResult', 'dns-switch', { active: 'home' }],
      ['TokenGenCheckResult', 'dr-operation-token-gen', { dryRun: true }],
      ['TokenGenResult', 'dr-operation-token-gen', {}],
    ] as const) {
      const { payload } = await world.invoke('home', name, event);
      expect({ type, problems: schemaProblems(schema, type, payload) }).toEqual({ type, problems: [] });
    }
  });

  it('has the same content in YAML', async () => {
    const { stdout } = await operator.run(['token', 'status', '-o', 'yaml']);
    expect(parse(stdout)).toEqual(await documentOf('TokenDocument', ['token', 'status']));
  });
});
