import { ENVIRONMENTS, type EnvironmentName } from './environments';

/** What the plan of every environment is made from; the last one pins the providers and the framework. */
const SHARED = ['live/shared/', 'package-lock.json'];

/** The module in the working tree: dev follows it, the others follow a release of it. */
const MODULE = ['modules/', 'functions/'];

/**
 * The environments whose plan a change can alter, in the order of {@link ENVIRONMENTS}. An environment too many costs a
 * plan without changes; one too few would surprise the reviewer.
 *
 * @param paths changed files, relative to the root of the repository
 */
export function affectedEnvironments(paths: readonly string[]): EnvironmentName[] {
  return ENVIRONMENTS.filter((environment) => {
    const own = `live/${environment}/`;
    const sources = environment === 'dev' ? [own, ...SHARED, ...MODULE] : [own, ...SHARED];
    return paths.some((path) => sources.some((source) => path.startsWith(source)));
  });
}
