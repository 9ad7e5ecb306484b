import { CLUSTER_NAMES } from '../../shared/contract';
import { isForeign } from '../../shared/weighted-records';
import { refuse, type Refusal } from '../steps';
import type { World } from '../world';
import { roleOf } from './facts';
import { LEAST_TIME_MS, LINK_TOKEN_MS, WAY_THERE_AND_BACK_MS } from './limits';
import { mayObject, object, type Check } from './objections';

/**
 * Refuses when the token cannot carry an operation to its end. Without a primary nobody can make a new one: then any
 * that still lives has to do, above all between a demotion and the promotion.
 */
export function checkToken(world: World, neededMs = LINK_TOKEN_MS): Refusal | undefined {
  const { token, now } = world;
  if (token.kind === 'unusable') return refuse(token.detail, '', { because: 'token' });
  const leftMs = token.expiresAt - now;
  const replaceable = CLUSTER_NAMES.some((name) => roleOf(world, name) === 'primary');
  if (leftMs >= (replaceable ? neededMs : 1)) return undefined;
  return refuse(
    `The DR operation token ends in ${Math.round(leftMs / 1000)} s, and this operation needs ${neededMs / 1000} s of it`,
    'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which keeps its own token.',
  );
}

/** Before a primary is demoted: time and token have to last for the way there and back. */
export function checkReserves(world: World): Refusal | undefined {
  const { remainingMs = Number.POSITIVE_INFINITY } = world;
  if (remainingMs < LEAST_TIME_MS) {
    return refuse(
      `Only ${Math.round(remainingMs / 1000)} s are left for this operation, and the way there and back may take ${LEAST_TIME_MS / 1000} s`,
      'Nothing has changed. Give it more time, or run it again now that nobody else is at work.',
    );
  }
  return checkToken(world, WAY_THERE_AND_BACK_MS);
}

/**
 * Objects when the client name's records are not as this system leaves them.
 *
 * @param needed whether the operation may not start while Route 53 gives no answer
 */
export function recordChecks({ records }: World, { needed }: { needed: boolean }): Check[] {
  switch (records.kind) {
    case 'invalid':
      return [object('foreign-weights', records.detail, 'Mend the records.')];
    case 'unavailable':
      return needed
        ? [
            object(
              'foreign-weights',
              `The weights of the client name are not known: ${records.detail}`,
              'Try again when Route 53 answers.',
            ),
          ]
        : [mayObject('foreign-weights')];
    case 'known': {
      const { home, away } = records.weights;
      if (!isForeign(records.weights)) return [];
      return [
        object(
          'foreign-weights',
          `The weights of the client name were edited by hand (home ${home}, away ${away})`,
          'Set them to 255 and 0 by hand.',
        ),
      ];
    }
  }
}
