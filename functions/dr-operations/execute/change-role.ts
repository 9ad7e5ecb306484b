import type { ClusterObservation, DrMode } from '../../shared/cluster-observation';
import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { BadAnswerError, NoAnswerError, VaultDrError, VaultResponseError } from '../../shared/errors';
import { pauses } from '../../shared/retry';
import type { Secret } from '../../shared/secret';
import type { StepContext } from './context';
import { look, lookUntil } from './look';

export interface RoleChange {
  readonly cluster: ClusterName;
  readonly path: string;
  readonly token: Secret | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** The mode that a cluster has after Vault has done it. */
  readonly wanted: DrMode;
  readonly callTimeoutMs: number;
  /** Called right before each time that Vault is asked. */
  readonly beforeAsking?: () => Promise<void>;
  /** Whether a cluster that looks like this is not worth waiting for. */
  readonly isLost: (observation: ClusterObservation) => boolean;
}

/** How a role change went. `unknown`: Vault may have taken it, and the cluster does not say. */
export type RoleChangeOutcome =
  | { readonly kind: 'accepted'; readonly observation?: ClusterObservation }
  | { readonly kind: 'refused'; readonly detail: string; readonly observation: ClusterObservation }
  | { readonly kind: 'unknown'; readonly observation: ClusterObservation };

const RETRY = { firstMs: 50, mostMs: 1000 };
/** Vault answers a role change within about two seconds: so long may one whose answer was lost still be on its way. */
const TAKE_EFFECT_MS = 4_000;

/**
 * Asks a cluster to change its role until it accepts, refuses for good, or the deadline passes.
 *
 * An answer that got lost is never followed by a blind repeat: the cluster is looked at until it says what it is, and
 * only one that keeps its old role is asked again.
 */
export async function changeRole(
  context: StepContext,
  change: RoleChange,
  deadline: Deadline,
): Promise<RoleChangeOutcome> {
  const { clock } = context;
  let inDoubtUntil: number | undefined;
  for (const pause of pauses(RETRY)) {
    const askedAt = clock.now();
    const failure = await ask(context, change, deadline);
    if (failure === undefined) return { kind: 'accepted' };
    // Vault's own error ends the request; without an answer it may still be at work.
    if (mayHaveHappened(failure)) {
      inDoubtUntil = failure instanceof VaultResponseError ? askedAt : askedAt + TAKE_EFFECT_MS;
    }
    const observation =
      inDoubtUntil === undefined
        ? await look(context, change.cluster, deadline)
        : await lookUntilItTells(context, change, inDoubtUntil, deadline);
    if (observation.kind === 'up' && observation.mode === change.wanted) return { kind: 'accepted', observation };
    const isClear = inDoubtUntil === undefined || (observation.kind === 'up' && clock.now() >= inDoubtUntil);
    if (!isClear) return { kind: 'unknown', observation };
    if (!failure.retryable || deadline.remainingMs() <= pause) {
      return { kind: 'refused', detail: failure.message, observation };
    }
    context.log.info('role change is asked for again', {
      cluster: change.cluster,
      path: change.path,
      after: failure.name,
    });
    await context.clock.wait(pause);
  }
  throw new Error('pauses never end');
}

async function lookUntilItTells(
  context: StepContext,
  { cluster, callTimeoutMs, isLost, wanted }: RoleChange,
  inDoubtUntil: number,
  deadline: Deadline,
): Promise<ClusterObservation> {
  const tells = (seen: ClusterObservation): boolean =>
    seen.kind === 'up' ? seen.mode === wanted || context.clock.now() >= inDoubtUntil : isLost(seen);
  return (await lookUntil(context, cluster, tells, deadline.within(callTimeoutMs))).observation;
}

/**
 * Whether Vault may have taken the change although it did not say so: the answer got lost, a load balancer spoke for a
 * cluster that already restarts, or Vault failed on the way. "Catching up" is a plain no.
 */
function mayHaveHappened(failure: VaultDrError): boolean {
  if (failure instanceof NoAnswerError) return failure.mayHaveEffect;
  if (failure instanceof BadAnswerError) return failure.badAnswer !== 'certificate';
  return failure instanceof VaultResponseError && failure.status >= 500 && !isCatchingUp(failure);
}

const isCatchingUp = ({ errors }: VaultResponseError): boolean => errors.some((text) => text.includes('catching up'));

async function ask(context: StepContext, change: RoleChange, deadline: Deadline): Promise<VaultDrError | undefined> {
  await change.beforeAsking?.();
  context.assertHeld();
  try {
    await context.vault[change.cluster].write(change.path, {
      timeoutMs: Math.max(1, deadline.cut(change.callTimeoutMs)),
      ...(change.token && { token: change.token }),
      body: change.body,
    });
    return undefined;
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}
