import type { EvacuationDocument } from '../../cli/documents';
import { chooseEnvironment, pairsBetween } from '../../cli/evacuate/fleet';
import { outcomeOf } from '../../cli/evacuate/outcome';
import { config as dev } from '../../live/dev/config';
import { createEvacuation } from '../local/evacuation';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(120_000);

const [home, away] = [dev.home.region, dev.away.region];
const between = { region: home, into: away };

const published = (environment: string, identifier: string, regions = { home, away }) => ({
  problems: [],
  caPem: undefined,
  settings: {
    environment,
    identifier,
    clientName: `vault.${identifier}.example.com`,
    hostedZoneId: 'Z1',
    home: { region: regions.home, address: 'https://a.example.com:8200' },
    away: { region: regions.away, address: 'https://b.example.com:8200' },
  },
});

describe('the pairs of an evacuation', () => {
  it('are those with one cluster in each of the two regions', () => {
    const pairs = pairsBetween(
      {
        'prod/one': published('prod', 'one'),
        'prod/turned': published('prod', 'turned', { home: away, away: home }),
        'prod/elsewhere': published('prod', 'elsewhere', { home, away: 'eu-north-1' }),
        stage: published('stage', 'one'),
      },
      'prod',
      between,
    );
    expect(pairs.map(({ pair, to }) => [pair, to])).toEqual([
      ['prod/one', 'away'],
      ['prod/turned', 'home'],
    ]);
  });

  it('have what the batch of names needs', () => {
    const [pair] = pairsBetween({ prod: published('prod', 'one') }, 'prod', between);
    expect(pair?.due).toEqual({
      environment: 'prod',
      identifier: 'one',
      to: 'away',
      journalTable: 'vault-dr-journal-prod-one',
      regions: { home, away },
      dns: {
        hostedZoneIds: ['Z1'],
        clientName: 'vault.one.example.com',
        setIdentifiers: { home: 'vault-home-prod-one', away: 'vault-away-prod-one' },
      },
    });
  });

  it.each([
    ['none is published', {}, undefined, 'No pair is published in'],
    ['none of that environment is', { prod: published('prod', 'one') }, 'stage', 'No pair of stage is published'],
    [
      'several environments are',
      { prod: published('prod', 'one'), stage: published('stage', 'one') },
      undefined,
      'Several environments',
    ],
  ])('cannot be listed if %s', (_name, pairs, asked, words) => {
    expect(() => chooseEnvironment(pairs, asked, between)).toThrow(words);
  });
});

describe('the outcome of an evacuation', () => {
  const planned = [
    { pair: 'prod/one', to: 'away', plan: 'promote' },
    { pair: 'prod/two', to: 'away', plan: 'refused', why: 'a check objects' },
  ] as const;

  it('says what became of each pair', () => {
    const names = { pairs: [{ pair: 'prod/one', outcome: 'moved' }] };
    const checks = [{ pair: 'prod/one', home: 'gone', away: 'primary', problems: ['not-following'] }];
    expect(outcomeOf(planned, { names, checks })).toEqual([
      { ...planned[0], name: 'moved', role: 'primary', problems: ['not-following'] },
      planned[1],
    ]);
  });

  it('claims nothing if the state machine has said nothing', () => {
    expect(outcomeOf(planned, undefined)[0]).toMatchObject({ name: 'left' });
  });
});

describe('vault-dr evacuate', () => {
  let operator: Operator;
  const evacuate = (...args: string[]) =>
    operator.run(['evacuate', 'dev', '--region', home, '--into', away, ...args], {
      env: { AWS_ENDPOINT_URL: operator.world.aws.url },
    });

  beforeAll(async () => {
    operator = await Operator.start({}, { schedule: false });
  });
  afterAll(() => operator.stop());

  it('says what to set while there is no state machine', async () => {
    const { code, stderr } = await evacuate('--yes', '--reason', 'a test');
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringMatching(/Add the construct Evacuation/) as string,
    });
  });

  describe('with the state machine', () => {
    beforeAll(() => createEvacuation(operator.world));

    it('shows the plan and changes nothing', async () => {
      const { code, stdout } = await evacuate('--dry-run');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/away +promote, then move/) as string,
      });
      expect(await operator.world.weights()).toEqual({ home: 255, away: 0 });
    });

    it('needs a reason, and a terminal or --yes', async () => {
      expect(await evacuate('--yes')).toMatchObject({ code: 64, stderr: expect.stringMatching(/--reason/) as string });
      expect(await evacuate('--reason', 'a test')).toMatchObject({
        code: 64,
        stderr: expect.stringMatching(/confirm with --yes/) as string,
      });
    });

    it('fails the pairs over, and has nothing to do when it is run again', async () => {
      await operator.world.pair.home.inject({ kind: 'refuse' });
      const { code, stdout } = await evacuate('--yes', '--reason', 'the region is lost', '-o', 'json');
      const { outcome, pairs } = JSON.parse(stdout) as EvacuationDocument;
      expect({ code, outcome, pairs }).toMatchObject({
        code: 0,
        outcome: 'done',
        pairs: [{ to: 'away', plan: 'promote', name: 'moved', role: 'primary' }],
      });
      expect(await operator.world.weights()).toEqual({ home: 0, away: 255 });
      const again = await evacuate('--yes', '--reason', 'the region is lost');
      expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/it is there already/) as string });
      await operator.world.pair.home.restore();
    });
  });

  it.each([
    [['evacuate', 'dev', '--into', 'eu-central-1'], /--region/],
    [['evacuate', 'dev', '--region', 'eu-west-1', '--into', 'eu-west-1'], /are both eu-west-1/],
  ])('refuses %j', async (args, words) => {
    expect(await operator.run(args)).toMatchObject({ code: 64, stderr: expect.stringMatching(words) as string });
  });
});
