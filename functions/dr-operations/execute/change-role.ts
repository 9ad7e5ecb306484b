import type { ClusterObservation, DrMode } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { NoAnswerError, VaultDrError, VaultResponseError } from '../../shared/errors';
import { pauses } from '../../shared/retry';
import type { StepContext } from './context';
import { isSettled, lookUntil } from './look';

export interface RoleChange {
  readonly cluster: ClusterName;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The mode that a cluster has after Vault has done it. */
  readonly wanted: DrMode;
  readonly callTimeoutMs: number;
  /** Whether a cluster that looks like this is not worth waiting for. */
  readonly isLost: (observation: ClusterObservation) => boolean;
}

/** How a role change went. `unknown`: Vault may have taken it, and the cluster does not say. */
export type RoleChangeOutcome =
  | { readonly kind: 'accepted'; readonly observation?: ClusterObservation }
  | { readonly kind: 'refused'; readonly detail: string; readonly observation?: ClusterObservation }
  | { readonly kind: 'unknown'; readonly observation: ClusterObservation };

const RETRY = { firstMs: 50, mostMs: 1000 };

/**
 * Asks a cluster to change its role until it accepts, refuses for good, or the deadline passes.
 *
 * An answer that got lost is never followed by a blind repeat: the cluster is looked at until it says what it is, and
 * only one that still has its old role is asked again.
 */
export async function changeRole(
  context: StepContext,
  change: RoleChange,
  deadline: Deadline,
): Promise<RoleChangeOutcome> {
  for (const pause of pauses(RETRY)) {
    const failure = await ask(context, change, deadline);
    if (failure === undefined) return { kind: 'accepted' };
    if (failure instanceof NoAnswerError || isUncertain(failure)) {
      const tells = (seen: ClusterObservation): boolean => isSettled(seen) || change.isLost(seen);
      const { observation } = await lookUntil(context, change.cluster, tells, deadline.within(change.callTimeoutMs));
      if (observation.kind !== 'up') {
        const sent = !(failure instanceof NoAnswerError) || failure.mayHaveEffect;
        return sent ? { kind: 'unknown', observation } : { kind: 'refused', detail: failure.message, observation };
      }
      if (observation.mode === change.wanted) return { kind: 'accepted', observation };
    } else if (!failure.retryable) {
      return { kind: 'refused', detail: failure.message };
    }
    if (deadline.remainingMs() <= pause) return { kind: 'refused', detail: failure.message };
    context.log.info('role change is asked for again', {
      cluster: change.cluster,
      path: change.path,
      after: failure.name,
    });
    await context.clock.wait(pause);
  }
  throw new Error('pauses never end');
}

/** Vault is changing its role and could not say whether because of us; "catching up" is a plain no. */
const isUncertain = (failure: VaultDrError): boolean =>
  failure instanceof VaultResponseError && failure.status >= 500 && !isCatchingUp(failure);

const isCatchingUp = ({ errors }: VaultResponseError): boolean => errors.some((text) => text.includes('catching up'));

async function ask(context: StepContext, change: RoleChange, deadline: Deadline): Promise<VaultDrError | undefined> {
  try {
    await context.vault[change.cluster].write(change.path, {
      timeoutMs: Math.max(1, deadline.cut(change.callTimeoutMs)),
      ...(context.token && { token: context.token }),
      body: change.body,
    });
    return undefined;
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}
