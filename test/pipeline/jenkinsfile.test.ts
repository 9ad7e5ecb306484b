import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { DRILLED } from '../../live/environments';
import { applyCall, BUILDS, type BuildName } from './builds';
import { runBuilds, whyNoJenkins, type EndedBuild, type Step } from './jenkins';
import { pipelineOf, REFUSED } from './refused';

const [first, second] = ENVIRONMENTS as [EnvironmentName, EnvironmentName];
const others = ENVIRONMENTS.slice(1);

const NAMES = Object.keys(BUILDS) as BuildName[];

const CHECKS = ['deps', 'lint', 'test', ...ENVIRONMENTS.map((environment) => `checkov ENV=${environment}`)];
const CHECKS_OF_CHANGE = ['deps', '--silent affected', ...CHECKS.slice(1)];
const REHEARSAL = 'demo SCENARIO=failover';
const planned = (environment: string): string[] => [
  'deps-deliver build',
  `plan ENV=${environment}`,
  `keep-plan ENV=${environment}`,
  `--silent show ENV=${environment}`,
];

const shells = ({ events }: EndedBuild): Step[] => events.filter(({ step }) => step === 'sh');
const made = (build: EndedBuild): string[] => shells(build).flatMap(({ make = [] }) => make);
const madeIn = (build: EndedBuild, stage: string): string[] =>
  made({ ...build, events: build.events.filter(({ stages }) => stages[0] === stage) });
const stepsOf = ({ events }: EndedBuild, name: string): Step[] => events.filter(({ step }) => step === name);

/** The targets in a call of make, without its options and variables. */
const targetsIn = (call: string): string[] => call.split(' ').filter((word) => !/^-|=/.test(word));

const missing = whyNoJenkins();
const isSkipped = missing !== undefined && !process.env['CI'];
// On a laptop the tests are skipped with a warning. In CI they fail.
const suite = isSkipped ? describe.skip : describe;
if (isSkipped) console.warn(`The Jenkinsfile was not tested: ${missing}`);

suite(missing ? `Jenkinsfile (${missing})` : 'Jenkinsfile', () => {
  let ended: Readonly<Record<BuildName, EndedBuild>>;
  let refused: readonly EndedBuild[];

  beforeAll(() => {
    if (missing) throw new Error(missing);
    const refusedBuilds = REFUSED.map(([, stage]) => ({
      env: { BRANCH_NAME: 'some-branch' },
      jenkinsfile: pipelineOf(stage),
    }));
    const runs = runBuilds([...Object.values(BUILDS), ...refusedBuilds]);
    ended = Object.fromEntries(NAMES.map((name, index) => [name, runs[index]])) as typeof ended;
    refused = runs.slice(NAMES.length);
  }, 120_000);

  describe('on a branch', () => {
    it('lints, tests, scans every environment, and rehearses a failover', () => {
      expect(ended.push.result).toBe('SUCCESS');
      expect(made(ended.push)).toEqual([...CHECKS, REHEARSAL]);
    });

    it.each<[BuildName, string]>([
      ['push with a failing lint', 'lint'],
      ['push with a failing test', 'test'],
    ])('fails a %s and runs no later check', (name, last) => {
      expect(ended[name].result).toBe('FAILURE');
      expect(made(ended[name])).toEqual([...CHECKS.slice(0, CHECKS.indexOf(last) + 1), REHEARSAL]);
    });

    it('ignores the task', () => {
      expect(made(ended['push of a branch that asks for drift'])).toEqual(made(ended.push));
    });
  });

  describe('on a pull request', () => {
    it.each<[BuildName]>([['pull request of the first environment'], ['pull request of the module']])(
      'plans only the first environment for a %s, after every check',
      (name) => {
        expect(ended[name].result).toBe('SUCCESS');
        expect(made(ended[name])).toEqual([...CHECKS_OF_CHANGE, REHEARSAL, ...planned(first)]);
      },
    );

    it('plans all affected environments in parallel, each on its own node', () => {
      const build = ended['pull request of the wiring'];
      expect(stepsOf(build, 'parallel').map(({ branches }) => branches)).toContainEqual(ENVIRONMENTS);
      expect(madeIn(build, 'Plan')).toEqual(ENVIRONMENTS.flatMap(planned));
      expect(stepsOf(build, 'checkout').filter(({ node }) => node === 'vault-dr-plan')).toHaveLength(
        ENVIRONMENTS.length,
      );
    });

    it('shows the plans in one comment, in the order in which they will be applied', () => {
      const [comment, ...more] = stepsOf(ended['pull request of the wiring'], 'comment');
      expect(more).toEqual([]);
      expect(comment?.text).toBe(
        [
          ...ENVIRONMENTS.map((environment) => `## Plan of ${environment}`),
          'Merging applies exactly these plans, in this order, and nothing else. Made by https://jenkins.example.com/job/vault-dr/1/',
        ].join('\n\n'),
      );
    });

    it('compares it with its target', () => {
      const [affected] = shells(ended['pull request of the first environment']).filter(({ make }) =>
        make?.includes('--silent affected'),
      );
      expect(affected?.env).toMatchObject({ BASE: 'origin/main' });
    });

    it.each<[BuildName]>([
      ['pull request of pages'],
      ['pull request of a name that contains an environment'],
      ['pull request from a fork'],
      ['pull request with a failing test'],
      ['pull request with a failing rehearsal'],
    ])('plans nothing for a %s', (name) => {
      expect(madeIn(ended[name], 'Plan')).toEqual([]);
      expect(stepsOf(ended[name], 'comment')).toEqual([]);
    });

    it('plans every environment with PLAN_ALL', () => {
      expect(madeIn(ended['pull request that catches up'], 'Plan')).toEqual(ENVIRONMENTS.flatMap(planned));
    });

    it('fails when one plan fails, after the other plans have ended', () => {
      const build = ended['pull request with a failing plan'];
      expect(build).toMatchObject({ result: 'FAILURE', error: `make plan ENV=${first}: exit code 2` });
      expect(madeIn(build, 'Plan')).toEqual(['deps-deliver build', `plan ENV=${first}`, ...others.flatMap(planned)]);
    });

    it.each<[BuildName]>([['pull request with a failing plan'], ['pull request whose plan cannot be kept']])(
      'comments nothing for a %s',
      (name) => {
        expect(ended[name].result).toBe('FAILURE');
        expect(stepsOf(ended[name], 'comment')).toEqual([]);
      },
    );
  });

  describe('on a merge', () => {
    it('fetches all reviewed plans, and then applies them in the order of delivery', () => {
      expect(ended.merge.result).toBe('SUCCESS');
      expect(made(ended.merge)).toEqual([
        ...CHECKS_OF_CHANGE,
        REHEARSAL,
        'deps-deliver build',
        ...ENVIRONMENTS.map((environment) => `fetch-plan ENV=${environment}`),
        ...ENVIRONMENTS.map(applyCall),
      ]);
    });

    it('applies only the plans that were reviewed', () => {
      expect(ended['merge of the module'].result).toBe('SUCCESS');
      expect(madeIn(ended['merge of the module'], 'Apply')).toEqual([
        'deps-deliver build',
        `fetch-plan ENV=${first}`,
        ...others.map((environment) => `fetch-plan ENV=${environment} OPTIONAL=yes`),
        applyCall(first),
      ]);
    });

    it('applies nothing when nothing was planned and nothing is affected', () => {
      expect(ended['merge of pages'].result).toBe('SUCCESS');
      expect(made(ended['merge of pages'])).not.toContainEqual(expect.stringMatching(/^apply/));
    });

    it('applies the plans of a pull request with PLAN_ALL, although it affects nothing', () => {
      expect(madeIn(ended['merge that catches up'], 'Apply').slice(-ENVIRONMENTS.length)).toEqual(
        ENVIRONMENTS.map(applyCall),
      );
    });

    it.each<[BuildName, string]>([
      ['merge', 'HEAD^1'],
      ['merge after others', 'c0ffee'],
    ])('compares the %s with %s', (name, base) => {
      const [affected] = shells(ended[name]).filter(({ make }) => make?.includes('--silent affected'));
      expect(affected?.env).toMatchObject({ BASE: base });
    });

    it('applies nothing at all when one affected environment has no reviewed plan', () => {
      const build = ended['merge with a plan that is not kept'];
      expect(build).toMatchObject({ result: 'FAILURE', error: `make fetch-plan ENV=${second}: exit code 2` });
      expect(made(build)).not.toContainEqual(expect.stringMatching(/^apply/));
    });

    it('applies nothing when a test fails', () => {
      expect(ended['merge with a failing test'].result).toBe('FAILURE');
      expect(madeIn(ended['merge with a failing test'], 'Apply')).toEqual([]);
    });

    it.each<[BuildName, EnvironmentName[]]>([
      ['merge with a failing apply of the first environment', [first]],
      ['merge with a failing apply of the second environment', [first, second]],
    ])('applies no further environment in a %s', (name, tried) => {
      expect(ended[name].result).toBe('FAILURE');
      expect(made(ended[name]).filter((call) => call.startsWith('apply'))).toEqual(tried.map(applyCall));
    });

    it('makes no new plan', () => {
      expect(made(ended.merge)).not.toContainEqual(expect.stringMatching(/^plan/));
    });
  });

  describe('on a tag', () => {
    it('builds the release again, compares it, and archives it', () => {
      expect(ended.tag.result).toBe('SUCCESS');
      expect(made(ended.tag)).toEqual([...CHECKS, REHEARSAL, 'deps', 'verify-release VERSION=1.2.0']);
      expect(stepsOf(ended.tag, 'archiveArtifacts')).toMatchObject([{ files: 'releases/cdktf-vault-dr-1.2.0.tgz' }]);
    });

    it('archives no release that differs', () => {
      expect(ended['tag whose release differs'].result).toBe('FAILURE');
      expect(stepsOf(ended['tag whose release differs'], 'archiveArtifacts')).toEqual([]);
    });

    it.each<[BuildName]>([['tag of something else'], ['tag called main']])('only checks a %s', (name) => {
      expect(made(ended[name])).toEqual([...CHECKS, REHEARSAL]);
    });
  });

  describe('on its schedule', () => {
    it('looks for drift each night and runs a drill each month, only on main', () => {
      expect(ended.nightly.settings.schedule).toBe('H 2 * * * %TASK=drift\nH 4 1 * * %TASK=drill');
      expect(ended.push.settings.schedule).toBe('');
      expect(ended['pull request of the first environment'].settings.schedule).toBe('');
      expect(ended['tag called main'].settings.schedule).toBe('');
    });

    it('looks for drift in all environments in parallel', () => {
      expect(ended.nightly.result).toBe('SUCCESS');
      expect(made(ended.nightly)).toEqual(
        ENVIRONMENTS.flatMap((environment) => ['deps-deliver build', `drift ENV=${environment}`]),
      );
      expect(stepsOf(ended.nightly, 'parallel').map(({ branches }) => branches)).toEqual([ENVIRONMENTS]);
    });

    it('fails with drift in one environment, after it has looked at the others', () => {
      expect(ended['nightly with drift in the first environment'].result).toBe('FAILURE');
      expect(made(ended['nightly with drift in the first environment'])).toEqual(made(ended.nightly));
    });

    it.each<[BuildName, EndedBuild['result']]>([
      ['monthly', 'SUCCESS'],
      ['monthly with a failing drill', 'FAILURE'],
    ])('drills in one environment, %s, and publishes the report', (name, result) => {
      expect(ended[name].result).toBe(result);
      expect(made(ended[name])).toEqual(['deps-deliver build', `drill ENV=${DRILLED}`]);
      expect(stepsOf(ended[name], 'publishHTML')).toMatchObject([{ files: 'out/drills/**/*.html' }]);
      expect(stepsOf(ended[name], 'archiveArtifacts')).toMatchObject([{ files: 'out/drills/**' }]);
    });
  });

  describe('in every build', () => {
    const everyShell = (): Step[] => Object.values(ended).flatMap(shells);

    it('calls only targets that the Makefile has', () => {
      const makefile = readFileSync(join(__dirname, '..', '..', 'Makefile'), 'utf8');
      const called = new Set(Object.values(ended).flatMap(made).flatMap(targetsIn));
      expect(called).toContain('apply');
      expect([...called].filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
    });

    it('applies nothing on a branch, a pull request, a tag or a schedule', () => {
      const unmerged = NAMES.filter((name) => !name.startsWith('merge'));
      expect(unmerged.filter((name) => made(ended[name]).some((call) => call.startsWith('apply')))).toEqual([]);
    });

    it('gives a role only to the calls that need it, and only the role of their environment', () => {
      const roles: Readonly<Record<string, string>> = {
        plan: 'plan',
        'keep-plan': 'plan',
        drift: 'plan',
        'fetch-plan': 'apply',
        apply: 'apply',
        drill: 'drill',
      };
      for (const { make: [call = ''] = [], env, node } of everyShell()) {
        const [, target = '', environment = ''] = /^(\S+)(?: ENV=(\w+))?/.exec(call) ?? [];
        const access = roles[target];
        expect({ call, profile: env['AWS_PROFILE'], hidden: env['AWS_EC2_METADATA_DISABLED'] }).toEqual({
          call,
          profile: access && `vault-dr-${access}-${environment}`,
          hidden: access ? 'false' : 'true',
        });
        if (access) expect(node).toBe(`vault-dr-${access}`);
      }
    });

    it('has no key, token or password in the environment of any step', () => {
      const names = new Set(
        Object.values(ended).flatMap(({ events }) => events.flatMap(({ env }) => Object.keys(env))),
      );
      expect([...names].filter((name) => /token|secret|password|access_?key|session/i.test(name))).toEqual([]);
    });

    it('locks an environment while it works on it', () => {
      const LOCKED = /^(plan|keep-plan|apply|drift|drill) ENV=(\w+)/;
      for (const { make: [call = ''] = [], locks } of everyShell()) {
        const environment = LOCKED.exec(call)?.[2];
        if (environment) expect({ call, locks }).toEqual({ call, locks: [`vault-dr-${environment}`] });
      }
      expect(ended.push.settings.options).toContain('disableConcurrentBuilds');
    });

    it('gives every call its own time limit, within that of the build', () => {
      const unlimited = everyShell().filter(({ timeouts: [whole, ...own] }) => whole !== '8 HOURS' || own.length === 0);
      expect(unlimited).toEqual([]);
    });

    it('deletes every workspace, also after a failure', () => {
      expect(NAMES.filter((name) => ended[name].workspacesLeft.length > 0)).toEqual([]);
    });

    it('publishes the reports of the tests and the rehearsal, also when they failed', () => {
      for (const name of NAMES.filter((each) => made(ended[each]).includes('test'))) {
        expect(stepsOf(ended[name], 'junit')).toMatchObject([{ files: 'out/test/junit.xml' }]);
        expect(stepsOf(ended[name], 'publishHTML')).toMatchObject([{ files: 'out/demo/**/*.html' }]);
      }
    });
  });

  describe('the evaluator', () => {
    it.each(REFUSED.map(([what, , words], index) => [what, words, index] as const))(
      'fails for %s',
      (_what, words, at) => {
        expect(refused[at]).toMatchObject({ result: 'FAILURE', error: expect.stringMatching(words) as string });
      },
    );
  });
});
