import { affectedEnvironments } from '../../delivery/affected';
import { DRILLED, ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import type { MakeAnswer, StartedBuild } from './jenkins';

const BUILD_URL = 'https://jenkins.example.com/job/vault-dr/1/';
/** Exit code of make when a recipe fails. */
const FAILED = 2;

interface Given {
  /** Arguments of the calls of make that fail. */
  readonly failing?: readonly string[];
  readonly params?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param make answers of make. Failures come first, and the first answer that matches is used. */
function build(env: StartedBuild['env'], given: Given, make: readonly MakeAnswer[] = []): StartedBuild {
  const { failing = [], params = {}, env: more = {} } = given;
  const failures = failing.map((target) => ({ target, status: FAILED }));
  return { env: { BUILD_URL, ...env, ...more }, params, make: [...failures, ...make] };
}

/** The call that applies the plan of an environment. */
export const applyCall = (environment: EnvironmentName): string =>
  `apply ENV=${environment} ARCHIVE=out/plan/${environment}`;

/** What `make affected` prints: each name on a line. */
const naming = (environments: readonly string[]): MakeAnswer => ({
  target: '--silent affected',
  stdout: environments.map((name) => `${name}\n`).join(''),
});
const affectedBy = (paths: readonly string[]): MakeAnswer => naming(affectedEnvironments(paths));

const push = (given: Given = {}): StartedBuild => build({ BRANCH_NAME: 'some-branch' }, given);

/** A pull request against main that changes these files. */
const pullRequest = (paths: readonly string[], given: Given = {}): StartedBuild =>
  pullRequestOf(affectedEnvironments(paths), given);

/** A pull request for which `make affected` prints these names. */
const pullRequestOf = (affected: readonly string[], given: Given = {}): StartedBuild =>
  build({ BRANCH_NAME: 'PR-7', CHANGE_ID: '7', CHANGE_TARGET: 'main' }, given, [
    naming(affected),
    ...ENVIRONMENTS.map((environment) => ({
      target: `--silent show ENV=${environment}`,
      stdout: `## Plan of ${environment}\n`,
    })),
  ]);

/**
 * The build of main after a merge that changed these files.
 *
 * @param kept environments with a reviewed plan of this content in their bucket
 */
function merge(paths: readonly string[], kept: readonly EnvironmentName[], given: Given = {}): StartedBuild {
  const fetches = ENVIRONMENTS.flatMap((environment): MakeAnswer[] => {
    const target = `fetch-plan ENV=${environment}`;
    const optional = `${target} OPTIONAL=yes`;
    const creates = `out/plan/${environment}/manifest.json`;
    if (kept.includes(environment)) return [target, optional].map((call) => ({ target: call, creates }));
    return [{ target, status: FAILED }];
  });
  return build({ BRANCH_NAME: 'main' }, given, [affectedBy(paths), ...fetches]);
}

/** The build of a tag. Jenkins sets BRANCH_NAME to the tag too. */
const tag = (name: string, given: Given = {}): StartedBuild => build({ BRANCH_NAME: name, TAG_NAME: name }, given);

const scheduled = (task: 'drift' | 'drill', given: Given = {}): StartedBuild =>
  build({ BRANCH_NAME: 'main' }, { ...given, params: { TASK: task } });

const [first, second] = ENVIRONMENTS as [EnvironmentName, EnvironmentName];
const last = ENVIRONMENTS.at(-1) ?? first;

const MODULE = ['modules/vault-dr.ts', 'functions/auth/login.ts'];
/** A change of the first environment alone. */
const FIRST = [`live/${first}/config.ts`];
const WIRING = ['live/shared/environment-stack.ts'];
const PAGES = ['docs/delivery.md'];

/** Every build that the tests examine, by what started it. */
export const BUILDS = {
  push: push(),
  'push with a failing lint': push({ failing: ['lint'] }),
  'push with a failing test': push({ failing: ['test'] }),
  'push of a branch that asks for drift': push({ params: { TASK: 'drift' } }),
  'pull request of the first environment': pullRequest(FIRST),
  'pull request of the module': pullRequest(MODULE),
  'pull request of the wiring': pullRequest(WIRING),
  'pull request of pages': pullRequest(PAGES),
  'pull request of a name that contains an environment': pullRequestOf([`pre${last}`]),
  'pull request that catches up': pullRequest(PAGES, { params: { PLAN_ALL: true } }),
  'pull request from a fork': pullRequest(WIRING, { env: { CHANGE_FORK: 'somebody' } }),
  'pull request with a failing test': pullRequest(WIRING, { failing: ['test'] }),
  'pull request with a failing rehearsal': pullRequest(WIRING, { failing: ['demo SCENARIO=failover'] }),
  'pull request with a failing plan': pullRequest(WIRING, { failing: [`plan ENV=${first}`] }),
  'pull request whose plan cannot be kept': pullRequest(FIRST, { failing: [`keep-plan ENV=${first}`] }),
  merge: merge(WIRING, ENVIRONMENTS),
  'merge of the module': merge(MODULE, [first]),
  'merge of pages': merge(PAGES, []),
  'merge that catches up': merge(PAGES, ENVIRONMENTS),
  'merge after others': merge(FIRST, [first], { env: { GIT_PREVIOUS_SUCCESSFUL_COMMIT: 'c0ffee' } }),
  'merge with a plan that is not kept': merge(
    WIRING,
    ENVIRONMENTS.filter((name) => name !== second),
  ),
  'merge with a failing test': merge(WIRING, ENVIRONMENTS, { failing: ['test'] }),
  'merge with a failing apply of the first environment': merge(WIRING, ENVIRONMENTS, { failing: [applyCall(first)] }),
  'merge with a failing apply of the second environment': merge(WIRING, ENVIRONMENTS, { failing: [applyCall(second)] }),
  tag: tag('v1.2.0'),
  'tag whose release differs': tag('v1.2.0', { failing: ['verify-release VERSION=1.2.0'] }),
  'tag of something else': tag('before-the-move'),
  'tag called main': tag('main', { params: { TASK: 'drill' } }),
  nightly: scheduled('drift'),
  'nightly with drift in the first environment': scheduled('drift', { failing: [`drift ENV=${first}`] }),
  monthly: scheduled('drill'),
  'monthly with a failing drill': scheduled('drill', { failing: [`drill ENV=${DRILLED}`] }),
} satisfies Record<string, StartedBuild>;

export type BuildName = keyof typeof BUILDS;
