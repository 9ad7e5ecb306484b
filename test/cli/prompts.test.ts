import { CTRL_C } from './run-cli';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(60_000);

const ENTER = '\r';
const END_OF_INPUT = '\u0004';

let operator: Operator;
beforeAll(async () => {
  operator = await Operator.start();
});
afterAll(() => operator.stop());
beforeEach(() => operator.world.reset());

/** What the clusters, the zone and the tokens are called for, after the first calls. */
function watch(): () => string[] {
  const { pair, aws } = operator.world;
  const before = [pair.drCalls.length, aws.calls.length] as const;
  return () => [
    ...pair.drCalls
      .slice(before[0])
      .filter(({ method }) => method !== 'GET')
      .map(({ cluster, path }) => `${cluster} ${path}`),
    ...aws.calls
      .slice(before[1])
      .filter(({ operation }) => /^(ChangeResourceRecordSets|PutSecretValue)$/.test(operation))
      .map(({ operation }) => operation),
  ];
}

/** Each question, what leads to it, and what is no consent there. */
const QUESTIONS: readonly (readonly [string, readonly string[], RegExp, () => Promise<unknown>, readonly string[]])[] =
  [
    ['the plan of a switchover', ['switchover'], /Make away .*\[y\/N\] $/m, nothing, ['no', 'yess', 'home', '1']],
    ['the plan of a failback', ['failback'], /Make home .*\[y\/N\] $/m, switchOver, ['no']],
    ['the plan of a failover', ['failover', '--reason', 'r'], /Make away .*\[y\/N\] $/m, loseHome, ['no', 'away']],
    ['a drill', ['drill'], /Drill dev now\? \[y\/N\] $/m, nothing, ['no', 'dev']],
    [
      'what objects',
      ['switchover'],
      /or accept\. Anything else ends: $/m,
      editWeights,
      ['no', 'yes', 'foreign', 'accept all'],
    ],
  ];

async function nothing(): Promise<void> {}
async function switchOver(): Promise<void> {
  await operator.world.invoke('away', 'dr-operations', { operation: 'switchover' });
}
async function loseHome(): Promise<void> {
  await operator.world.pair.home.inject({ kind: 'refuse' });
}
async function editWeights(): Promise<void> {
  await operator.world.setWeights({ home: 100, away: 7 });
}

const answers = QUESTIONS.flatMap(([name, args, question, arrange, refusals]) => [
  [name, 'Enter', ENTER, args, question, arrange] as const,
  [name, 'the end of the input', END_OF_INPUT, args, question, arrange] as const,
  [name, 'Ctrl-C', CTRL_C, args, question, arrange] as const,
  ...refusals.map((text) => [name, `"${text}"`, `${text}${ENTER}`, args, question, arrange] as const),
]);

describe('a question', () => {
  it.each(answers)('about %s takes %s as a no', async (_, __, typed, args, question, arrange) => {
    await arrange();
    const changes = watch();
    const cli = operator.start(args, { tty: true });
    await cli.shows(question);
    cli.type(typed);
    const { code } = await cli.finished;
    expect({ code, changes: changes() }).toEqual({ code: 1, changes: [] });
    expect(cli.screen.text).toContain('Nothing was changed.');
  });

  it.each(['y', 'Y', 'yes', ' YES '])('takes "%s" as a yes', async (text) => {
    const cli = operator.start(['switchover'], { tty: true });
    await cli.shows(/\[y\/N\] $/m);
    cli.type(`${text}${ENTER}`);
    expect((await cli.finished).code).toBe(0);
    expect(operator.world.pair.away.mode).toBe('primary');
  });

  it.each([
    ['Enter, which is no reason', ENTER, 64],
    ['a blank, which is no reason', ` ${ENTER}`, 64],
    ['the end of the input', END_OF_INPUT, 1],
    ['Ctrl-C', CTRL_C, 1],
  ])('for the reason of a failover ends at %s', async (_, typed, code) => {
    await loseHome();
    const changes = watch();
    const cli = operator.start(['failover'], { tty: true });
    await cli.shows('Reason \\(for the journal\\)');
    cli.type(typed);
    expect({ code: (await cli.finished).code, changes: changes() }).toEqual({ code, changes: [] });
  });

  it.each([
    ['Enter, which is no reason', ENTER, 64],
    ['the end of the input', END_OF_INPUT, 1],
  ])('for the reason of what was accepted ends at %s', async (_, typed, code) => {
    await editWeights();
    const changes = watch();
    const cli = operator.start(['switchover'], { tty: true });
    await cli.shows(/or accept\. Anything else ends: $/m);
    cli.type(`accept${ENTER}`);
    await cli.shows('Reason \\(for the journal\\)');
    cli.type(typed);
    expect({ code: (await cli.finished).code, changes: changes() }).toEqual({ code, changes: [] });
    expect(cli.screen.text).toContain('Nothing was changed.');
  });

  it.each([
    ['Enter', ENTER],
    ['the end of the input', END_OF_INPUT],
    ['Ctrl-C', CTRL_C],
  ])('for a key share ends at %s', async (_, typed) => {
    await loseHome();
    const changes = watch();
    const cli = operator.start(['break-glass', 'failover', '--reason', 'r', '--yes'], {
      tty: true,
      env: { VAULT_TOKEN: operator.world.rootToken },
    });
    await cli.shows('Key share 1 of 2 \\(not shown\\): ');
    for (let count = 0; count < 5; count += 1) cli.type(typed); // a share may be mistyped four times
    expect((await cli.finished).code).toBe(1);
    expect(changes().filter((call) => !call.includes('generate-operation-token/attempt'))).toEqual([]);
  });

  it('is never asked without a terminal, and nothing is changed', async () => {
    await loseHome();
    const changes = watch();
    for (const args of [
      ['switchover'],
      ['failover', '--reason', 'r'],
      ['failback'],
      ['rejoin'],
      ['break-glass', 'failover', '--reason', 'r'],
      ['break-glass', 'failback'],
      ['break-glass', 'rejoin'],
    ]) {
      const { code, stderr } = await operator.run(args);
      expect({ args, code, stderr }).toEqual({
        args,
        code: 64,
        stderr: expect.stringMatching(/^Not a terminal: /) as string,
      });
    }
    expect(changes()).toEqual([]);
  });

  it('about a drill is not asked without a terminal', async () => {
    const changes = watch();
    expect(await operator.run(['drill'])).toMatchObject({ code: 64, stderr: 'Not a terminal: confirm with --yes.\n' });
    expect(changes()).toEqual([]);
  });
});

it('never shows a secret', async () => {
  const seen = operator.whatWasSeen();
  const secrets = [...(await operator.secrets()), operator.world.rootToken, ...operator.world.pair.home.keyShares];
  for (const secret of secrets) expect(seen).not.toContain(secret);
});
