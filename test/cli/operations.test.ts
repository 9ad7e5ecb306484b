import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { OperationResult } from '../../functions/dr-operations/result';
import type { PlannedStep } from '../../cli/render/calls';
import { Operator } from './operator';
import { runCli } from './run-cli';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(60_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.calm());

const { each } = it;
const yes = (...args: string[]): string[] => [...args, '--yes'];

/** Role changes and links that the clusters were called for, after the first `count` calls. */
const postsSince = (count: number): string[] =>
  operator.world.pair.drCalls
    .slice(count)
    .filter(({ method }) => method !== 'GET')
    .map(({ cluster, path }) => `${cluster} ${path}`);

describe('vault-dr status', () => {
  it('shows the primary, the weights and when the tokens expire', async () => {
    const { code, stdout } = await operator.run(['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev {2}vault\.dev\.example\.com {2}healthy: home is primary, away follows\n/);
    expect(stdout).toMatch(/home +eu-west-1 +primary +running +\d+ +255 +\d+ h \d+ min/);
    expect(stdout).toMatch(/away +eu-central-1 +secondary +stream-wals +\d+ +0 +\d+ h \d+ min/);
    expect(stdout).toMatch(/127\.0\.0\.1:\d+ +home +127\.\d+\.\d+\.\d+ +\d+ s/);
    expect(stdout).not.toContain('Problems');
  });

  it('shows what is wrong and which command to run when the primary is lost', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { code, stdout } = await operator.run(['status', '--check']);
    expect(code).toBe(1);
    expect(stdout).toContain('NO PRIMARY');
    expect(stdout).toMatch(/home +eu-west-1 +unreachable \(refused\)/);
    expect(stdout).toMatch(/vault-dr failover dev --reason '…'\n +# makes away primary/);
  });

  it('observes from this machine with --local', async () => {
    const { code, stdout } = await operator.run(['status', '--local']);
    expect(code).toBe(0);
    expect(stdout).toContain('healthy: home is primary, away follows');
  });

  it('shows the view of the other region when one Lambda does not answer', async () => {
    operator.world.aws.inject({
      caller: 'anybody',
      kind: 'status',
      status: 503,
      service: 'lambda',
      region: 'eu-west-1',
    });
    const { code, stdout } = await operator.run(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('The Lambda in the region of home does not answer');
    expect(stdout).toMatch(/home +eu-west-1 +primary/);
  });

  it('fails when no Lambda answers', async () => {
    operator.world.aws.inject({ caller: 'anybody', kind: 'status', status: 503, service: 'lambda' });
    expect((await operator.run(['status'])).code).toBe(1);
  });

  each(['json', 'yaml'])('gives the same picture as %s', async (format) => {
    const { stdout } = await operator.run(['status', '-o', format]);
    expect(parse(stdout)).toMatchObject({
      environment: 'dev',
      healthy: true,
      primary: 'home',
      weights: { home: 255, away: 0 },
      nameServers: [{ leadsTo: 'home' }],
      problems: [],
      next: [],
    });
  });

  it('repeats with --watch until Ctrl-C', async () => {
    const cli = operator.start(['status', '--watch', '0.2'], { tty: true });
    await cli.shows('healthy: home is primary');
    await operator.world.pair.home.inject({ kind: 'refuse' });
    await cli.shows('NO PRIMARY');
    cli.type('\u0003');
    expect((await cli.finished).code).toBe(0);
  });
});

describe('vault-dr switchover', () => {
  it('makes the calls that the dry run showed, in that order', async () => {
    const dry = await operator.run(['switchover', '--dry-run', '-o', 'json']);
    const { calls } = JSON.parse(dry.stdout) as { calls: PlannedStep[][] };
    const { home, away } = operator.world.pair;
    const planned = calls.flatMap((stage) =>
      stage.flatMap((step) =>
        step.calls
          .filter(({ call }) => call.startsWith('POST'))
          .map(({ at, call }) => `${at === home.address ? home.name : away.name} ${call.replace('POST /v1/', '')}`),
      ),
    );
    const before = operator.world.pair.drCalls.length;
    const { code } = await operator.run(yes('switchover'));
    expect(code).toBe(0);
    expect(planned).toEqual(postsSince(before));
  });

  it('changes nothing in a dry run', async () => {
    const before = operator.world.pair.drCalls.length;
    const { code, stdout } = await operator.run(['switchover', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('away (eu-central-1) becomes primary instead of home (eu-west-1)');
    expect(stdout).toContain('Possible loss: none');
    expect(postsSince(before)).toEqual([]);
  });

  it('prints a line for each step, and the outcome on stdout', async () => {
    const { code, stdout, stderr } = await operator.run(yes('switchover'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/ s {2}promote away: done in \d/);
    expect(stdout).toMatch(
      /^switchover done in .*: away is primary and the client name leads to it\.\n {2}Clients: away/,
    );
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
  });

  it('has nothing to do the second time', async () => {
    await operator.run(yes('switchover'));
    const before = operator.world.pair.drCalls.length;
    expect((await operator.run(yes('switchover'))).code).toBe(0);
    expect(postsSince(before)).toEqual([]);
  });

  it('runs in this process with --local, with the same outcome and journal', async () => {
    const { code, stdout } = await operator.run(yes('switchover', '--local', '--reason', 'no Lambda', '-o', 'json'));
    const result = JSON.parse(stdout) as OperationResult;
    expect(code).toBe(0);
    expect(result).toMatchObject({ outcome: 'done', region: 'eu-central-1', left: [] });
    const history = await operator.run(['history', '--id', result.operationId, '-o', 'json']);
    expect(JSON.parse(history.stdout)).toEqual({ ...result, plan: expect.objectContaining({ kind: 'act' }) as object });
  });

  it('is refused when the primary is lost, and says how to proceed', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { code, stdout } = await operator.run(yes('switchover'));
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^switchover refused, nothing was changed\. home is unreachable \(refused\).*Use failover instead/,
    );
    const dry = await operator.run(['switchover', '--dry-run', '-o', 'json']);
    expect(dry.code).toBe(2);
    expect(JSON.parse(dry.stdout)).toMatchObject({ outcome: 'refused', errorType: 'PlanRefusedError' });
  });

  it('is refused while another operation runs, and names its holder', async () => {
    operator.world.pair.configure({ timings: { promoteMs: 6000 } });
    const first = operator.start(yes('switchover'));
    await first.shows('promote away');
    const { code, stdout } = await operator.run(yes('failback', '--via', 'away'));
    expect(code).toBe(2);
    expect(stdout).toMatch(/switchover by \S+@\S+ \w{8} in eu-central-1 holds the lease/);
    expect((await first.finished).code).toBe(0);
  });

  it('fails without AWS credentials', async () => {
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, stdout } = await operator.run(yes('switchover'), { env });
    expect(code).toBe(1);
    expect(stdout).toContain('no AWS credentials');
  });

  it('uses the other region when the first one has no such function', async () => {
    const fault = { kind: 'status', status: 404, code: 'ResourceNotFoundException' } as const;
    operator.world.aws.inject({ caller: 'anybody', ...fault, service: 'lambda', region: 'eu-central-1' });
    const { code, stderr, stdout } = await operator.run(yes('switchover', '-o', 'json'));
    expect(code).toBe(0);
    expect(stderr).toContain('Trying the region of home');
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', region: 'eu-west-1' });
  });
});

describe('the command line', () => {
  each([
    [['switchover'], 'confirm with --yes, or look first with --dry-run'],
    [yes('failover'), "failover needs a reason for the journal: add --reason '…'"],
    [yes('switchover', '--accept', 'loss'), '--accept needs a reason'],
    [yes('failover', '--accept', 'all'), 'Allowed names are unfenced-primary, loss, foreign-weights'],
    [yes('switchover', '--force'), "unknown option '--force'"],
    [yes('switchover', '--to', 'nowhere'), 'Allowed choices are home, away'],
    [yes('switchover', '--timeout', 'soon'), 'Give a number of seconds'],
    [yes('switchover', 'prod'), 'The environment prod is unknown; known are dev'],
    [yes('switchover', 'prod', '--env', 'dev'), '--env dev and the argument prod name two environments'],
    [yes('switchover', '--timeout', '3000000'), 'Give a number of seconds, at most 86400'],
    [['stat'], 'Did you mean status?'],
    [['token', 'rotate', '--local'], 'Only a Lambda can generate a token'],
    [['history', '-n', '0'], 'Give a whole number from 1 to 100000'],
  ])('is refused before anything is called: %j', async (args, words) => {
    const before = operator.world.aws.calls.length;
    const { code, stdout, stderr } = await operator.run(args);
    expect(code).toBe(64);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(operator.world.aws.calls.slice(before).filter(({ service }) => service === 'lambda')).toEqual([]);
  });

  it('finds the pair of an account by a region alone', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'vault-dr-elsewhere-'));
    const env = { AWS_ENDPOINT_URL: operator.world.aws.url };
    const { code, stdout } = await runCli(['token', 'status', '--region', 'eu-central-1', '-o', 'json'], { cwd, env });
    rmSync(cwd, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ home: { region: 'eu-west-1' }, away: { region: 'eu-central-1' } });
  });

  it('writes an error as a document for -o json', async () => {
    const { code, stdout } = await operator.run(['status', 'prod', '-o', 'json']);
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'error', errorType: 'UsageError', exitCode: 64 });
  });

  it('accepts the environment as an argument, as an option and from a variable', async () => {
    for (const [args, env] of [
      [['token', 'status', 'dev'], {}],
      [['token', 'status', '--env', 'dev'], {}],
      [['token', 'status'], { VAULT_DR_ENV: 'dev' }],
    ] as const) {
      expect((await operator.run(args, { env })).code).toBe(0);
    }
  });
});

describe('vault-dr failover', () => {
  it('shows clusters and possible loss, asks, and changes nothing after a no', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const before = operator.world.pair.drCalls.length;
    const cli = operator.start(['failover'], { tty: true });
    await cli.shows('Reason \\(for the journal\\)');
    cli.type('home is down\r');
    await cli.shows('Make away the primary of dev and move vault.dev.example.com to it\\?');
    expect(cli.screen.text).toContain('away (eu-central-1) becomes primary instead of home (eu-west-1)');
    expect(cli.screen.text).toMatch(/Possible loss: .*writes that were acknowledged in the last \d+ s/);
    expect(cli.screen.text).toMatch(/away last heard home \d+ s ago/);
    cli.type('n\r');
    expect((await cli.finished).code).toBe(1);
    expect(cli.screen.text).toContain('Nothing was changed.');
    expect(postsSince(before)).toEqual([]);
  });

  it('shows on a terminal the steps that are done, running and waiting', async () => {
    operator.world.pair.configure({ timings: { promoteMs: 1500 } });
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const cli = operator.start(['failover', '--reason', 'home is down'], { tty: true });
    await cli.shows('\\[y/N\\]');
    cli.type('y\r');
    await cli.shows(/✔ promote +away[^]*[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] await-primary +away[^]*· confirm-dns +away/);
    const { code } = await cli.finished;
    expect(code).toBe(0);
    expect(cli.screen.text).toMatch(/✔ await-primary +away[^]*failover done in/);
    expect(cli.screen.text).toContain('Left to do: when the other cluster is back, run: vault-dr rejoin dev');
  });

  it('is refused while the secondary still hears a primary that cannot be reached, until that is accepted', async () => {
    // Only the API of home is unreachable. Its replication to away continues.
    await operator.world.pair.home.inject({ kind: 'reset' });
    const before = operator.world.pair.drCalls.length;
    const failover = yes('failover', '--reason', 'home does not answer', '-o', 'json');
    const refused = await operator.run(failover);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      outcome: 'refused',
      errorType: 'PlanRefusedError',
      needs: ['unfenced-primary'],
      command: "vault-dr failover dev --accept unfenced-primary --reason 'home does not answer'",
    });
    expect(postsSince(before)).toEqual([]);
    expect(operator.world.pair.home.mode).toBe('primary');
    expect(await operator.world.weights()).toEqual({ home: 255, away: 0 });

    const accepted = await operator.run([...failover, '--accept', 'unfenced-primary']);
    expect({ code: accepted.code, result: JSON.parse(accepted.stdout) as unknown }).toMatchObject({
      code: 0,
      result: { outcome: 'done', accept: ['unfenced-primary'] },
    });
    expect(operator.world.pair.away.mode).toBe('primary');
  });

  it('exits with 3 when it stops half-way, and the command that it shows continues', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    operator.world.aws.inject({
      caller: 'anybody',
      kind: 'status',
      status: 400,
      code: 'Throttled',
      operation: 'ChangeResourceRecordSets',
    });
    const { code, stdout } = await operator.run(yes('failover', '--reason', "it's down"));
    expect(code).toBe(3);
    expect(stdout).toContain("Continue with: vault-dr failover dev --reason 'it'\\''s down'");
    expect(stdout).toContain('promote away');
    await operator.world.aws.restore();
    expect((await operator.run(yes('failover', '--reason', "it's down"))).code).toBe(0);
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
  });

  it('is followed by rejoin and failback', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    expect((await operator.run(yes('failover', '--reason', 'home is down'))).code).toBe(0);
    await operator.world.pair.home.restore();
    const status = await operator.run(['status']);
    expect(status.stdout).toContain('TWO PRIMARIES');
    expect(status.stdout).toContain('Both clusters are primary');
    expect(status.stdout).toContain('vault-dr rejoin dev');
    const rejoined = await operator.run(yes('rejoin'));
    expect(rejoined).toMatchObject({ code: 0 });
    expect((await operator.run(yes('failback'))).code).toBe(0);
    expect((await operator.run(['status', '--check'])).code).toBe(0);
  });
});

describe('a check that objects to an operation', () => {
  const REASON = ['--reason', 'a test'];

  it('is shown by name without a terminal, with the command that accepts exactly it', async () => {
    await operator.world.setWeights({ home: 100, away: 7 });
    const before = operator.world.pair.drCalls.length;
    const { code, stdout } = await operator.run(yes('switchover', ...REASON));
    expect(code).toBe(2);
    expect(stdout).toContain(
      'switchover refused, nothing was changed. These checks object:\n  foreign-weights: The weights',
    );
    expect(stdout).toContain("vault-dr switchover dev --accept foreign-weights --reason 'a test'");
    expect(postsSince(before)).toEqual([]);
    const accepted = await operator.run(yes('switchover', '--accept', 'foreign-weights', ...REASON, '-o', 'json'));
    expect(accepted.code).toBe(0);
    const { operationId } = JSON.parse(accepted.stdout) as OperationResult;
    const history = await operator.run(['history', '--id', operationId]);
    expect(history.stdout).toMatch(/Accepted +foreign-weights/);
  });

  it('is accepted on a terminal by its name and a reason, not by a yes', async () => {
    await operator.world.setWeights({ home: 100, away: 7 });
    const no = operator.start(['switchover'], { tty: true });
    await no.shows('type foreign-weights, or accept');
    no.type('y\r');
    expect((await no.finished).code).toBe(1);
    expect(no.screen.text).toContain('Nothing was changed.');
    expect(operator.world.pair.home.mode).toBe('primary');

    const cli = operator.start(['switchover'], { tty: true });
    await cli.shows('type foreign-weights, or accept');
    cli.type('foreign-weights\r');
    await cli.shows('Reason \\(for the journal\\)');
    cli.type('edited by hand\r');
    expect((await cli.finished).code).toBe(0);
    expect(cli.screen.text).toContain('Accepted: foreign-weights (The weights');
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
  });

  it('must not be accepted when it does not object', async () => {
    const { code, stdout } = await operator.run(yes('switchover', '--accept', 'foreign-weights', ...REASON));
    expect(code).toBe(2);
    expect(stdout).toContain('Nothing objects under the name "foreign-weights"');
  });

  it('can be the loss of a rejoin, which is shown before anything is discarded', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    expect((await operator.run(yes('failover', ...REASON))).code).toBe(0);
    await operator.world.pair.home.restore();
    await operator.world.admin.write('cubbyhole/on-home-alone', { id: 1 });
    const { code, stdout } = await operator.run(yes('rejoin'));
    expect(code).toBe(2);
    expect(stdout).toMatch(/ {2}loss: home may have writes that away [^]* {2}Discards: \S/);
    const cli = operator.start(['rejoin', ...REASON], { tty: true });
    await cli.shows('type loss, or accept');
    cli.type('loss\r');
    expect((await cli.finished).code).toBe(0);
    expect(cli.screen.text).toMatch(/rejoin done in [^]*Discarded: \S/);
  });
});

describe('vault-dr history', () => {
  it('lists operations with actor and reason, newest first', async () => {
    await operator.run(yes('switchover', '--reason', 'upgrade of home'));
    const { code, stdout } = await operator.run(['history', '-n', '1']);
    expect(code).toBe(0);
    expect(stdout.split('\n')[1]).toMatch(
      /^\w{8} +\S+Z +switchover +away +done +\S+ s +\S+@\S+ \w{8} +upgrade of home$/,
    );
  });

  it('shows the steps of one operation, and fails for an unknown id', async () => {
    const { stdout } = await operator.run(yes('switchover', '-o', 'json'));
    const { operationId } = JSON.parse(stdout) as OperationResult;
    const one = await operator.run(['history', '--id', operationId.slice(0, 6)]);
    expect(one.stdout).toMatch(/Outcome +done[^]*demote +home +done/);
    expect((await operator.run(['history', '--id', 'zzz'])).code).toBe(1);
  });
});

describe('vault-dr token', () => {
  it('generates new tokens that expire later', async () => {
    const expiries = async (...args: string[]): Promise<number[]> => {
      const { stdout } = await operator.run(['token', ...args, '-o', 'json']);
      const { home, away } = JSON.parse(stdout) as Record<'home' | 'away', { expiresAt: string }>;
      return [home, away].map(({ expiresAt }) => Date.parse(expiresAt));
    };
    const before = await expiries('status');
    const after = await expiries('rotate');
    after.forEach((expiry, index) => expect(expiry).toBeGreaterThan(before[index] ?? Infinity));
    // The schedule may have made newer ones meanwhile.
    (await expiries('status')).forEach((expiry, index) =>
      expect(expiry).toBeGreaterThanOrEqual(after[index] ?? Infinity),
    );
  });

  it('shows for how long the new break-glass tokens are valid', async () => {
    const { code, stdout } = await operator.run(['token', 'rotate']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The break-glass token of home expires in 6 d 23 h \(until \S+Z\)\.$/m);
    expect(stdout).toMatch(/^The break-glass token of away expires in 6 d 23 h/m);
  });

  it('fails without a primary', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { code, stdout } = await operator.run(['token', 'rotate']);
    expect(code).toBe(1);
    expect(stdout).toContain('No cluster is known to be primary');
  });
});

it('never shows a secret in its output or its command line', async () => {
  const seen = operator.whatWasSeen();
  for (const secret of await operator.secrets()) expect(seen).not.toContain(secret);
  expect(seen).not.toMatch(/\b(hv[sbr]\.[\w-]{8,}|[sbr]\.[A-Za-z0-9_-]{24,})/);
});
