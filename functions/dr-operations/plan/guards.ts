import { CLUSTER_NAMES } from '../../shared/contract';
import { isForeign } from '../../shared/weighted-records';
import { refuse, type Plan } from '../steps';
import type { World } from '../world';
import { roleOf } from './facts';
import type { PlanLimits } from './index';

/**
 * Refuses when the token cannot carry an operation to its end. Without a primary nobody can make a new one: then any
 * that still lives has to do, above all between a demotion and the promotion.
 */
export function checkToken(world: World, { tokenMarginMs }: PlanLimits): Plan | undefined {
  const { token, now } = world;
  if (token.kind === 'unusable') return refuse(token.detail, '', 'token');
  const leftMs = token.expiresAt - now;
  const replaceable = CLUSTER_NAMES.some((name) => roleOf(world, name) === 'primary');
  if (leftMs >= (replaceable ? tokenMarginMs : 1)) return undefined;
  return refuse(
    `The DR operation token ends in ${Math.round(leftMs / 1000)} s, too soon for an operation`,
    'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which keeps its own token.',
  );
}

/**
 * Refuses when the client name's records are not as this system leaves them.
 *
 * @param needed whether the operation may not start while Route 53 gives no answer
 */
export function checkRecords(
  { records }: World,
  { force, needed }: { force: boolean; needed: boolean },
): Plan | undefined {
  switch (records.kind) {
    case 'invalid':
      return force ? undefined : refuse(records.detail, '', 'records');
    case 'unavailable':
      return needed && !force
        ? refuse(`The weights of the client name are not known: ${records.detail}`, 'Try again when Route 53 answers.')
        : undefined;
    case 'known': {
      const { home, away } = records.weights;
      if (force || !isForeign(records.weights)) return undefined;
      return refuse(
        `The weights of the client name were edited by hand (home ${home}, away ${away})`,
        'Set them to 255 and 0 by hand, or give force with a reason.',
      );
    }
  }
}
