import { readFileSync } from 'node:fs';
import { EXIT } from '../../../cli/exit-codes';
import { SCHEMA_FILE } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import { parseLsn } from '../../../functions/dr-operations/replication/postgres/lsn';
import type { Finished } from '../../cli/run-cli';
import { schemaProblems } from '../../cli/schema-problems';
import { until } from '../../helpers/until';
import { ByHand, stepsByHand } from '../../local/community/by-hand';
import { DeployedPostgres } from '../../local/community/deployed-postgres';
import { findPostgres, missingClient } from '../../local/community/find-postgres';
import { CommunityOperator } from '../../local/community/operator';
import { DATABASE, ENGINE_ROLE } from '../../local/community/postgres';
import { Writer } from '../../local/community/writer';

jest.setTimeout(240_000);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;
const programs = findPostgres();
const missing = 'missing' in programs ? programs.missing : missingClient();
const suite = missing === undefined ? describe : describe.skip;

/** What such a pair does not have. */
const ENTERPRISE =
  /sys\/replication|operation token|secondary token|merkle|\bWALs?\b|stream-wals|replication set|vault-dr (enable|token|break-glass)/i;

const CHANGE = '<the id that the change printed>';
/** The last position of a log that psql has printed. */
const lsnIn = (text: string): bigint => parseLsn(/[0-9A-F]+\/[0-9A-F]+/.exec(text)?.[0] ?? '');

/** Their connection strings are of the role of the engine, so that a command that needs more rights fails. */
function personWithPsql({ pair, password, operatorPlace }: DeployedPostgres): ByHand {
  const { databases, authority } = pair;
  const at = ({ port }: { readonly port: number }): string =>
    `host=127.0.0.1 port=${port} user=${ENGINE_ROLE} dbname=${DATABASE} sslmode=require`;
  const env = { HOME_DB: at(databases.home), AWAY_DB: at(databases.away) };
  const person = new ByHand({ endpoint: operatorPlace.endpoint, ca: authority.ca }, env);
  person.set('PGPASSFILE', person.write('pgpass', `*:*:*:*:${password}\n`));
  return person;
}

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
suite(`vault-dr on a deployed CommunityVaultDr on PostgreSQL (${missing ?? 'with real servers'})`, () => {
  let world: DeployedPostgres;
  let operator: CommunityOperator;
  let hand: ByHand | undefined;
  let writer: Writer | undefined;
  /** Everything that a person has read. */
  let read = '';
  beforeAll(async () => {
    if ('missing' in programs) return;
    world = await DeployedPostgres.start(programs);
    operator = new CommunityOperator(world.operatorPlace);
    await world.untilHealthy('away');
  });
  afterAll(async () => {
    await writer?.stop();
    hand?.stop();
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
  ])('shows what %s would do', async (operation, more) => {
    const { code, stdout } = await run(operation, ...more, '--dry-run');
    expect(stdout).not.toBe('');
    expect([EXIT.done, EXIT.refused]).toContain(code);
  });

  it('has changed nothing by that', async () => {
    expect(await operator.document('status')).toMatchObject({ primary: 'home' });
    expect(await operator.document('history')).toMatchObject({ operations: [] });
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

  it('switches over, loses nothing, and names the step that is left', async () => {
    writer = await Writer.start(world.pair.nodes.home, world.pair.rootToken);
    await writer.more(20);
    const { code, stdout } = await run('switchover', '--yes', '--reason', 'maintenance of home');
    await writer.stop();
    expect(stdout).toContain('switchover done');
    expect(stdout).toContain('Clients: away (home 0, away 255)');
    expect(stdout).toContain('Left to do: make the database of the old primary a replica of the new one');
    expect(code).toBe(EXIT.done);
    expect(await writer.missingOn(world.pair.nodes.away)).toEqual([]);
  });

  it('shows that the pair has no second cluster, and what to do', async () => {
    const { code, stdout } = await run('status', '--check');
    expect(stdout).toMatch(/home does not follow away: make its database a streaming replica of\s+the\s+other one/);
    expect(stdout).toMatch(/home +its database is read-only/);
    expect(code).toBe(EXIT.failed);
  });

  it('does not say that an old primary has rejoined whose database is no replica', async () => {
    const { code, stdout } = await run('rejoin', '--yes');
    expect(stdout).toContain('pg_rewind');
    expect(stdout).toContain('Continue with: vault-dr rejoin');
    expect(code).toBe(EXIT.partly);
  });

  it('says so when a person has made it one', async () => {
    const { home, away } = world.pair.databases;
    await home.followAfterRewind(away);
    const { stdout } = await untilDone('rejoin', '--yes');
    expect(stdout).toContain('rejoin done');
    expect(stdout).toContain('home follows away');
    expect(stdout).not.toContain('Left to do');
    expect((await untilDone('status', '--check')).stdout).toContain('healthy: away is primary, home follows');
  });

  it('refuses a failover whose old primary may still serve, and does it when a person accepts that', async () => {
    const { nodes, databases } = world.pair;
    await nodes.away.kill();
    await databases.away.stop('SIGKILL');
    expect((await run('status')).stdout).toContain('vault-dr failover');
    const failover = ['failover', '--to', 'home', '--yes', '--reason', 'away is lost'];
    const refused = await run(...failover);
    expect(refused.text).toContain('failover refused, nothing was changed');
    expect(refused.text).toContain('--accept unfenced-primary');
    expect(refused.code).toBe(EXIT.refused);
    const { code, stdout } = await run(...failover, '--accept', 'unfenced-primary');
    expect(stdout).toContain('failover done');
    expect(stdout).toContain('when the other cluster is back, run: vault-dr rejoin');
    expect(code).toBe(EXIT.done);
    expect(await nodes.home.health()).toBe(200);
    expect(await world.weights()).toEqual({ home: 255, away: 0 });
  });

  it('fences the old primary that is back, and keeps what only it has', async () => {
    const { nodes, databases, rootToken } = world.pair;
    await nodes.home.must('POST', 'cubbyhole/later', { token: rootToken, body: { value: 'later' } });
    await databases.away.start();
    await nodes.away.start();
    await nodes.away.until('it is active', ({ status }) => status === 200);
    expect((await run('status')).stdout).toContain('TWO PRIMARIES');
    const { code, stdout } = await run('fence', '--yes');
    expect(stdout).toContain('fence done');
    expect(code).toBe(EXIT.done);
    await nodes.away.until('it has stepped down', ({ status }) => status === 429);
  });

  it('leads the client name back that somebody has moved', async () => {
    await world.setWeights({ home: 0, away: 255 });
    expect((await run('status')).stdout).toContain('The client name does not lead to home alone (home 0, away 255).');
    const { code, stdout } = await run('dns-switch', '--yes');
    expect(stdout).toContain('dns-switch done');
    expect(code).toBe(EXIT.done);
    expect(await world.weights()).toEqual({ home: 255, away: 0 });
  });

  it('discards nothing unasked when the old primary rejoins', async () => {
    const refused = await run('rejoin', '--yes');
    expect(refused.text).toContain('--accept loss');
    expect(refused.code).toBe(EXIT.refused);
    const accepted = await run('rejoin', '--yes', '--accept', 'loss', '--reason', 'home has the clients');
    expect(accepted.stdout).toContain('pg_rewind');
    expect(accepted.code).toBe(EXIT.partly);
    await world.pair.databases.away.followAfterRewind(world.pair.databases.home);
    await untilDone('rejoin', '--yes');
    await untilDone('status', '--check');
  });

  it('has kept in the history what was done, and why', async () => {
    const { code, stdout } = await run('history');
    expect(stdout).toContain('maintenance of home');
    expect(stdout).toContain('away is lost');
    expect(code).toBe(EXIT.done);
    const document = await operator.document('history');
    expect(schemaProblems(schema, 'HistoryDocument', document)).toEqual([]);
    const { operations } = document as { operations: { operation: string; outcome: string }[] };
    expect(operations.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'rejoin partial',
      'dns-switch done',
      'fence done',
      'failover done',
      'failover refused',
      'rejoin partial',
      'switchover done',
    ]);
  });

  it('has printed commands that hand over without the Lambdas, and lose nothing', async () => {
    const { nodes, databases, rootToken } = world.pair;
    const { stdout: runbook } = await operator.run('runbook');
    hand = personWithPsql(world);
    writer = await Writer.start(nodes.home, rootToken, 'by-hand');
    await writer.more(20);
    const said: Record<string, string> = {};
    for (const { kind, commands } of stepsByHand(runbook, 'Planned maintenance of the primary')) {
      const change = /"Id": "([^"]+)"/.exec(said['switch-dns'] ?? '')?.[1] ?? '';
      const step = (): Promise<string> =>
        hand?.run(commands.join('\n').replace(CHANGE, change)) ?? Promise.reject(new Error('nobody is there'));
      // The waiter of the AWS CLI looks each 30 s.
      const isSpread = `aws route53 get-change --id ${change} | grep INSYNC`;
      if (kind === 'confirm-dns') await until(() => hand?.run(isSpread).then(Boolean, () => false) ?? false);
      said[kind] = await step();
      if (kind === 'demote') await nodes.home.until('no node is active', ({ status }) => status === 429);
      if (kind === 'catch-up') await until(async () => lsnIn(await step()) >= lsnIn(said['demote'] ?? ''));
      if (kind === 'promote') await nodes.away.until('a node is active', ({ status }) => status === 200);
    }
    await writer.stop();
    expect(await writer.missingOn(nodes.away)).toEqual([]);
    expect(said['await-primary']).toMatch(/HA Mode +active/);
    expect(await world.weights()).toEqual({ home: 0, away: 255 });
    expect(said['link']).toContain('(0 rows)');
    await databases.home.followAfterRewind(databases.away);
    expect((await untilDone('status', '--check')).stdout).toContain('healthy: away is primary, home follows');
  });

  it('has told a person nothing that only Vault Enterprise has, and no password', () => {
    expect(read.split('\n').filter((line) => ENTERPRISE.test(line))).toEqual([]);
    expect(read).not.toContain(world.password);
  });
});
