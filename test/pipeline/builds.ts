import { affectedEnvironments } from '../../delivery/affected';
import { ENVIRONMENTS, type EnvironmentName } from '../../delivery/environments';
import type { MakeAnswer, StartedBuild } from './jenkins';

const BUILD_URL = 'https://jenkins.example.com/job/vault-dr/1/';
/** What make exits with when a recipe fails. */
const FAILED = 2;

interface Given {
  /** Calls of make that fail. */
  readonly failing?: readonly string[];
  readonly params?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param make what make answers, behind the failures: the first answer that fits is given */
function build(env: StartedBuild['env'], given: Given, make: readonly MakeAnswer[] = []): StartedBuild {
  const { failing = [], params = {}, env: more = {} } = given;
  const failures = failing.map((target) => ({ target, status: FAILED }));
  return { env: { BUILD_URL, ...env, ...more }, params, make: [...failures, ...make] };
}

const affectedBy = (paths: readonly string[]): MakeAnswer => ({
  target: '--silent affected',
  stdout: affectedEnvironments(paths).join('\n'),
});

const push = (given: Given = {}): StartedBuild => build({ BRANCH_NAME: 'some-branch' }, given);

/** A pull request against main that changes these files. */
const pullRequest = (paths: readonly string[], given: Given = {}): StartedBuild =>
  build({ BRANCH_NAME: 'PR-7', CHANGE_ID: '7', CHANGE_TARGET: 'main' }, given, [
    affectedBy(paths),
    ...ENVIRONMENTS.map((environment) => ({
      target: `--silent show ENV=${environment}`,
      stdout: `## Plan of ${environment}\n`,
    })),
  ]);

/**
 * The build of main after a merge that changed these files.
 *
 * @param kept environments of which a reviewed plan of this content is kept
 */
function merge(paths: readonly string[], kept: readonly EnvironmentName[], given: Given = {}): StartedBuild {
  const fetches = ENVIRONMENTS.flatMap((environment): MakeAnswer[] => {
    const target = `fetch-bundle ENV=${environment}`;
    const optional = `${target} OPTIONAL=yes`;
    const creates = `out/plan/${environment}/manifest.json`;
    if (kept.includes(environment)) return [target, optional].map((call) => ({ target: call, creates }));
    return [{ target, status: FAILED }];
  });
  return build({ BRANCH_NAME: 'main' }, given, [affectedBy(paths), ...fetches]);
}

/** Jenkins gives a tag's build the tag as the name of its branch too. */
const tag = (name: string, given: Given = {}): StartedBuild => build({ BRANCH_NAME: name, TAG_NAME: name }, given);

const scheduled = (task: 'drift' | 'drill', given: Given = {}): StartedBuild =>
  build({ BRANCH_NAME: 'main' }, { ...given, params: { TASK: task } });

const MODULE = ['modules/vault-dr.ts', 'functions/auth/login.ts'];
const DEV = ['live/dev/config.ts'];
const WIRING = ['live/shared/environment-stack.ts'];
const PAGES = ['docs/delivery.md'];

/** Every build that the tests look at, by what started it. */
export const BUILDS = {
  push: push(),
  'push with a failing lint': push({ failing: ['lint'] }),
  'push with a failing test': push({ failing: ['test'] }),
  'push of a branch that asks for drift': push({ params: { TASK: 'drift' } }),
  'pull request of dev': pullRequest(DEV),
  'pull request of the module': pullRequest(MODULE),
  'pull request of the wiring': pullRequest(WIRING),
  'pull request of pages': pullRequest(PAGES),
  'pull request that catches up': pullRequest(PAGES, { params: { PLAN_ALL: true } }),
  'pull request from a fork': pullRequest(WIRING, { env: { CHANGE_FORK: 'somebody' } }),
  'pull request with a failing test': pullRequest(WIRING, { failing: ['test'] }),
  'pull request with a failing rehearsal': pullRequest(WIRING, { failing: ['demo SCENARIO=failover'] }),
  'pull request with a failing plan': pullRequest(WIRING, { failing: ['plan ENV=dev'] }),
  'pull request whose plan cannot be kept': pullRequest(DEV, { failing: ['keep-bundle ENV=dev'] }),
  merge: merge(WIRING, ENVIRONMENTS),
  'merge of the module': merge(MODULE, ['dev']),
  'merge of pages': merge(PAGES, []),
  'merge that catches up': merge(PAGES, ENVIRONMENTS),
  'merge after others': merge(DEV, ['dev'], { env: { GIT_PREVIOUS_SUCCESSFUL_COMMIT: 'c0ffee' } }),
  'merge with a plan that is not kept': merge(WIRING, ['dev', 'prod']),
  'merge with a failing test': merge(WIRING, ENVIRONMENTS, { failing: ['test'] }),
  'merge with a failing apply of dev': merge(WIRING, ENVIRONMENTS, { failing: ['apply ENV=dev BUNDLE=out/plan/dev'] }),
  'merge with a failing apply of stage': merge(WIRING, ENVIRONMENTS, {
    failing: ['apply ENV=stage BUNDLE=out/plan/stage'],
  }),
  tag: tag('v1.2.0'),
  'tag whose release differs': tag('v1.2.0', { failing: ['verify-release VERSION=1.2.0'] }),
  'tag of something else': tag('before-the-move'),
  'tag called main': tag('main', { params: { TASK: 'drill' } }),
  nightly: scheduled('drift'),
  'nightly with drift in dev': scheduled('drift', { failing: ['drift ENV=dev'] }),
  monthly: scheduled('drill'),
  'monthly with a failing drill': scheduled('drill', { failing: ['drill ENV=stage'] }),
} satisfies Record<string, StartedBuild>;

export type BuildName = keyof typeof BUILDS;
