import type { Check } from '../../cli/doctor/check';
import type { ReadToken } from '../../cli/break-glass/prepared-token';
import { judgeBreakGlassToken, judgeNames, judgeProbe } from '../../cli/doctor/from-here';
import { judgeSecondaries, judgeVersions } from '../../cli/doctor/from-lambda';
import type { Probe } from '../../cli/doctor/probe';
import type { EnvironmentSettings } from '../../cli/config';
import type { PairViews } from '../../cli/operations/pair-views';
import { Secret } from '../../functions/shared/secret';
import type { UpCluster } from '../../functions/shared/cluster-observation';
import { primary } from '../functions/dr-operations/worlds';
import { Operator } from './operator';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const DAY = 24 * 3600 * 1000;
const seen = (more: Partial<Probe> = {}): Probe => ({
  status: 200,
  serverTimeMs: NOW,
  askedAt: NOW - 20,
  answeredAt: NOW + 20,
  certificateEndsAt: NOW + 90 * DAY,
  ...more,
});
const verdicts = (checks: readonly Check[]): string[] =>
  checks.map(({ hop, verdict }) => `${hop.split(' ').pop()} ${verdict}`);
const judge = (probed: Probe | Error): string[] =>
  verdicts(judgeProbe('home', { address: 'https://home' }, probed, NOW));

describe('judgeProbe', () => {
  it.each<[string, Partial<Probe>, string[]]>([
    ['a healthy cluster', {}, ['path ok', 'certificate ok', 'clock ok']],
    ['a cluster that a load balancer drops', { status: 472 }, ['path wrong', 'certificate ok', 'clock ok']],
    ['a certificate that ends soon', { certificateEndsAt: NOW + DAY }, ['path ok', 'certificate wrong', 'clock ok']],
    ['a clock that is ahead', { serverTimeMs: NOW + 30_000 }, ['path ok', 'certificate ok', 'clock wrong']],
    ['a clock that is behind', { serverTimeMs: NOW - 30_000 }, ['path ok', 'certificate ok', 'clock wrong']],
    ['a slow answer', { askedAt: NOW - 9_000, answeredAt: NOW + 3_000 }, ['path ok', 'certificate ok', 'clock ok']],
    ['a cluster that tells no time', { serverTimeMs: undefined }, ['path ok', 'certificate ok', 'clock unknown']],
  ])('judges %s', (_what, more, expected) => {
    expect(judge(seen(more))).toEqual(expected);
  });

  it.each<[string, Partial<UpCluster>, string, string[]]>([
    ['a license that is good', { license: { isTerminated: false, expiresAt: '2030-01-01' } }, 'home', ['license ok']],
    ['a license that has ended', { license: { isTerminated: true } }, 'home', ['license wrong']],
    [
      'a license that expires',
      { license: { isTerminated: false, expiresAt: '2026-01-10' } },
      'home',
      ['license wrong'],
    ],
    ['Vault Community', { isCommunity: true }, 'home', ['edition wrong']],
    ['performance replication', { performanceMode: 'primary' }, 'home', ['replication unknown']],
    ['HCP Vault Dedicated', {}, 'v.z1.hashicorp.cloud', ['edition wrong']],
  ])('judges %s', (_what, more, host, expected) => {
    const checks = judgeProbe('home', { address: `https://${host}:8200` }, seen({ cluster: primary(more) }), NOW);
    expect(verdicts(checks.slice(3))).toEqual(expected);
  });

  it('does not report an unreachable cluster as a fault, but a wrong certificate', () => {
    expect(judge(Object.assign(new Error(), { code: 'ECONNREFUSED' }))).toEqual(['API unknown']);
    expect(judge(Object.assign(new Error(), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }))).toEqual([
      'certificate wrong',
    ]);
  });
});

describe('judgeBreakGlassToken', () => {
  const made = (hoursAgo: number): ReadToken => ({
    kind: 'usable',
    token: {
      token: new Secret('hvb.a-token-of-a-test'),
      issuedAt: NOW - hoursAgo * 3_600_000,
      expiresAt: NOW + 5 * DAY,
      rotationMinutes: 180,
    },
  });
  const none = (problem: 'absent' | 'unreadable' | 'expired' | 'malformed'): ReadToken => ({
    kind: 'none',
    problem,
    detail: 'why',
  });
  it.each<[string, ReadToken, Check['verdict']]>([
    ['a token that was made when it was due', made(2), 'ok'],
    ['a token that is late by less than half an interval', made(4), 'ok'],
    ['a token whose rotation has stopped, although it is valid', made(5), 'wrong'],
    ['a token that has ended', none('expired'), 'wrong'],
    ['a value that is no token', none('malformed'), 'wrong'],
    ['a secret that the pair does not have', none('absent'), 'unknown'],
    ['a secret that this identity may not read', none('unreadable'), 'unknown'],
  ])('judges %s', (_what, read, verdict) => {
    expect(judgeBreakGlassToken('eu-west-1', read, NOW)).toMatchObject({ verdict });
  });
});

describe('judgeNames', () => {
  const settings = { clientName: 'vault.example.com' } as EnvironmentSettings;
  it.each([
    [{ server: '1', addresses: [], leadsTo: 'home' } as const, 'ok'],
    [{ server: '1', addresses: [], leadsTo: 'away', ttlSeconds: 60 } as const, 'wrong'],
    [{ server: '1', addresses: [], error: 'ENOTFOUND' } as const, 'wrong'],
  ])('judges %j by the primary', (answer, verdict) => {
    expect(judgeNames(settings, [answer], 'home')).toMatchObject([{ verdict }]);
  });
});

describe('judgeVersions', () => {
  const views = (home: string, away: string): PairViews => {
    const cluster = (version: string): object => ({ observation: { kind: 'up', version } });
    const view = { kind: 'seen', status: { clusters: { home: cluster(home), away: cluster(away) } } };
    return { home: view, away: view } as unknown as PairViews;
  };
  it.each([
    ['1.21.4+ent', '1.21.4+ent', 'ok', undefined],
    ['1.21.4+ent', '1.9.8+ent', 'wrong', /Upgrade away/],
    ['1.9.8+ent', '1.21.4+ent', 'wrong', /Upgrade home soon/],
  ])('judges home %s and away %s, and names the cluster to upgrade', (home, away, verdict, remedy) => {
    const check = judgeVersions(views(home, away), 'home');
    expect(check.verdict).toBe(verdict);
    if (remedy) expect(check.remedy).toMatch(remedy);
  });
});

describe('judgeSecondaries', () => {
  const views = (...knownSecondaries: string[]): PairViews => {
    const home = { observation: primary({ knownSecondaries }) };
    const view = { kind: 'seen', status: { clusters: { home } } };
    return { home: view, away: view } as unknown as PairViews;
  };

  it('finds a second DR secondary', () =>
    expect(judgeSecondaries(views('away', 'paris'), 'home')).toMatchObject([
      { verdict: 'unknown', detail: expect.stringContaining('paris') as string },
    ]));

  it.each([[['away']], [['frankfurt']], [[]]])('finds none among %j', (known) =>
    expect(judgeSecondaries(views(...known), 'home')).toEqual([]),
  );
});

describe('vault-dr doctor', () => {
  jest.setTimeout(60_000);
  let operator: Operator;
  beforeAll(async () => {
    operator = await Operator.start();
  }, 60_000);
  afterAll(() => operator.stop());
  beforeEach(() => operator.calm(), 40_000);

  it('has a line for each hop of a healthy pair, and no fault', async () => {
    const { code, stdout } = await operator.run(['doctor']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is wrong.') as string });
    for (const hop of [
      'Secrets Manager',
      'Route 53',
      'STS-signed login',
      'DynamoDB',
      'health path',
      'certificate',
      'clock',
    ]) {
      expect(stdout.split('\n').filter((line) => line.startsWith('ok') && line.includes(hop))).toHaveLength(2);
    }
    for (const token of await operator.secrets()) expect(stdout).not.toContain(token);
  });

  it('changes nothing, not even the token', async () => {
    const before = await operator.secrets();
    await operator.run(['doctor']);
    expect(await operator.secrets()).toEqual(before);
  });

  it('shows what is wrong and what to do, and fails', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    operator.world.aws.inject({
      caller: 'anybody',
      kind: 'status',
      status: 503,
      service: 'lambda',
      region: 'eu-west-1',
    });
    const { code, stdout } = await operator.run(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /wrong +Lambda eu-central-1 → home Vault API\s+unreachable \(refused\)\.\s+Nothing\s+listens\s+there/,
    );
    expect(stdout).toMatch(/wrong +here → Lambda eu-west-1/);
    expect(stdout).toMatch(
      /wrong +Lambda eu-central-1 → STS-signed login\s[^→]*No\s+cluster\s+is\s+known\s+to\s+be\s+primary/,
    );
    expect(stdout).toMatch(/\d+ wrong\.$/m);
  });
});
