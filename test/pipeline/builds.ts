import { affectedEnvironments } from '../../delivery/affected';
import { DRILLED, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import type { MakeAnswer, StartedBuild } from './jenkins';

/** Exit code of make when a recipe fails. */
const FAILED = 2;
const DIGEST = 'd'.repeat(64);
export const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
export const HEAD = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

/** Java classes of what starts a build. */
const BY_BUILD = 'org.jenkinsci.plugins.workflow.support.steps.build.BuildUpstreamCause';
const BY_PERSON = 'hudson.model.Cause$UserIdCause';
const BY_SCHEDULE = 'org.jenkinsci.plugins.parameterizedscheduler.ParameterizedTimerTriggerCause';

interface Given extends Partial<Omit<StartedBuild, 'make'>> {
  /** Arguments of the calls of make that fail. */
  readonly failing?: readonly string[];
  readonly make?: readonly MakeAnswer[];
}

/** @param make answers of make. Failures come first, and the first answer that matches is used. */
function build(env: StartedBuild['env'], given: Given, make: readonly MakeAnswer[] = []): StartedBuild {
  const { failing = [], env: more = {}, make: own = [], ...rest } = given;
  const failures = failing.map((target) => ({ target, status: FAILED }));
  return { ...rest, env: { BUILD_NUMBER: '12', ...env, ...more }, make: [...failures, ...own, ...make] };
}

// --- the job of the branches

const inBranch = (env: StartedBuild['env'], given: Given, make: readonly MakeAnswer[] = []): StartedBuild =>
  build({ BUILD_URL: 'https://jenkins.example.com/job/vault-dr/job/x/12/', ...env }, given, make);

const push = (given: Given = {}): StartedBuild => inBranch({ BRANCH_NAME: 'some-branch' }, given);

/** A pull request against main that changes these files. */
const pullRequest = (paths: readonly string[], given: Given = {}): StartedBuild =>
  inBranch(
    { BRANCH_NAME: 'PR-7', CHANGE_ID: '7', CHANGE_TARGET: 'main' },
    { git: { 'rev-parse HEAD^{tree}': TREE }, ...given },
    [{ target: '--silent affected', stdout: linesOf(affectedEnvironments(paths)) }],
  );

/** The build of a tag. Jenkins sets BRANCH_NAME to the tag too. */
const tag = (name: string, given: Given = {}): StartedBuild => inBranch({ BRANCH_NAME: name, TAG_NAME: name }, given);

const linesOf = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');

// --- the job that takes the Jenkinsfile from main

const trusted = (given: Given, make: readonly MakeAnswer[] = []): StartedBuild =>
  build(
    {
      BUILD_URL: 'https://jenkins.example.com/job/vault-dr-deliver/12/',
      VAULT_DR_MAIL: 'team@example.com',
      VAULT_DR_REPOSITORY_API: 'https://api.github.com/repos/team/vault-dr',
    },
    given,
    make,
  );

/** What a build of pull request 7 has archived: the stack of each environment, and what it says of itself. */
const handedOver = (affected: readonly string[], stacks: readonly string[] = ENVIRONMENTS): Record<string, string> => ({
  'out/change/tree': `${TREE}\n`,
  'out/change/affected': linesOf(affected),
  ...Object.fromEntries(stacks.map((name) => [`out/change/${name}/cdk.tf.json`, '{}'])),
});

const pendingCall = (environment: EnvironmentName): string => `--silent affected ENV=${environment} APPLIED=yes`;

/** Environments that can differ from what was applied there last. */
const pending = (environments: readonly EnvironmentName[]): MakeAnswer[] =>
  environments.map((name) => ({ target: pendingCall(name), stdout: `${name}\n` }));

const summaries: readonly MakeAnswer[] = ENVIRONMENTS.map((name) => ({
  target: `review ENV=${name}`,
  creates: `out/review/${name}/summary.md`,
  content: `## Plan of ${name}\n`,
}));

/** The review of pull request 7, which its build asks for. */
const review = (affected: readonly string[], given: Given = {}): StartedBuild =>
  trusted(
    {
      causes: [BY_BUILD],
      params: { TASK: 'review', PULL_REQUEST: '7', PULL_REQUEST_BUILD: '12' },
      artifacts: handedOver(affected),
      git: {
        'rev-parse refs/remotes/origin/pr/7': `${HEAD}\n`,
        'rev-parse refs/remotes/origin/merge/7^{tree}': `${TREE}\n`,
      },
      ...given,
    },
    summaries,
  );

/** The build of main after a merge. @param waiting environments that differ from what was applied there last */
const merge = (waiting: readonly EnvironmentName[], given: Given = {}): StartedBuild =>
  trusted(given, pending(waiting));

/** An apply that asks a person at first, and is content with the answer. */
const asksOnce = (environment: EnvironmentName, addresses: readonly string[] = []): MakeAnswer => ({
  target: `apply ENV=${environment}`,
  once: true,
  status: FAILED,
  creates: `out/apply/${environment}/ask.json`,
  content: JSON.stringify({ environment, commit: HEAD, digest: DIGEST, addresses, why: ['it is changed by hand'] }),
});
const asksAlways = (environment: EnvironmentName): MakeAnswer => ({ ...asksOnce(environment), once: false });

const byPerson = (params: Record<string, string>, waiting: readonly EnvironmentName[]): StartedBuild =>
  merge(waiting, { causes: [BY_PERSON], params });

const scheduled = (task: 'drift' | 'drill', given: Given = {}): StartedBuild =>
  trusted({ causes: [BY_SCHEDULE], params: { TASK: task }, ...given });

const [first, second] = ENVIRONMENTS as [EnvironmentName, EnvironmentName];
export const LAST = ENVIRONMENTS.at(-1) ?? first;

/** What a person may write into the fields of a question, whatever a shell makes of it. */
export const HOSTILE = 'aws_kms_key.a["$(touch /tmp/owned)"]\n`id`; make apply ENV=prod #\'"';
export const ANSWER = { DIGEST: ` ${DIGEST}\n`, ADDRESSES: HOSTILE, APPROVER: 'jo' };

const MODULE = ['modules/vault-dr.ts', 'functions/auth/login.ts'];
const WIRING = ['live/shared/environment-stack.ts'];
const PAGES = ['README.md', 'docs/delivery.md'];
/** A pin that goes to another release, newer or older. */
const PIN = [`live/${second}/package.json`, `live/${second}/package-lock.json`];

/** Every build that the tests examine, by what started it. */
export const BUILDS = {
  push: push(),
  'push with a failing lint': push({ failing: ['lint'] }),
  'push with a failing test': push({ failing: ['test'] }),
  'push of a branch that asks for drift': push({ params: { TASK: 'drift' } }),
  'push of a branch that asks for a hotfix': push({ params: { HOTFIX: LAST } }),
  'pull request of the module': pullRequest(MODULE),
  'pull request of pages': pullRequest(PAGES),
  'pull request from a fork': pullRequest(WIRING, { env: { CHANGE_FORK: 'somebody' } }),
  'pull request with a failing test': pullRequest(WIRING, { failing: ['test'] }),
  'pull request with a stack that cannot be synthesised': pullRequest(WIRING, { failing: [`change ENV=${first}`] }),
  tag: tag('v1.2.0'),
  'tag whose release differs': tag('v1.2.0', { failing: ['verify-release VERSION=1.2.0'] }),
  'tag of something else': tag('before-the-move'),
  'tag called main': tag('main', { params: { TASK: 'drill' } }),

  review: review(ENVIRONMENTS),
  'review of the module': review(affectedEnvironments(MODULE)),
  'review of pages': review(affectedEnvironments(PAGES)),
  'review of pages after a red main': review(affectedEnvironments(PAGES), { make: pending([LAST]) }),
  'review of a rollback': review(affectedEnvironments(PIN)),
  'review with a failing plan': review(ENVIRONMENTS, { failing: [`review ENV=${first}`] }),
  'review of a change that handed over no stack of the last environment': review(ENVIRONMENTS, {
    artifacts: handedOver(ENVIRONMENTS, [first, second]),
    failing: [`review ENV=${LAST}`],
  }),
  'review of a change that names no affected environment': review([]),
  'review of a change that invents environments': review(['../../etc', 'prod; make apply', first]),
  'review of a pull request that has gone on': review(ENVIRONMENTS, {
    artifacts: { ...handedOver(ENVIRONMENTS), 'out/change/tree': 'another' },
  }),
  'review of a forged release': review(ENVIRONMENTS, { failing: ['verify-releases'] }),
  'review of a number with a command in it': review(ENVIRONMENTS, {
    params: { TASK: 'review', PULL_REQUEST: '7; make apply ENV=prod', PULL_REQUEST_BUILD: '12' },
  }),
  'branch that starts a delivery': review(ENVIRONMENTS, { params: { TASK: 'deliver', HOTFIX: LAST } }),
  'branch that starts a drill': review(ENVIRONMENTS, { params: { TASK: 'drill' } }),
  'branch that starts a release': review(ENVIRONMENTS, { params: { TASK: 'release' } }),

  merge: merge(ENVIRONMENTS),
  'merge of the module': merge([first]),
  'merge of pages': merge([]),
  'merge on Monday after a red main on Friday': merge([second, LAST]),
  'merge of a rollback': merge([second]),
  // The build checks one commit out, main goes on while it tests, or while it asks a person.
  'merge that is overtaken': merge(ENVIRONMENTS, { commits: ['commit-1', 'commit-2'] }),
  'merge that is overtaken while it asks': merge(ENVIRONMENTS, {
    commits: ['commit-1', 'commit-1', 'commit-2'],
    make: [asksOnce(first)],
    answers: [ANSWER],
  }),
  'merge with a failing test': merge(ENVIRONMENTS, { failing: ['test'] }),
  'merge with a failing apply of the first environment': merge(ENVIRONMENTS, { failing: [`apply ENV=${first}`] }),
  'merge with a failing apply of the second environment': merge(ENVIRONMENTS, { failing: [`apply ENV=${second}`] }),
  // make finds a record that it did not write, and stops without a question.
  'merge with a forged record': merge([first, second], { failing: [`apply ENV=${first}`], answers: [ANSWER] }),
  'merge after which the first pair is not well': merge(ENVIRONMENTS, { failing: [`status ENV=${first}`] }),
  'merge that differs from its review': merge([first, second], {
    make: [asksOnce(first, ['aws_kms_key.a'])],
    answers: [ANSWER],
  }),
  'merge that nobody approves': merge(ENVIRONMENTS, { make: [asksAlways(second)] }),
  'merge that the author approves': merge(ENVIRONMENTS, {
    make: [asksOnce(LAST), { target: `apply ENV=${LAST}`, status: FAILED }],
    answers: [{ ...ANSWER, APPROVER: 'author' }],
  }),
  'merge of what changes faster than people answer': merge(ENVIRONMENTS, {
    make: [asksAlways(first)],
    answers: [ANSWER, ANSWER, ANSWER, ANSWER],
  }),
  hotfix: byPerson({ TASK: 'deliver', HOTFIX: LAST }, [LAST]),
  release: byPerson({ TASK: 'release' }, []),

  nightly: scheduled('drift'),
  'nightly with drift in the first environment': scheduled('drift', { failing: [`drift ENV=${first}`] }),
  monthly: scheduled('drill'),
  'monthly with a failing drill': scheduled('drill', { failing: [`drill ENV=${DRILLED}`] }),
} satisfies Record<string, StartedBuild>;

export type BuildName = keyof typeof BUILDS;
