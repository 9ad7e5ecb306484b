import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { OperationResult } from '../../functions/dr-operations/result';
import { config as dev } from '../../live/dev/config';
import { until } from '../helpers/until';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { Operator } from './operator';
import { CTRL_C } from './run-cli';

// Whole processes against a whole world, on a machine that may have other work.
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
/** The operation has come to its end by itself. */
const goesOn = (): Promise<void> =>
  until(
    async () => (await operator.world.weights()).away === 255 && operator.world.pair.home.state === 'stream-wals',
    () => 'the operation did not go on by itself',
  );

describe('an operation in a Lambda', () => {
  it('goes on by itself after Ctrl-C, which tells the state and the command that carries on', async () => {
    slowPromotion();
    const cli = operator.start(SWITCHOVER, { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    expect((await cli.finished).code).toBe(4);
    expect(cli.screen.text).toMatch(
      /The outcome of switchover is not known here[^]*So far: demote home, catch-up away, promote away/,
    );
    expect(cli.screen.text).toContain('Continue, once it has ended, with: vault-dr switchover dev');
    await goesOn();
    expect((await operator.run(SWITCHOVER)).code).toBe(0);
  });

  it('goes on by itself when --timeout has passed', async () => {
    slowPromotion();
    const { code, stdout } = await operator.run([...SWITCHOVER, '--timeout', '2', '-o', 'json']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ operation: 'switchover', outcome: 'unknown' });
    await goesOn();
  });

  it('is found again in the journal when its answer is lost, and not started twice', async () => {
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

  it('is started in the other region when the first one swallows the call and leaves no trace', async () => {
    operator.world.aws.inject({ caller: 'anybody', kind: 'black-hole', service: 'lambda', region: dev.away.region });
    const { code, stdout, stderr } = await operator.run([...SWITCHOVER, '-o', 'json']);
    expect(code).toBe(0);
    expect(stderr).toContain('left no trace in the journal or the lease. Trying the region of home.');
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', region: dev.home.region });
  });

  it('whose time is too short for the way there and back is refused before anything is changed', async () => {
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
    // The handler keeps five seconds of it back, so that it can tell how far it came.
    await limit(8);
    const { code, stdout } = await operator.run(SWITCHOVER).finally(() => limit(300));
    lambda.destroy();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^switchover refused, nothing was changed\. Only \d+ s are left for this operation/);
    expect(operator.world.pair.home.mode).toBe('primary');
  });
});

describe('an operation in this process (--local)', () => {
  it('is not left by the first Ctrl-C', async () => {
    slowPromotion();
    const cli = operator.start([...SWITCHOVER, '--local'], { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    await cli.shows('Press Ctrl-C again to abandon it');
    expect((await cli.finished).code).toBe(0);
  });

  it('is left by the second one, and carried on by the command that is named', async () => {
    slowPromotion();
    const cli = operator.start([...SWITCHOVER, '--local'], { tty: true });
    await cli.shows('✔ promote');
    cli.type(CTRL_C);
    await cli.shows('Press Ctrl-C again');
    cli.type(CTRL_C);
    expect((await cli.finished).code).toBe(4);
    expect(cli.screen.text).toContain('Continue, once it has ended, with: vault-dr switchover dev');
    // The lease of whoever left has to end by itself first.
    await until(
      async () => (await operator.run([...SWITCHOVER, '--local'])).code === 0,
      () => 'the named command does not carry on',
    );
    expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
  });
});

it('never shows a secret', async () => {
  for (const secret of await operator.secrets()) expect(operator.whatWasSeen()).not.toContain(secret);
});
