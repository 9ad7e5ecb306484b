import { otherCluster, type ClusterName } from '../../shared/contract';
import { licenseFault } from '../../shared/license';
import { isForeign } from '../../shared/weighted-records';
import { refuse, type Refusal } from '../steps';
import type { World } from '../world';
import { primariesOf, roleOf, upCluster } from './facts';
import type { Goal } from './goal';
import { LEAST_TIME_MS, LINK_TOKEN_MS, WAY_THERE_AND_BACK_MS } from './limits';
import { mayObject, object, type Check } from './objections';

/**
 * Refuses if the token expires before the operation could end. With no primary up, no new token can be made, so any token
 * that has not expired is accepted.
 *
 * @param neededMs shortest remaining life of the token, milliseconds
 */
export function checkToken(world: World, neededMs = LINK_TOKEN_MS): Refusal | undefined {
  const { token, now } = world;
  if (token.kind === 'not-needed') return undefined;
  if (token.kind === 'unusable') return refuse('token-unusable', token.detail, '');
  const leftMs = token.expiresAt - now;
  const replaceable = primariesOf(world).length > 0;
  if (leftMs >= (replaceable ? neededMs : 1)) return undefined;
  return refuse(
    'token-too-short',
    `The DR operation token expires in ${Math.round(leftMs / 1000)} s, and this operation needs ${neededMs / 1000} s`,
    'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which has a token of its own.',
  );
}

/** Before a primary is demoted: time and token have to last for the operation and for undoing it. */
export function checkReserves(world: World): Refusal | undefined {
  const { remainingMs = Number.POSITIVE_INFINITY } = world;
  if (remainingMs < LEAST_TIME_MS) {
    return refuse(
      'time-too-short',
      `Only ${Math.round(remainingMs / 1000)} s are left for this operation, and with undoing it may take ${LEAST_TIME_MS / 1000} s`,
      'Nothing has changed. Give it more time, or run it again now that no other operation runs.',
    );
  }
  return checkToken(world, WAY_THERE_AND_BACK_MS);
}

/** Objects if a cluster that would change its role does not come back, because its license has ended. */
export const licenseChecks = ({ clusters, now }: World, changing: readonly ClusterName[]): Check[] =>
  changing.flatMap((name) => {
    const fault = licenseFault(name, upCluster(clusters[name])?.license, now);
    if (fault?.kind !== 'license-ended') return [];
    return [object('license-ended', `${fault.reason}, and a change of its role restarts it`, fault.remedy)];
  });

/**
 * Objects if the records of the client name are not as this system leaves them.
 *
 * @param needed whether the operation must not start while Route 53 gives no answer
 */
export function recordChecks({ records }: World, { needed }: { needed: boolean }): Check[] {
  switch (records.kind) {
    case 'invalid':
      return [object('foreign-weights', records.detail, 'Correct the records.')];
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

/**
 * One lease table keeps out only operations that reach it. That is enough if the other cluster is gone and there is no third
 * table. It is still enough after this run has fenced it, because nobody serves then.
 */
export function leaseChecks({ to }: Pick<Goal, 'to'>, world: World): Check[] {
  const from = otherCluster(to);
  const { fence } = world.run;
  const isFencedByUs =
    fence?.cluster === from && fence.outcome !== 'not-confirmed' && roleOf(world, from) === 'secondary';
  const isEnough = (roleOf(world, from) === 'gone' || isFencedByUs) && world.hasWitness !== true;
  if (world.lease !== 'part' || isEnough) return [];
  return [
    object(
      'part-lease',
      'Only one lease table answers, so an operation that reaches another table may run at the same time',
      'Check DynamoDB in each region and the route to it, and make sure that nobody else works on this pair.',
    ),
  ];
}
