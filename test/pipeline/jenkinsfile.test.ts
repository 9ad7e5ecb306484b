import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRILLED, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import { ANSWER, BUILDS, HEAD, HOSTILE, LAST, TREE, type BuildName } from './builds';
import { runBuilds, whyNoJenkins, type EndedBuild, type Step } from './jenkins';
import { pipelineOf, REFUSED } from './refused';

const [first, second] = ENVIRONMENTS as [EnvironmentName, EnvironmentName];
const others = ENVIRONMENTS.slice(1);

const NAMES = Object.keys(BUILDS) as BuildName[];

const CHECKS = ['deps', 'lint', 'test', ...ENVIRONMENTS.map((environment) => `checkov ENV=${environment}`)];
const REHEARSAL = 'demo SCENARIO=failover';

/** What a pull request runs for its review: only its own code, in the job without roles. */
const HANDED_OVER = [
  'deps',
  '--silent affected',
  ...ENVIRONMENTS.flatMap((environment) => [`change ENV=${environment}`, `--silent release-diff ENV=${environment}`]),
];
const pendingCall = (environment: string): string => `--silent affected ENV=${environment} APPLIED=yes`;
const looked = (environment: string): string[] => ['deps-deliver build', pendingCall(environment)];
const applied = (environment: string): string[] => [
  ...looked(environment),
  `apply ENV=${environment}`,
  `output ENV=${environment}`,
  `status ENV=${environment}`,
];

const shells = ({ events }: EndedBuild): Step[] => events.filter(({ step }) => step === 'sh');
const made = (build: EndedBuild): string[] => shells(build).flatMap(({ make = [] }) => make);
const madeIn = (build: EndedBuild, stage: string): string[] =>
  made({ ...build, events: build.events.filter(({ stages }) => stages[0] === stage) });
const stepsOf = ({ events }: EndedBuild, name: string): Step[] => events.filter(({ step }) => step === name);

/** The requests to the git host of one kind. */
const requests = (build: EndedBuild, kind: 'comments' | 'statuses'): Step[] =>
  stepsOf(build, 'httpRequest').filter(({ url = '' }) => url.includes(`/${kind}`));
const comment = (build: EndedBuild): string | undefined => requests(build, 'comments')[0]?.body?.['body'];
const statuses = (build: EndedBuild): unknown[] => requests(build, 'statuses').map(({ body }) => body?.['state']);
const reviewed = (build: EndedBuild): string[] => made(build).filter((call) => call.startsWith('review '));
const applies = (build: EndedBuild): string[] => made(build).filter((call) => call.startsWith('apply '));

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

  /** Builds of the job that anybody who can push a branch controls. */
  const ofBranches = (): EndedBuild[] =>
    NAMES.filter((name) => 'BRANCH_NAME' in BUILDS[name].env).map((name) => ended[name]);

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

    it('delivers nothing for a hotfix', () => {
      expect(made(ended['push of a branch that asks for a hotfix'])).toEqual([]);
    });
  });

  describe('on a pull request', () => {
    it.each<[BuildName]>([['pull request of the module'], ['pull request of pages']])(
      'hands over the stack of every environment for a %s, after every check',
      (name) => {
        expect(ended[name].result).toBe('SUCCESS');
        expect(made(ended[name])).toEqual([...CHECKS, REHEARSAL, ...HANDED_OVER]);
        expect(stepsOf(ended[name], 'archiveArtifacts')).toMatchObject([{ files: 'out/change/**' }]);
      },
    );

    it('compares it with its target', () => {
      const [affected] = shells(ended['pull request of the module']).filter(({ make }) =>
        make?.includes('--silent affected'),
      );
      expect(affected?.env).toMatchObject({ BASE: 'origin/main' });
    });

    it('asks the trusted job for the review, and does not wait for it', () => {
      expect(stepsOf(ended['pull request of the module'], 'build')).toMatchObject([
        {
          job: '/vault-dr-deliver',
          parameters: { TASK: 'review', PULL_REQUEST: '7', PULL_REQUEST_BUILD: '12' },
          node: 'vault-dr-check',
        },
      ]);
    });

    it.each<[BuildName]>([['pull request from a fork'], ['pull request with a failing test']])(
      'hands over nothing for a %s',
      (name) => {
        expect(madeIn(ended[name], 'Hand over')).toEqual([]);
        expect(stepsOf(ended[name], 'build')).toEqual([]);
      },
    );

    it('hands over the other stacks when one cannot be synthesised, and fails', () => {
      const build = ended['pull request with a stack that cannot be synthesised'];
      expect(build.result).toBe('FAILURE');
      expect(made(build)).toEqual(expect.arrayContaining(others.map((environment) => `change ENV=${environment}`)));
      expect(stepsOf(build, 'build')).toHaveLength(1);
    });
  });

  describe('in the job of the branches', () => {
    it('has no role, no secret, and no agent that has one', () => {
      for (const { events } of ofBranches()) {
        expect(events.filter(({ node }) => node !== null && node !== 'vault-dr-check')).toEqual([]);
        expect(events.filter(({ env }) => 'AWS_PROFILE' in env)).toEqual([]);
        expect(events.filter(({ step }) => ['httpRequest', 'input', 'mail'].includes(step))).toEqual([]);
      }
    });

    it('plans, reviews and applies nothing', () => {
      const targets = ofBranches().flatMap(made).flatMap(targetsIn);
      expect(
        targets.filter((target) => ['plan', 'review', 'apply', 'drift', 'drill', 'release'].includes(target)),
      ).toEqual([]);
    });
  });

  describe('on a review', () => {
    it('plans all affected environments in parallel, each on its own node, with the code of main', () => {
      const build = ended.review;
      expect(build.result).toBe('SUCCESS');
      expect(stepsOf(build, 'parallel').map(({ branches }) => branches)).toEqual([ENVIRONMENTS]);
      expect(madeIn(build, 'Review')).toEqual(
        ENVIRONMENTS.flatMap((environment) => ['deps-deliver build', `review ENV=${environment}`]),
      );
      expect(stepsOf(build, 'copyArtifacts')).toMatchObject([{ job: '/vault-dr/PR-7 12' }]);
    });

    it('plans what the pull request has archived, as its tree', () => {
      const [call] = shells(ended.review).filter(({ make }) => make?.includes(`review ENV=${first}`));
      expect(call?.env).toMatchObject({ CHANGE: `out/change/${first}`, TREE });
    });

    it('judges the releases of the pull request before anything is planned', () => {
      expect(madeIn(ended.review, 'Receive')).toEqual(['deps', 'verify-releases']);
      const [call] = shells(ended.review).filter(({ make }) => make?.includes('verify-releases'));
      expect(call?.env).toMatchObject({ BASE: 'origin/main', HEAD });
    });

    it('shows the plans in one comment, in the order in which they will be applied', () => {
      expect(requests(ended.review, 'comments').map(({ url }) => url)).toEqual([
        'https://api.github.com/repos/team/vault-dr/issues/7/comments',
      ]);
      expect(comment(ended.review)).toBe(
        [
          ...ENVIRONMENTS.map((environment) => `## Plan of ${environment}`),
          'After the merge main plans again, and applies this and nothing else; otherwise it asks.',
          'All values: https://jenkins.example.com/job/vault-dr-deliver/12/. What a release changes: build 12 of the pull request.',
        ].join('\n\n'),
      );
    });

    it('sets the status of the commit that was reviewed', () => {
      expect(statuses(ended.review)).toEqual(['pending', 'success']);
      for (const { url, authentication } of requests(ended.review, 'statuses')) {
        expect({ url, authentication }).toEqual({
          url: `https://api.github.com/repos/team/vault-dr/statuses/${HEAD}`,
          authentication: 'vault-dr-review',
        });
      }
    });

    it('calls the git host only from an agent on which no code of a pull request runs', () => {
      const calls = Object.values(ended).flatMap((build) => stepsOf(build, 'httpRequest'));
      expect([...new Set(calls.map(({ node }) => node))]).toEqual(['vault-dr-trusted']);
    });

    it('plans only what is affected', () => {
      expect(reviewed(ended['review of the module'])).toEqual([`review ENV=${first}`]);
      expect(reviewed(ended['review of a rollback'])).toEqual([`review ENV=${second}`]);
    });

    it('says when nothing is changed, for example by a README', () => {
      expect(reviewed(ended['review of pages'])).toEqual([]);
      expect(comment(ended['review of pages'])).toMatch(/^No environment is changed\./);
      expect(statuses(ended['review of pages'])).toEqual(['pending', 'success']);
    });

    it('plans what main could not deliver before, although this change does not affect it', () => {
      expect(reviewed(ended['review of pages after a red main'])).toEqual([`review ENV=${LAST}`]);
    });

    it('plans the others when one plan fails, and says so', () => {
      const build = ended['review with a failing plan'];
      expect(build.result).toBe('FAILURE');
      expect(reviewed(build)).toEqual(ENVIRONMENTS.map((environment) => `review ENV=${environment}`));
      expect(comment(build)).toMatch(new RegExp(`^## ${first}\n\nThere is no plan: .*\n\n## Plan of ${second}`));
      expect(statuses(build)).toEqual(['pending', 'failure']);
    });
  });

  describe('on a pull request of an attacker', () => {
    it('reviews nothing that the pull request keeps back, so that main will ask', () => {
      expect(reviewed(ended['review of a change that names no affected environment'])).toEqual([]);
      const build = ended['review of a change that handed over no stack of the last environment'];
      expect(build.result).toBe('FAILURE');
      expect(statuses(build)).toEqual(['pending', 'failure']);
    });

    it('knows only its own environments', () => {
      expect(reviewed(ended['review of a change that invents environments'])).toEqual([`review ENV=${first}`]);
    });

    it.each<[BuildName, RegExp]>([
      ['review of a pull request that has gone on', /^Pull request 7 or main has changed since build 12/],
      ['review of a forged release', /^make verify-releases: exit code 2$/],
    ])('plans nothing in a %s', (name, error) => {
      expect(ended[name]).toMatchObject({ result: 'FAILURE', error: expect.stringMatching(error) as string });
      expect(reviewed(ended[name])).toEqual([]);
      expect(statuses(ended[name])).toEqual(['pending', 'failure']);
    });

    it('takes a number for nothing else', () => {
      const build = ended['review of a number with a command in it'];
      expect(build.error).toBe('PULL_REQUEST is no number: 7; make apply ENV=prod');
      expect(made(build)).toEqual(['deps']);
      expect(stepsOf(build, 'copyArtifacts')).toEqual([]);
    });

    it.each<[BuildName]>([
      ['branch that starts a delivery'],
      ['branch that starts a drill'],
      ['branch that starts a release'],
    ])('only reviews for a %s', (name) => {
      const targets = made(ended[name]).flatMap(targetsIn);
      expect(targets.filter((target) => ['apply', 'drill', 'release'].includes(target))).toEqual([]);
    });

    it('asks nobody to allow what a forged record says: make has to ask first', () => {
      const build = ended['merge with a forged record'];
      expect(build).toMatchObject({ result: 'FAILURE', error: `make apply ENV=${first}: exit code 2` });
      expect(stepsOf(build, 'input')).toEqual([]);
      expect(applies(build)).toEqual([`apply ENV=${first}`]);
    });

    it('reads the Jenkinsfile of main with every role: a changed one is only in the job without roles', () => {
      const nodes = new Set(ofBranches().flatMap(({ events }) => events.map(({ node }) => node)));
      expect([...nodes].filter((node) => node !== null)).toEqual(['vault-dr-check']);
    });
  });

  describe('on a merge', () => {
    it('delivers to all environments in their order, after every check', () => {
      expect(ended.merge.result).toBe('SUCCESS');
      expect(made(ended.merge)).toEqual([...CHECKS, REHEARSAL, ...ENVIRONMENTS.flatMap(applied)]);
    });

    it('applies only where something can differ from the last apply', () => {
      expect(madeIn(ended['merge of the module'], 'Deliver')).toEqual([...applied(first), ...others.flatMap(looked)]);
      expect(applies(ended['merge of pages'])).toEqual([]);
    });

    it('catches up on Monday with what a red main on Friday left', () => {
      const build = ended['merge on Monday after a red main on Friday'];
      expect(build.result).toBe('SUCCESS');
      expect(applies(build)).toEqual([second, LAST].map((environment) => `apply ENV=${environment}`));
    });

    it('delivers a rollback as any other change', () => {
      expect(applies(ended['merge of a rollback'])).toEqual([`apply ENV=${second}`]);
    });

    it('checks and delivers one commit, although main goes on meanwhile', () => {
      const commits = stepsOf(ended['merge that is overtaken while it asks'], 'checkout').map(({ commit }) => commit);
      // The last look is the one that finds main to have gone on.
      expect([...new Set(commits.slice(0, -1))]).toEqual(['commit-1']);
      expect(commits.at(-1)).toBe('commit-2');
    });

    it.each<[BuildName, string[]]>([
      ['merge that is overtaken', []],
      ['merge that is overtaken while it asks', [`apply ENV=${first}`]],
    ])('leaves the rest to the newer build in a %s', (name, calls) => {
      expect(ended[name].result).toBe('NOT_BUILT');
      expect(applies(ended[name])).toEqual(calls);
      expect(stepsOf(ended[name], 'mail').filter(({ text }) => text?.startsWith('vault-dr: deliver'))).toEqual([]);
    });

    it('delivers nothing when a test fails', () => {
      expect(ended['merge with a failing test'].result).toBe('FAILURE');
      expect(madeIn(ended['merge with a failing test'], 'Deliver')).toEqual([]);
    });

    it.each<[BuildName, EnvironmentName[]]>([
      ['merge with a failing apply of the first environment', [first]],
      ['merge with a failing apply of the second environment', [first, second]],
      ['merge after which the first pair is not well', [first]],
    ])('reaches no further environment in a %s', (name, tried) => {
      expect(ended[name].result).toBe('FAILURE');
      expect(applies(ended[name])).toEqual(tried.map((environment) => `apply ENV=${environment}`));
    });

    it('tells the team when it fails', () => {
      expect(stepsOf(ended['merge with a failing apply of the first environment'], 'mail')).toMatchObject([
        { to: 'team@example.com', text: expect.stringMatching(/^vault-dr: deliver FAILURE\n/) as string },
      ]);
      expect(stepsOf(ended.merge, 'mail')).toEqual([]);
    });
  });

  describe('when main asks', () => {
    const answersGiven = (build: EndedBuild, environment: EnvironmentName): Step[] =>
      shells(build).filter(({ make }) => make?.includes(`apply ENV=${environment}`));

    it('asks those who may approve, without an agent and without a lock, and tells them', () => {
      const build = ended['merge that differs from its review'];
      expect(stepsOf(build, 'input')).toMatchObject([
        {
          submitter: 'vault-dr-approvers',
          node: null,
          locks: [],
          text: expect.stringContaining('it is changed by hand') as string,
        },
      ]);
      expect(stepsOf(build, 'mail')).toMatchObject([
        { text: expect.stringMatching(new RegExp(`^vault-dr: ${first} waits for an approval\n`)) as string },
      ]);
      expect(stepsOf(build, 'archiveArtifacts')).toMatchObject([{ files: `out/apply/${first}/**` }]);
    });

    it('applies again with the answer, and goes on with the next environment', () => {
      const build = ended['merge that differs from its review'];
      expect(build.result).toBe('SUCCESS');
      expect(applies(build)).toEqual([first, first, second].map((environment) => `apply ENV=${environment}`));
      const [unanswered, answered] = answersGiven(build, first);
      expect(unanswered?.env).not.toHaveProperty('APPROVED');
      expect(answered?.env).toMatchObject({
        APPROVED: ANSWER.DIGEST.trim(),
        APPROVER: 'jo',
        ADDRESSES: HOSTILE,
      });
    });

    it('lets no shell read the answer', () => {
      const commands = shells(ended['merge that differs from its review']).map((step) => JSON.stringify(step.make));
      expect(commands.filter((command) => command.includes('owned'))).toEqual([]);
    });

    it('gives the answer for one environment to no other one', () => {
      const [other] = answersGiven(ended['merge that differs from its review'], second);
      expect(other?.env).not.toHaveProperty('APPROVED');
    });

    it('reaches no further environment when nobody answers', () => {
      const build = ended['merge that nobody approves'];
      expect(build.result).toBe('FAILURE');
      expect(applies(build)).toEqual([first, second].map((environment) => `apply ENV=${environment}`));
    });

    it('fails when make refuses the answer, for example that of the author', () => {
      const build = ended['merge that the author approves'];
      expect(build).toMatchObject({ result: 'FAILURE', error: `make apply ENV=${LAST}: exit code 2` });
      expect(stepsOf(build, 'input')).toHaveLength(1);
    });

    it('gives up when the environment changes faster than people answer', () => {
      const build = ended['merge of what changes faster than people answer'];
      expect(build.result).toBe('FAILURE');
      expect(stepsOf(build, 'input')).toHaveLength(3);
    });
  });

  describe('when a person starts it', () => {
    it('delivers a hotfix only where they say, without what comes before', () => {
      expect(ended.hotfix.result).toBe('SUCCESS');
      expect(made(ended.hotfix)).toEqual(applied(LAST));
      const [call] = shells(ended.hotfix).filter(({ make }) => make?.includes(`apply ENV=${LAST}`));
      expect(call?.env).toMatchObject({ HOTFIX: LAST });
    });

    it('offers a hotfix of every environment that waits for another one', () => {
      expect(ended.push.settings.choices['HOTFIX']).toEqual(['', ...others]);
    });

    it('cuts a release from main, on an agent on which no code of a pull request runs', () => {
      expect(ended.release.result).toBe('SUCCESS');
      expect(made(ended.release)).toEqual(['release PUSH=yes']);
      expect(shells(ended.release).map(({ node }) => node)).toEqual(['vault-dr-trusted']);
    });
  });

  describe('on a tag', () => {
    it('builds the release again, compares it, and archives it', () => {
      expect(ended.tag.result).toBe('SUCCESS');
      expect(made(ended.tag)).toEqual([...CHECKS, REHEARSAL, 'deps', 'verify-release VERSION=1.2.0']);
      expect(stepsOf(ended.tag, 'archiveArtifacts')).toMatchObject([{ files: 'releases/cdktf-vault-dr-1.2.0.*' }]);
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
    it('looks for changes of main and for drift, and drills, only in the trusted job', () => {
      const { schedule, polling } = ended.nightly.settings;
      expect({ schedule, polling }).toEqual({
        schedule: 'H 2 * * * %TASK=drift\nH 4 1 * * %TASK=drill',
        polling: 'H/2 * * * *',
      });
      for (const { settings } of ofBranches()) expect(settings).toMatchObject({ schedule: '', polling: '' });
    });

    it('looks for drift in all environments in parallel', () => {
      expect(ended.nightly.result).toBe('SUCCESS');
      expect(made(ended.nightly)).toEqual(
        ENVIRONMENTS.flatMap((environment) => ['deps-deliver build', `drift ENV=${environment}`]),
      );
      expect(stepsOf(ended.nightly, 'parallel').map(({ branches }) => branches)).toEqual([ENVIRONMENTS]);
    });

    it('fails with drift in one environment, after it has looked at the others, and tells the team', () => {
      const build = ended['nightly with drift in the first environment'];
      expect(build.result).toBe('FAILURE');
      expect(made(build)).toEqual(made(ended.nightly));
      expect(stepsOf(build, 'mail')).toHaveLength(1);
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

    it('gives a role only to the calls that need it, and only the role of their environment', () => {
      const roles: Readonly<Record<string, string>> = {
        review: 'plan',
        drift: 'plan',
        apply: 'apply',
        output: 'apply',
        status: 'apply',
        drill: 'drill',
      };
      for (const { make: [call = ''] = [], env, node } of everyShell()) {
        const words = call.replace('--silent ', '');
        const [, target = '', environment = ''] = /^(\S+)(?: ENV=(\w+))?/.exec(words) ?? [];
        // Whether an environment waits is asked with the role that then plans or applies.
        const access = words.endsWith('APPLIED=yes') ? node?.replace('vault-dr-', '') : roles[target];
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

    it('locks an environment while it changes it, and not while it plans', () => {
      for (const { make: [call = ''] = [], locks } of everyShell()) {
        const environment = /^(?:apply|drill) ENV=(\w+)/.exec(call)?.[1];
        if (environment) expect({ call, locks }).toEqual({ call, locks: [`vault-dr-${environment}`] });
        if (/^(review|drift) /.test(call)) expect({ call, locks }).toEqual({ call, locks: [] });
      }
    });

    it('lets builds run side by side, so that one that waits for a person stops no other', () => {
      expect(ended.merge.settings.options).not.toContain('disableConcurrentBuilds');
    });

    it('gives every call its own time limit, within that of the build', () => {
      const unlimited = everyShell().filter(({ timeouts: [whole, ...own] }) => whole !== '7 DAYS' || own.length === 0);
      expect(unlimited).toEqual([]);
    });

    it('gives an apply more time than Terraform has', () => {
      for (const { timeouts } of everyShell().filter(({ make }) => make?.[0]?.startsWith('apply '))) {
        expect(timeouts).toEqual(['7 DAYS', '120 MINUTES']);
      }
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
