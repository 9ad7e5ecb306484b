import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { OperatorAws } from '../../cli/aws';
import { assess } from '../../cli/operations/assess';
import { painter, type Paint } from '../../cli/render/paint';
import { renderStatus } from '../../cli/render/status';
import { EXAMPLE } from '../../docs/generate/runbook/example';
import { Operator } from './operator';
import { type Finished } from './run-cli';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(60_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.calm());

const CREDENTIAL_VARIABLES = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
const lambdaOf = (region: string) => ({ caller: 'anybody', service: 'lambda', region }) as const;

describe('an operation beside operators who look', () => {
  it('can be called at any time', async () => {
    await operator.world.pair.home.inject({ kind: 'black-hole' });
    const watchers = [1, 2, 3].map(() => operator.start(['status', '--watch', '0.1']));
    await Promise.all(watchers.map((each) => each.shows('NO PRIMARY')));
    const codes: (number | null)[] = [];
    for (let count = 0; count < 5; count += 1)
      codes.push((await operator.run(['failover', '--dry-run', '--reason', 'region lost'])).code);
    for (const watcher of watchers) watcher.kill();
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('a Lambda that AWS cannot start', () => {
  const failover = (): Promise<Finished> => operator.run(['failover', '--yes', '--reason', 'region lost']);
  beforeEach(() => operator.world.pair.home.inject({ kind: 'refuse' }));

  it('is called again in the same region, with a line that says why', async () => {
    operator.world.aws.inject({
      ...lambdaOf('eu-central-1'),
      kind: 'status',
      status: 502,
      code: 'ResourceNotReadyException',
      times: 1,
    });
    const { code, stderr } = await failover();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Region of away: the Lambda was idle for long .* Calling it again for up to 2 min\.$/m);
    expect(stderr).not.toContain('Trying the region of');
  });

  it('is not called again once it may have run', async () => {
    operator.world.aws.inject({ ...lambdaOf('eu-central-1'), kind: 'hang', times: 1 });
    const { code, stderr } = await failover();
    expect(code).toBe(0);
    expect(stderr).not.toContain('Calling it again');
  });
});

describe('vault-dr without usable credentials', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'vault-dr-home-'));
    writeFileSync(
      join(home, 'config'),
      '[profile work]\nsso_session = corp\n[sso-session corp]\nsso_region = eu-west-1\n',
    );
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const withProfile = (AWS_PROFILE: string) => ({
    env: { ...CREDENTIAL_VARIABLES, AWS_PROFILE, AWS_CONFIG_FILE: join(home, 'config') },
  });

  it('says in the status that nothing is known, and how to log in', async () => {
    const { code, stdout } = await operator.run(['status'], withProfile('work'));
    expect(code).toBe(1);
    expect(stdout).toContain('UNKNOWN');
    expect(stdout).not.toContain('NO PRIMARY');
    expect(stdout.replace(/\s+/g, ' ')).toContain('run "aws sso login --profile work"');
  });

  it('says once, before an operation, how to log in, and does not suggest break-glass', async () => {
    const { code, stdout } = await operator.run(['failover', '--yes', '--reason', 'lost'], withProfile('work'));
    expect(code).toBe(1);
    expect(stdout.match(/aws sso login --profile work/g)).toHaveLength(1);
    expect(stdout).not.toContain('break-glass');
  });

  it('says that a profile does not exist', async () => {
    const { stdout } = await operator.run(['status'], withProfile('wrok'));
    expect(stdout.replace(/\s+/g, ' ')).toContain('there is no AWS profile wrok: see "aws configure list-profiles"');
  });

  it('says that credentials have expired', async () => {
    for (const region of ['eu-west-1', 'eu-central-1'])
      operator.world.aws.inject({ ...lambdaOf(region), kind: 'status', status: 403, code: 'ExpiredTokenException' });
    const { stdout } = await operator.run(['status']);
    expect(stdout).toContain('UNKNOWN');
    expect(stdout.replace(/\s+/g, ' ')).toContain('your AWS credentials have expired: set AWS_ACCESS_KEY_ID');
  });
});

describe('vault-dr status', () => {
  it('shows what is known while a region hangs, and the rest when it comes', async () => {
    operator.world.aws.inject({ ...lambdaOf('eu-west-1'), kind: 'black-hole' });
    const cli = operator.start(['status']);
    await cli.shows(/so far: home is primary[^]*Waiting for the Lambda in eu-west-1/);
    const { stdout } = await cli.finished;
    expect(stdout).toMatch(/not healthy: home is primary/);
    expect(stdout).toContain('The Lambda in the region of home does not answer');
  });

  it('shows it in the same place on a terminal', async () => {
    operator.world.aws.inject({ ...lambdaOf('eu-west-1'), kind: 'black-hole' });
    const cli = operator.start(['status'], { tty: true });
    await cli.shows('Waiting for the Lambda in eu-west-1');
    await cli.shows('does not answer');
    await cli.finished;
    expect(cli.screen.text).not.toContain('Waiting for');
  });

  it('shows when it looked', async () => {
    const { stdout } = await operator.run(['status']);
    const [, day = '', time = ''] = /^at (\S+) (\S+) UTC$/m.exec(stdout) ?? [];
    expect(Math.abs(Date.now() - Date.parse(`${day}T${time}Z`))).toBeLessThan(60_000);
  });

  it.each([[{}], [{ caller: 'anybody', service: 'lambda', kind: 'status', status: 503 }]] as const)(
    'fits 80 columns, commands apart, with the fault %o',
    async (fault) => {
      if ('kind' in fault) operator.world.aws.inject({ ...fault });
      await operator.world.pair.home.inject({ kind: 'refuse' });
      const { stdout } = await operator.run(['status']);
      const tooLong = stripVTControlCharacters(stdout)
        .split('\n')
        .filter((line) => line.length > 80 && !line.startsWith('  vault-dr'));
      expect(tooLong).toEqual([]);
    },
  );
});

describe('the token in vault-dr status', () => {
  const AT = Date.parse('2026-01-01T00:00:00Z');
  const settings = { ...EXAMPLE, operationTokenTtlSeconds: 28_800, rotationMinutes: 180 };
  const status = {
    ...assess({}),
    unseen: [],
    environment: 'prod',
    clientName: 'vault.example.com',
    at: new Date(AT).toISOString(),
    nameServers: [],
    next: [],
  };
  const render = (shown: typeof EXAMPLE, leftMinutes: number, paint = painter(false)): string => {
    const expiresAt = new Date(AT + leftMinutes * 60_000).toISOString();
    const tokenExpiresAt = { home: expiresAt, away: expiresAt };
    return renderStatus(shown, { ...status, tokenExpiresAt }, paint, { columns: 80 });
  };
  const marked: Paint = (tone, text) => (tone === 'warn' ? `<${text}>` : text);

  it('says how little time may be left before that means a failed replacement', () => {
    expect(render(settings, 400).replace(/\n/g, ' ')).toContain(
      'TOKEN is the time left of 8 h. A token is replaced every 3 h: less than 5 h left means that the last replacement failed.',
    );
  });

  it('says nothing of that where it is not known how often tokens are replaced', () => {
    expect(render(EXAMPLE, 400)).not.toContain('is replaced every');
  });

  it('is missing in a region without one, and not known in a region that gives no status', () => {
    const rows = renderStatus(EXAMPLE, { ...status, unseen: ['away'] }, painter(false), { columns: 200 }).split('\n');
    const cell = (cluster: string): string | undefined =>
      rows
        .find((line) => line.startsWith(cluster))
        ?.split(/ {2,}/)
        .at(-3);
    expect([cell('home'), cell('away')]).toEqual(['none', '?']);
  });

  it('stands out as soon as it should have been replaced', () => {
    expect(render(settings, 299, marked)).not.toContain('<4 h 59 min>');
    expect(render(settings, 290, marked)).toContain('<4 h 50 min>');
    expect(render(EXAMPLE, 290, marked)).not.toContain('<4 h 50 min>');
  });
});

describe('vault-dr doctor', () => {
  it('fits 80 columns', async () => {
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const { stdout } = await operator.run(['doctor']);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^ok +name server /m);
  });

  it('shows what it has checked while a region hangs', async () => {
    const stop = operator.world.aws.inject({ ...lambdaOf('eu-west-1'), kind: 'black-hole' });
    const cli = operator.start(['doctor']);
    await cli.shows(/here → Lambda eu-central-1[^]*Waiting for the Lambda in eu-west-1/);
    cli.kill();
    stop();
  });
});

describe('OperatorAws', () => {
  it('opens each client once, however often somebody looks', () => {
    const aws = new OperatorAws(EXAMPLE);
    const clients = () => [aws.lambda('home', 1000), aws.tables().home, aws.engine('away').route53];
    const before = clients();
    clients().forEach((client, index) => expect(client).toBe(before[index]));
    aws.close();
  });

  it('keeps clients apart that have other limits or another region', () => {
    const aws = new OperatorAws(EXAMPLE);
    const clients = [aws.lambda('home', 1000), aws.lambda('home', 2000), aws.lambda('away', 1000)];
    expect(new Set(clients).size).toBe(3);
    aws.close();
  });
});

describe('vault-dr on a machine that reaches nobody', () => {
  it('says UNKNOWN with --local too', async () => {
    for (const cluster of [operator.world.pair.home, operator.world.pair.away])
      await cluster.inject({ kind: 'refuse' });
    const { stdout } = await operator.run(['status', '--local']);
    expect(stdout).toContain('UNKNOWN');
    expect(stdout).not.toContain('NO PRIMARY');
  });
});
