import { readFileSync } from 'node:fs';
import { EXIT } from '../../../cli/exit-codes';
import { SCHEMA_FILE } from '../../../docs/generate/schemas/documents';
import type { JsonSchema } from '../../../docs/generate/schemas/json-schema';
import type { Finished } from '../../cli/run-cli';
import { schemaProblems } from '../../cli/schema-problems';
import { until } from '../../helpers/until';
import { CommunityOperator } from '../../local/community/operator';
import { DeployedPair } from '../../local/community/deployed-pair';
import { Writer } from '../../local/community/writer';

jest.setTimeout(240_000);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as JsonSchema;

/** One story: each test goes on where the last one ended, because a pair takes seconds to start. */
describe('vault-dr on a deployed CommunityVaultDr with two real OpenBao clusters', () => {
  let pair: DeployedPair;
  let operator: CommunityOperator;
  let writer: Writer | undefined;
  beforeAll(async () => {
    pair = await DeployedPair.start();
    operator = new CommunityOperator(pair.operatorPlace);
    await isAwake();
  });
  afterAll(async () => {
    await writer?.stop();
    operator.stop();
    await pair.stop();
  });

  /** The first login of a Lambda takes longer than a look at a cluster. */
  const isAwake = (): Promise<void> =>
    until(async () => {
      const { clusters } = (await operator.document('status')) as { clusters: { away?: { role: string } } };
      return clusters.away?.role === 'secondary';
    });

  /** On a busy machine a cluster may not answer within the second that a look has. */
  async function untilDone(...args: readonly string[]): Promise<Finished> {
    let last = await operator.run(...args);
    await until(
      async () => last.code === 0 || (last = await operator.run(...args)).code === 0,
      () => last.stdout + last.stderr,
    );
    return last;
  }

  it('says before the first file that nothing is copied yet', async () => {
    const { code, stdout } = await operator.run('status', '--check');
    expect(stdout).toMatch(/away +eu-central-1 +secondary +no file yet/);
    expect(stdout).toContain('What a failover now would lose is not known.');
    expect(code).toBe(1);
  });

  it('shows roles, what a failover would lose now, how old the newest file is, and what is not guaranteed', async () => {
    writer = await Writer.start(pair.nodes.home, pair.rootToken);
    await writer.more(20);
    await pair.invoke('away', 'snapshot-puller');
    await untilDone('status', '--check');
    await pair.invoke('away', 'snapshot-puller');
    const { code, stdout } = await operator.run('status', '--check');
    expect(stdout).toContain('healthy: home is primary, away is parked and copied to');
    expect(stdout).toMatch(
      /A failover now would lose \d+ raft entries since 20[\d:.TZ-]+, and\s+what is written until then/,
    );
    expect(stdout).toMatch(/The newest file is [\d.]+ s old\./);
    expect(stdout).toMatch(/NOT guaranteed: what was revoked stays\s+revoked after a failover/);
    expect(stdout).not.toMatch(/TOKEN|WAL|token rotate/);
    expect(code).toBe(0);
  });

  it('writes the same as a document of the schema', async () => {
    await untilDone('status', '--check');
    const document = await operator.document('status');
    expect(schemaProblems(schema, 'StatusDocument', document)).toEqual([]);
    expect(document).toMatchObject({
      healthy: true,
      replication: { kind: 'snapshot', lagUnit: 'raft entries', proof: 'raft-index' },
      possibleLoss: { kind: 'counted', unit: 'raft entries' },
      next: [],
    });
  });

  it('refuses a drill where a person parks the old primary, and changes nothing', async () => {
    const { code, stderr } = await operator.run('drill', '--yes');
    expect(stderr).toContain('could not switch back');
    expect(code).toBe(EXIT.refused);
    expect(await operator.document('status')).toMatchObject({ healthy: true, primary: 'home' });
  });

  it('finds nothing wrong, hop by hop', async () => {
    const document = JSON.parse((await untilDone('doctor', '-o', 'json')).stdout) as Record<string, unknown>;
    expect(schemaProblems(schema, 'DoctorDocument', document)).toEqual([]);
    const checks = document['checks'] as { hop: string; verdict: string; detail: string }[];
    expect(checks.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
    expect(checks.map(({ hop }) => hop)).toEqual(
      expect.arrayContaining([
        'Lambda eu-west-1 → files for away',
        'Lambda eu-central-1 → away marker',
        'Lambda eu-central-1 → clocks of both clusters',
        'seals',
        'versions',
      ]),
    );
    expect(checks.filter(({ hop }) => /Secrets Manager|break-glass|STS/.test(hop))).toEqual([]);
  });

  it.each([
    [['token', 'rotate'], 'Nothing needs a DR operation token there'],
    [['break-glass', 'failover', '--reason', 'a test'], 'The Lambda of either region runs the operation'],
    [['enable'], 'dr/parked'],
    [['failover', '--local', '--reason', 'a test'], 'Leave out --local'],
  ])('refuses %j, and says what to do instead', async (args, instead) => {
    const before = pair.logs().length;
    const { code, stderr } = await operator.run(...args);
    expect(stderr).toContain(instead);
    expect(code).toBe(64);
    expect(pair.logs().length).toBe(before);
  });

  it('prints the runbook of its kind, with the names of this pair', async () => {
    const { code, stdout } = await operator.run('runbook');
    expect(stdout).toMatch(/aws s3 ls --region eu-central-1 s3:\/\/vault-dr-copies-away-dev-community-\d+\/snapshots/);
    expect(stdout).not.toMatch(/replication\/dr|break-glass/);
    expect(code).toBe(0);
  });

  it('shows the calls of a switchover to this pair, and changes nothing', async () => {
    const { code, stdout } = await operator.run('switchover', '--dry-run');
    expect(stdout).toContain('GET https://127.0.0.2');
    expect(stdout).toMatch(/S3 PutObject snapshots\/ vault-dr-copies-away-dev-community-\d+/);
    expect(stdout).toMatch(
      /Systems Manager SendCommand vault-dr-nodes-dev-community eu-west-1 vault-cluster=vault-dev-home/,
    );
    expect(stdout).not.toMatch(/replication\/dr|operation token/);
    expect(code).toBe(0);
    expect(pair.commandsSent).toEqual([]);
  });

  it('refuses a switchover while clients go on to write, and says how to keep them away', async () => {
    const { code, stderr, stdout } = await operator.run('switchover', '--yes');
    expect(stdout + stderr).toContain('keep the clients away');
    expect(code).toBe(2);
    await pair.invoke('away', 'snapshot-puller');
  });

  it('fails over when home is lost, and has every write that is older than what it announced', async () => {
    await writer?.more(20);
    await pair.nodes.home.kill();
    await writer?.stop();
    const lost = await operator.run('status');
    expect(lost.stdout).toContain('vault-dr failover');
    expect(lost.stdout).toMatch(
      /A failover now would lose at most writes that were\s+acknowledged in\s+the\s+last \d+ s/,
    );
    const { code, stdout } = await operator.run('failover', '--yes', '--reason', 'a test');
    expect(stdout).toContain('failover done');
    expect(code).toBe(0);
    const [{ possibleLoss }] = (await operator.document('history'))['operations'] as [
      { possibleLoss: { since: string } },
    ];
    const missing = (await writer?.missingOn(pair.nodes.away)) ?? [];
    expect(missing.filter(({ at }) => at < Date.parse(possibleLoss.since))).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(await pair.weights()).toEqual({ home: 0, away: 255 });
  });

  it('seals the old primary that is back, and says that a person has to park it', async () => {
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200);
    expect((await operator.run('status')).stdout).toContain('TWO PRIMARIES');
    const fence = await operator.run('fence', '--dry-run');
    expect(fence.stdout).toContain('the old one of two primaries is demoted, and keeps its data');
    expect(fence.stdout).toMatch(/POST https:\/\/127\.0\.0\.2:\d+\/v1\/sys\/seal/);
    const name = await operator.run('dns-switch', '--dry-run');
    expect(name.stdout).toContain('Nothing to do: The client name leads to away.');
    expect([fence.code, name.code]).toEqual([0, 0]);
    const { code, stdout, stderr } = await operator.run('rejoin', '--yes', '--accept', 'loss', '--reason', 'a test');
    expect(stdout + stderr).toContain('To park it by hand');
    expect(stdout).toContain('Continue with: vault-dr rejoin');
    expect(code).toBe(3);
    expect(await pair.nodes.home.health()).toBe(503);
  });
});
