import { readFileSync } from 'node:fs';
import { EXIT } from '../../../cli/exit-codes';
import { SCHEMA_FILE } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import type { Finished } from '../../cli/run-cli';
import { schemaProblems } from '../../cli/schema-problems';
import { until } from '../../helpers/until';
import { DeployedPostgres } from '../../local/community/deployed-postgres';
import { findPostgres, missingClient } from '../../local/community/find-postgres';
import { CommunityOperator } from '../../local/community/operator';

jest.setTimeout(240_000);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;
const programs = findPostgres();
const missing = 'missing' in programs ? programs.missing : missingClient();
const suite = missing === undefined ? describe : describe.skip;

/** What such a pair does not have. */
const ENTERPRISE =
  /sys\/replication|operation token|secondary token|merkle|\bWALs?\b|stream-wals|replication set|vault-dr (enable|token|break-glass)/i;

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
suite(`vault-dr on a deployed CommunityVaultDr on PostgreSQL (${missing ?? 'with real servers'})`, () => {
  let world: DeployedPostgres;
  let operator: CommunityOperator;
  /** Everything that a person has read. */
  let read = '';
  beforeAll(async () => {
    if ('missing' in programs) return;
    world = await DeployedPostgres.start(programs);
    operator = new CommunityOperator(world.operatorPlace);
    await world.untilHealthy('away');
  });
  afterAll(async () => {
    operator.stop();
    await world.stop();
  });

  async function run(...args: readonly string[]): Promise<Finished & { readonly text: string }> {
    const finished = await operator.run(...args);
    const text = finished.stdout + finished.stderr;
    read += `\n$ vault-dr ${args.join(' ')}\n${text}[${finished.code}]\n`;
    return { ...finished, text };
  }

  /** On a busy machine a cluster may not answer within the second that a look has. */
  async function untilDone(...args: readonly string[]): ReturnType<typeof run> {
    let last = await run(...args);
    await until(
      async () => last.code === 0 || (last = await run(...args)).code === 0,
      () => last.text,
    );
    return last;
  }

  it('shows roles, how far the replica is behind, and what is not guaranteed', async () => {
    const { stdout } = await untilDone('status', '--check');
    expect(stdout).toContain('healthy: home is primary, away follows');
    expect(stdout).toMatch(/away +eu-central-1 +secondary +streaming/);
    expect(stdout).toMatch(/The replica is behind by \d+ bytes/);
    expect(stdout).toContain('streaming replication of PostgreSQL');
    expect(stdout).toContain('NOT guaranteed');
  });

  it('writes the same as a document of the schema', async () => {
    const document = await operator.document('status');
    expect(schemaProblems(schema, 'StatusDocument', document)).toEqual([]);
    expect(document).toMatchObject({
      healthy: true,
      replication: { kind: 'postgres', lagUnit: 'bytes', proof: 'lsn' },
      next: [],
    });
  });

  it('finds nothing wrong, hop by hop', async () => {
    const document = JSON.parse((await untilDone('doctor', '-o', 'json')).stdout) as Record<string, unknown>;
    expect(schemaProblems(schema, 'DoctorDocument', document)).toEqual([]);
    const checks = document['checks'] as { hop: string; verdict: string }[];
    expect(checks.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(checks.filter(({ hop }) => /files|marker|break-glass|STS/.test(hop))).toEqual([]);
  });

  it.each([
    ['switchover', []],
    ['failover', ['--reason', 'a test', '--accept', 'unfenced-primary']],
    ['fence', []],
    ['dns-switch', []],
    ['rejoin', []],
  ])('shows what %s would do, and changes nothing', async (operation, more) => {
    const { code, stdout } = await run(operation, ...more, '--dry-run');
    expect(stdout).not.toBe('');
    expect([EXIT.done, EXIT.refused]).toContain(code);
    expect(await operator.document('status')).toMatchObject({ primary: 'home' });
  });

  it.each([
    [['token', 'rotate'], 'Nothing needs a DR operation token there'],
    [['break-glass', 'failover', '--reason', 'a test'], 'The Lambda of either region runs the operation'],
    [['enable'], 'streaming replica'],
    [['failover', '--local', '--reason', 'a test'], 'Leave out --local'],
    [['upgrade', '--plan', '--to', '2.8.0'], 'Upgrade the nodes of the secondary'],
  ])('refuses %j, and says what to do instead', async (args, instead) => {
    const { code, stderr } = await operator.run(...args);
    expect(stderr).toContain(instead);
    expect(code).toBe(64);
  });

  it('prints the runbook of its kind, with the names of this pair', async () => {
    const { code, stdout } = await run('runbook');
    expect(stdout).toContain('default_transaction_read_only');
    expect(code).toBe(0);
  });

  it('has told a person nothing that only Vault Enterprise has, and no password', () => {
    expect(read.split('\n').filter((line) => ENTERPRISE.test(line))).toEqual([]);
    expect(read).not.toContain(world.password);
  });
});
