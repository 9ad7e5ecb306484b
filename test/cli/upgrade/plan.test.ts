import { planUpgrade, type UpgradePlan } from '../../../cli/upgrade/plan';
import type { PairProblem } from '../../../cli/operations/assess';
import type { PairStatus } from '../../../cli/operations/pair-status';
import type { EnvironmentSettings } from '../../../cli/config';
import type { ClusterObservation, UpCluster } from '../../../functions/shared/cluster-observation';
import type { ClusterName } from '../../../functions/shared/contract';
import { primary, secondary } from '../../functions/dr-operations/worlds';

const OLD = '1.20.4+ent';
const NEW = '1.21.5+ent';

type Pair = Partial<Record<ClusterName, ClusterObservation>>;

const cluster = (name: ClusterName): { address: string; region: string } => ({
  address: `https://vault-${name}.example.com:8210`,
  region: name === 'home' ? 'eu-west-1' : 'eu-central-1',
});
const settings = {
  name: 'prod',
  maxLagWals: 1000,
  home: cluster('home'),
  away: cluster('away'),
} as unknown as EnvironmentSettings;

interface Scene {
  readonly to?: string;
  readonly problems?: readonly PairProblem['kind'][];
  readonly underWay?: string;
  readonly unfinished?: PairStatus['unfinished'];
}

function plan(pair: Pair, { to = '1.21.5', problems = [], underWay, unfinished }: Scene = {}): UpgradePlan {
  const names = Object.keys(pair) as ClusterName[];
  const leading = names.filter((name) => {
    const seen = pair[name];
    return seen?.kind === 'up' && seen.mode === 'primary';
  });
  const clusters = Object.fromEntries(
    names.map((name) => {
      const observation = pair[name] as ClusterObservation;
      return [name, { role: observation.kind === 'up' ? observation.mode : 'gone', observation }];
    }),
  ) as PairStatus['clusters'];
  return planUpgrade({
    to,
    settings,
    status: {
      ...(leading.length === 1 && leading[0] && { primary: leading[0] }),
      clusters,
      problems: problems.map((kind) => ({ kind, text: `It says ${kind}.` })),
      ...(underWay !== undefined && { underWay }),
      ...(unfinished && { unfinished }),
    },
  });
}

const leads = (version: string, more: Partial<UpCluster> = {}): UpCluster => primary({ version, ...more });
const follows = (version: string, more: Partial<UpCluster> = {}): UpCluster => secondary({ version, ...more });
const steps = (made: UpgradePlan): string[] =>
  made.steps.map(({ kind, cluster: name, isOptional }) => `${kind} ${name}${isOptional ? '?' : ''}`);
const commands = (made: UpgradePlan): string[] => made.steps.flatMap((step) => step.commands);

describe('planUpgrade', () => {
  it.each<[string, Pair, Scene, string[]]>([
    [
      'a healthy pair',
      { home: leads(OLD), away: follows(OLD) },
      {},
      ['snapshot home', 'upgrade away', 'switchover away', 'upgrade home', 'rejoin home', 'failback home?'],
    ],
    [
      'a healthy pair the other way round',
      { home: follows(OLD), away: leads(OLD) },
      {},
      ['snapshot away', 'upgrade home', 'switchover home', 'upgrade away', 'rejoin away'],
    ],
    [
      'a secondary that was upgraded',
      { home: leads(OLD), away: follows(NEW) },
      { problems: ['versions-differ'] },
      ['switchover away', 'upgrade home', 'rejoin home', 'failback home?'],
    ],
    [
      'a secondary that is between the two versions',
      { home: leads(OLD), away: follows('1.21.1') },
      { problems: ['versions-differ'] },
      ['snapshot home', 'upgrade away', 'switchover away', 'upgrade home', 'rejoin home', 'failback home?'],
    ],
    [
      'a pair after the switchover, whose old primary cannot follow',
      { home: follows(OLD, { state: 'idle', connected: false }), away: leads(NEW) },
      { problems: ['versions-differ', 'follower-older'] },
      ['upgrade home', 'rejoin home', 'failback home?'],
    ],
    [
      'a pair that is upgraded and not linked again',
      { home: follows(NEW, { state: 'idle' }), away: leads(NEW) },
      { problems: ['not-following'] },
      ['rejoin home', 'failback home?'],
    ],
    ['a pair that is upgraded', { home: leads(NEW), away: follows(NEW) }, {}, []],
    ['a pair that is upgraded, with clients at away', { home: follows(NEW), away: leads(NEW) }, {}, []],
  ])('for %s says what is left', (_, pair, scene, expected) => {
    const made = plan(pair, scene);
    expect(made.objections).toEqual([]);
    expect(steps(made)).toEqual(expected);
    expect(made.outcome).toBe(expected.length === 0 ? 'nothing' : 'planned');
  });

  it('gives the commands', () => {
    expect(commands(plan({ home: leads(OLD), away: follows(OLD) }))).toEqual([
      'vault operator raft snapshot save -address=https://vault-home.example.com:8210 prod-before-1.21.5.snap',
      'aws autoscaling describe-instance-refreshes --region eu-central-1 --auto-scaling-group-name <group of away>',
      'vault-dr upgrade prod --plan --to 1.21.5  # away runs 1.21.5: goes on with the next step',
      'vault-dr switchover prod --dry-run',
      "vault-dr switchover prod --reason 'upgrade to 1.21.5'",
      'aws autoscaling describe-instance-refreshes --region eu-west-1 --auto-scaling-group-name <group of home>',
      'vault-dr upgrade prod --plan --to 1.21.5  # home runs 1.21.5: goes on with the next step',
      'vault-dr rejoin prod',
      'vault-dr failback prod',
    ]);
  });

  it('takes builds of one release for equal', () => {
    expect(plan({ home: leads('1.21.5+ent.hsm'), away: follows(NEW) }).outcome).toBe('nothing');
  });

  it('never plans the primary before the secondary', () => {
    for (const pair of [
      { home: leads(OLD), away: follows(OLD) },
      { home: follows(OLD), away: leads(OLD) },
    ]) {
      const upgraded = steps(plan(pair)).filter((step) => step.startsWith('upgrade'));
      const leading = pair.home.mode === 'primary' ? 'home' : 'away';
      expect(upgraded.at(-1)).toBe(`upgrade ${leading}`);
    }
  });
});

describe('planUpgrade refuses', () => {
  const healthy = { home: leads(OLD), away: follows(OLD) };

  it.each<[string, Pair, Scene, string]>([
    ['a version that goes back', healthy, { to: '1.19.0' }, 'home runs 1.20.4+ent, which is newer than 1.19.0'],
    [
      'a version between primary and secondary',
      { home: leads('1.20.0'), away: follows(NEW) },
      { to: '1.20.9' },
      'away runs 1.21.5+ent, which is newer than 1.20.9',
    ],
    [
      'a secondary that is older than its primary',
      { home: leads('1.21.1+ent'), away: follows(OLD) },
      {},
      'Bring away to 1.21.1+ent first (--to 1.21.1).',
    ],
    [
      'a secondary that copies',
      { home: leads(OLD), away: follows(OLD, { state: 'merkle-sync' }) },
      {},
      'away does not stream from home (secondary, merkle-sync)',
    ],
    [
      'a secondary whose state is not known',
      { home: leads(OLD), away: follows(OLD, { state: undefined }) },
      {},
      'away does not stream from home (secondary, state not known)',
    ],
    [
      'a secondary that lags',
      { home: leads(OLD, { lastWal: 5000 }), away: follows(OLD, { lastRemoteWal: 10 }) },
      {},
      'away is 4990 WALs behind home, and 1000 are allowed',
    ],
    [
      'a cluster that gives no answer',
      { ...healthy, away: { kind: 'unreachable', cause: 'timeout' } },
      {},
      'Repair away first',
    ],
    [
      'a cluster that tells no version',
      { ...healthy, away: secondary({ version: undefined }) },
      {},
      'Repair away first',
    ],
    ['two primaries', { home: leads(OLD), away: leads(OLD) }, {}, 'It is not clear which cluster is primary'],
    ['an operation that runs', healthy, { underWay: 'switchover by jo' }, 'An operation is running (switchover by jo)'],
    [
      'an operation that has not ended',
      healthy,
      { unfinished: { operation: 'switchover', to: 'away' }, problems: ['operation-unfinished'] },
      'The switchover to away has not ended',
    ],
    ['a license that has ended', healthy, { problems: ['license-ended'] }, 'It says license-ended.'],
    ['a token that is missing', healthy, { problems: ['token-unusable'] }, 'It says token-unusable.'],
    ['a secondary that does not follow', healthy, { problems: ['not-following'] }, 'It says not-following.'],
  ])('%s', (_, pair, scene, objection) => {
    const { outcome, steps: planned, objections } = plan(pair, scene);
    expect({ outcome, planned }).toEqual({ outcome: 'refused', planned: [] });
    expect(objections.join('\n')).toContain(objection);
  });
});

describe('planUpgrade warns', () => {
  it.each([
    ['1.19.8+ent', '1.21.5', 0],
    ['1.18.8+ent', '1.21.5', 1],
    ['1.21.4+ent', '2.1.0', 0],
    ['1.21.4+ent', '2.2.0', 1],
  ])('of a long way from %s to %s', (from, to, count) => {
    expect(plan({ home: leads(from), away: follows(from) }, { to }).warnings).toHaveLength(count);
  });

  it('of what does not hinder it', () => {
    const made = plan({ home: leads(OLD), away: follows(OLD) }, { problems: ['automatic-paused'] });
    expect(made).toMatchObject({ outcome: 'planned', warnings: ['It says automatic-paused.'] });
  });
});
