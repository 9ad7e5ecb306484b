import { ENVIRONMENTS, type EnvironmentName } from '../live/environments';

/**
 * Sources of every environment's plan. The lock file pins the providers and cdktf. The list of approvers changes no plan, but
 * what the next apply is measured by.
 */
const SHARED = ['live/shared/', 'live/approvers.ts', 'package-lock.json', 'tsconfig.json'];

/** The module in the working tree. Only the first environment uses it; the others pin a release. */
const MODULE = ['modules/', 'functions/'];

/**
 * Finds the environments whose plan a change can alter. When in doubt it names one: a plan without changes costs little,
 * and an environment that is left out would change without a review.
 *
 * @param paths changed files, relative to the root of the repository
 * @returns the environments in the order of {@link ENVIRONMENTS}
 */
export function affectedEnvironments(paths: readonly string[]): EnvironmentName[] {
  return ENVIRONMENTS.filter((environment, index) => {
    const own = `live/${environment}/`;
    const sources = index === 0 ? [own, ...SHARED, ...MODULE] : [own, ...SHARED];
    return paths.some((path) => sources.some((source) => path.startsWith(source)));
  });
}
