import { hostname, userInfo } from 'node:os';
import { Operator } from './operator';
import { expectPicture, expectRecorded } from './recordings';
import type { RunningCli } from './run-cli';
import { terminalSvg } from './terminal-svg';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.calm());

/** Replaces names of the local world by those of an example, with the same width. */
function asDocumented(text: string): string {
  const { pair, nameServer, hostedZoneId } = operator.world;
  const names: readonly (readonly [string, string])[] = [
    [pair.home.address, 'https://vault-primary.dev.example.com:8200'],
    [pair.away.address, 'https://vault-dr.dev.example.com:8200'],
    [nameServer, '10.0.0.2'],
    [pair.home.host, '10.0.1.10'],
    [pair.away.host, '10.1.1.10'],
    [hostedZoneId, 'Z0DEV0EXAMPLE0COM'],
    [`${userInfo().username}@${hostname()}`, 'jo@desk'],
  ];
  return names
    .reduce((shown, [from, to]) => shown.replaceAll(from, to.padEnd(from.length)), text)
    .replace(/[^\s"]+\/ca\.pem/g, '/etc/vault/ca.pem')
    .replace(/[ ]+$/gm, '');
}

const record = (name: string, text: string): void => expectRecorded('cli.md', name, asDocumented(text));
const picture = (name: string, cli: RunningCli): void =>
  expectPicture(`cli/${name}.svg`, terminalSvg(asDocumented(cli.screen.lines.join('\n')).split('\n')));

describe('docs/cli.md shows', () => {
  it.each([
    ['help', ['--help']],
    ['help switchover', ['switchover', '--help']],
  ])('%s as it is', async (name, args) => {
    const { stdout } = await operator.run(args);
    record(name, stdout);
  });

  it('a healthy pair', async () => {
    record('status', (await operator.run(['status'])).stdout);
    record('token status', (await operator.run(['token', 'status'])).stdout);
  });

  it('what is left of an upgrade', async () => {
    record('upgrade', (await operator.run(['upgrade', '--plan', '--to', '1.21.5'])).stdout);
  });

  it('a planned swap, and its dry run', async () => {
    record('switchover dry run', (await operator.run(['switchover', '--dry-run'])).stdout);
    const { stderr, stdout } = await operator.run(['switchover', '--yes', '--reason', 'upgrade of home']);
    record('switchover', `${stderr}${stdout}`);
    record('history', (await operator.run(['history', '-n', '1'])).stdout);
  });

  it('a refusal, and the command that accepts exactly what objects', async () => {
    await operator.world.setWeights({ home: 100, away: 7 });
    record('objections', (await operator.run(['switchover', '--yes', '--reason', 'upgrade of home'])).stdout);
    await operator.world.setWeights({ home: 255, away: 0 });
  });

  it('a lost primary: status, question, progress and outcome', async () => {
    operator.world.pair.configure({ timings: { promoteMs: 2000 } });
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const status = operator.start(['status'], { tty: true });
    await status.finished;
    record('status lost', status.screen.text);
    picture('status', status);
    const cli = operator.start(['failover', '--reason', 'eu-west-1 is down'], { tty: true });
    await cli.shows('\\[y/N\\]');
    record('failover question', cli.screen.text);
    cli.type('y\r');
    await cli.shows(/✔ promote[^]*✔ switch-dns[^]*[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] await-primary/);
    picture('failover', cli);
    await cli.finished;
    record('failover end', cli.screen.text.slice(cli.screen.text.indexOf('✔') - 2));
    await operator.world.pair.home.restore();
    await operator.world.admin.write('cubbyhole/on-home-alone', { id: 1 });
    record('status two primaries', (await operator.run(['status'])).stdout);
    const rejoin = ['rejoin', '--yes', '--reason', 'home is back'];
    record('rejoin refused', (await operator.run(rejoin)).stdout);
    record('rejoin', (await operator.run([...rejoin, '--accept', 'loss'])).stdout);
  });
});
