import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { OperationResult } from '../../functions/dr-operations/result';
import { config as dev } from '../../live/dev/config';
import { until } from '../helpers/until';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { Operator } from './operator';
import { CTRL_C } from './run-cli';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.calm());

const SWITCHOVER = ['switchover', '--yes'];
const slowPromotion = (): void => operator.world.pair.configure({ timings: { promoteMs: 4000 } });
const invokes = (): number => operator.world.aws.calls.filter(({ operation }) => operation === 'Invoke').length;
/** The newest entry of the journal. */
const newest = async (): Promise<unknown> => {
  const { stdout } = await operator.run(['history', '-n', '1', '-o', 'json']);
  return (JSON.parse(stdout) as { operations: unknown[] }).operations[0];
};
/** Waits until the operation has ended without the tool. */
const continues = (): Promise<void> =>
  until(
    async () => (await operator.world.weights()).away === 255 && operator.world.pair.home.state === 'stream-wals',
    () => 'the operation did not continue by itself',
  );

describe('an operation in a Lambda', () => {
  it('continues after Ctrl-C, which shows the steps so far and the command that continues', async () => {
    slowPromotion();
    const cli = operator.start(SWITCHOVER, { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    expect((await cli.finished).code).toBe(4);
    expect(cli.screen.text).toMatch(
      /The outcome of switchover is not known here[^]*So far: demote home, catch-up away, promote away/,
    );
    expect(cli.screen.text).toContain('Continue, once it has ended, with: vault-dr switchover dev');
    await continues();
    expect((await operator.run(SWITCHOVER)).code).toBe(0);
  });

  it('keeps its exit code when nothing reads its output any more', async () => {
    const cli = operator.start(SWITCHOVER);
    await cli.shows('demote home: done');
    cli.stopReading();
    expect((await cli.finished).code).toBe(0);
  });

  it('continues after --timeout has passed', async () => {
    slowPromotion();
    const { code, stdout } = await operator.run([...SWITCHOVER, '--timeout', '2', '-o', 'json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ operation: 'switchover', outcome: 'unknown' });
    await continues();
  });

  it('is found in the journal when its answer is lost, and is not started twice', async () => {
    operator.world.aws.inject({
      caller: 'anybody',
      kind: 'answer-lost',
      service: 'lambda',
      operation: 'Invoke',
      times: 1,
    });
    const before = invokes();
    const { code, stdout } = await operator.run([...SWITCHOVER, '-o', 'json']);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as OperationResult).outcome).toBe('done');
    expect(invokes() - before).toBe(1);
  });

  it('is started in the other region when the first one does not answer and leaves no trace', async () => {
    operator.world.aws.inject({ caller: 'anybody', kind: 'black-hole', service: 'lambda', region: dev.away.region });
    const { code, stdout, stderr } = await operator.run([...SWITCHOVER, '-o', 'json']);
    expect(code).toBe(0);
    expect(stderr).toContain('left no trace in the journal or the lease. Trying the region of home.');
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', region: dev.home.region });
  });

  it('is refused before anything is changed when there is no time to undo it', async () => {
    operator.world.pair.configure({ timings: { promoteMs: 8000 } });
    const lambda = new LambdaClient({
      region: dev.away.region,
      endpoint: operator.world.aws.url,
      credentials: ROOT_CREDENTIALS,
    });
    const limit = (Timeout: number): Promise<unknown> =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: `vault-dr-operations-${dev.environment}-${dev.identifier}`,
          Timeout,
        }),
      );
    // The handler reserves five seconds of it for its result.
    await limit(8);
    const { code, stdout } = await operator.run(SWITCHOVER).finally(() => limit(300));
    lambda.destroy();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^switchover refused, nothing was changed\. Only \d+ s are left for this operation/);
    expect(operator.world.pair.home.mode).toBe('primary');
  });
});

describe('an operation in this process (--local)', () => {
  it('is not abandoned after the first Ctrl-C', async () => {
    slowPromotion();
    const cli = operator.start([...SWITCHOVER, '--local'], { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    await cli.shows('Press Ctrl-C again to abandon it');
    expect((await cli.finished).code).toBe(0);
  });

  it.each(['SIGHUP', 'SIGTERM'] as const)('is not ended by %s, and the journal has its end', async (signal) => {
    slowPromotion();
    const cli = operator.start([...SWITCHOVER, '--local']);
    await cli.shows('demote home: done');
    cli.send(signal);
    expect((await cli.finished).code).toBe(0);
    expect(await newest()).toMatchObject({ operation: 'switchover', outcome: 'done' });
  });

  it('is not ended when nothing reads its output any more, and the journal has its end', async () => {
    const cli = operator.start([...SWITCHOVER, '--local']);
    await cli.shows('demote home: done');
    cli.stopReading();
    expect((await cli.finished).code).toBe(0);
    expect(await newest()).toMatchObject({ operation: 'switchover', outcome: 'done' });
  });

  it('is abandoned after the second one, and continued by the command that is shown', async () => {
    slowPromotion();
    const cli = operator.start([...SWITCHOVER, '--local'], { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    await cli.shows('Press Ctrl-C again');
    cli.type(CTRL_C);
    expect((await cli.finished).code).toBe(4);
    expect(cli.screen.text).toContain('Continue, once it has ended, with: vault-dr switchover dev');
    // The lease of the abandoned operation has to expire first.
    await until(
      async () => (await operator.run([...SWITCHOVER, '--local'])).code === 0,
      () => 'the command that was shown does not continue',
    );
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
  });
});

describe('break-glass', () => {
  const share = (number: number): string => operator.world.pair.home.keyShares[number - 1] ?? '';
  const start = async () => {
    operator.world.pair.configure({ timings: { promoteMs: 2000 } });
    await operator.world.pair.home.inject({ kind: 'refuse' });
    const args = ['break-glass', 'failover', '--reason', 'lost', '--yes'];
    const cli = operator.start(args, { tty: true, env: { VAULT_TOKEN: operator.world.rootToken } });
    await cli.shows('Key share 1 of 2');
    return cli;
  };

  it('is not ended by SIGHUP from the first prompt on', async () => {
    const cli = await start();
    cli.send('SIGHUP');
    cli.type(`${share(1)}\r`);
    await cli.shows('Key share 2 of 2');
    cli.type(`${share(2)}\r`);
    expect((await cli.finished).code).toBe(0);
    expect(await newest()).toMatchObject({ operation: 'failover', outcome: 'done' });
  });
});

it('never shows a secret', async () => {
  for (const secret of await operator.secrets()) expect(operator.whatWasSeen()).not.toContain(secret);
});
