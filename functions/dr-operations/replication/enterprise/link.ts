import type { UpCluster } from '../../../shared/cluster-observation';
import { Moment, type Deadline } from '../../../shared/clock';
import { otherCluster } from '../../../shared/contract';
import { LeaseError, StepError, VaultDrError, VaultResponseError } from '../../../shared/errors';
import { pauses } from '../../../shared/retry';
import { issueSecondaryToken, revokeSecondary, type CallOptions } from '../../../shared/secondary-token';
import type { Secret } from '../../../shared/secret';
import { FRESH_MS } from '../../evidence';
import { linkTo, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import { OVERTAKEN, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { EnterpriseContext } from './context';

const LINK_MS = 90_000;
const CALL_TIMEOUT_MS = 10_000;
/** Pauses between tries. They are longer than those between looks, because each try uses a token. */
const RETRY = { firstMs: 50, mostMs: 800 };
/** How long an accepted link may stay idle before it is tried again. */
const IDLE_MS = 10_000;

/**
 * Makes `follower` follow the other cluster. Each try takes a new secondary token, because a failed try may have used its
 * token, and gives the primary's own address, because the client name may still lead elsewhere.
 *
 * @throws StepError if it does not follow in time
 */
export async function link(context: EnterpriseContext, step: StepOf<'link'>): Promise<StepResult> {
  const { cluster: follower } = step;
  const primary = otherCluster(follower);
  const deadline = context.deadline.within(LINK_MS);
  let accepted: number | undefined;
  let lastFailure: VaultDrError | undefined;
  let tries = 0;
  const restsBetweenTries = pauses(RETRY);
  let nextTryAt = context.clock.now();

  for (const pause of pauses(BETWEEN_LOOKS)) {
    const clusters = await context.evidence.lookAtBoth();
    const { [primary]: leader, [follower]: other } = clusters;
    // The primary knows a follower from the moment it issues a token, even if the follower never uses it.
    const isOurs = tries === 0 || accepted !== undefined;
    const linked = isOurs ? linkTo({ ...context.world, clusters }, primary) : undefined;
    const isUnseen = [leader, other].some((each) => upCluster(each)?.isStatusUnseen === true);
    const done = { effect: true, detail: `${tries} ${tries === 1 ? 'try' : 'tries'}` };
    if (linked === 'streaming') return { ...done, run: { linked } };
    // A link that Vault has accepted and nobody can see may be a good one. Another try would cut it.
    if (isUnseen && accepted !== undefined && context.clock.now() - accepted >= IDLE_MS) {
      return { ...done, run: { linked: 'unseen' } };
    }

    const waiting = accepted !== undefined && context.clock.now() - accepted < IDLE_MS;
    const ready = upCluster(leader)?.serving === true && upCluster(other)?.mode === 'secondary';
    if (ready && !linked && !waiting && context.clock.now() >= nextTryAt) {
      if (!(await context.mayAct(step))) return { ...OVERTAKEN, effect: tries > 0 };
      tries += 1;
      const tried = await tryLink(context, step, { leader: leader as UpCluster, deadline });
      if (tried.kind === 'overtaken') return { ...OVERTAKEN, effect: true };
      lastFailure = tried.kind === 'failed' ? tried.failure : undefined;
      accepted = tried.kind === 'taken' ? context.clock.now() : undefined;
      nextTryAt = context.clock.now() + restsBetweenTries.next().value;
    }
    if (deadline.remainingMs() <= pause) {
      if (linked === 'syncing') return { ...done, run: { linked } };
      break;
    }
    await context.clock.wait(pause);
  }
  throw new StepError(
    `${follower} does not follow ${primary} after ${tries} ${tries === 1 ? 'try' : 'tries'}: ${lastFailure?.message ?? 'its state stays idle'}`,
    `Clients are not affected. Check port 8201 from ${follower} to ${primary} and run rejoin.`,
    { retryable: !isForbidden(lastFailure) },
  );
}

/** What Vault forbids stays forbidden. Other causes, such as the network, may be repaired meanwhile. */
const isForbidden = (failure: VaultDrError | undefined): boolean =>
  failure instanceof VaultResponseError && !failure.retryable;

type Tried =
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly failure: VaultDrError }
  /** A fresh look shows another situation. */
  | { readonly kind: 'overtaken' };

interface Try {
  readonly leader: UpCluster;
  readonly deadline: Deadline;
}

async function tryLink(context: EnterpriseContext, step: StepOf<'link'>, { leader, deadline }: Try): Promise<Tried> {
  const { cluster: follower } = step;
  const primary = otherCluster(follower);
  let checked = new Moment(context.clock);
  // One try makes several calls, and the last one overwrites the follower. If the process was paused between two of them, or
  // one took long, another operation may have begun meanwhile. So lease and looks are checked again before the next call.
  const mayGoOn = async (): Promise<boolean> => {
    if (checked.ageMs() <= FRESH_MS) return true;
    const mayAct = await context.mayAct(step);
    checked = new Moment(context.clock);
    return mayAct;
  };
  const operationToken = await context.credentials.operationToken(follower);
  try {
    const token = await secondaryToken(context, step, { leader, deadline, mayGoOn });
    if (!token || !(await mayGoOn())) return { kind: 'overtaken' };
    await context.vault[follower].write('sys/replication/dr/secondary/update-primary', {
      ...call(context, 'secondary', deadline),
      body: {
        dr_operation_token: operationToken?.reveal(),
        token: token.reveal(),
        primary_api_addr: context.vault[primary].address,
        ...(context.linkCaFile !== undefined && { ca_file: context.linkCaFile }),
      },
    });
    return { kind: 'taken' };
  } catch (failure) {
    // Without a lease the operation must not continue.
    if (!(failure instanceof VaultDrError) || failure instanceof LeaseError) throw failure;
    context.note('link-retried', { cluster: follower, detail: failure.message });
    return { kind: 'failed', failure };
  }
}

/**
 * Issues a token under the follower's name. An earlier one is revoked, so that the name can be used again.
 *
 * @returns `undefined` if a fresh look shows another situation
 */
async function secondaryToken(
  context: EnterpriseContext,
  { cluster: follower }: StepOf<'link'>,
  { leader, deadline, mayGoOn }: Try & { readonly mayGoOn: () => Promise<boolean> },
): Promise<Secret | undefined> {
  const vault = context.vault[otherCluster(follower)];
  const options = (): CallOptions => call(context, 'primary', deadline);
  /** A token of another operation may be in use, and revoking it cuts the link that it made. */
  const revoke = async (): Promise<boolean> => {
    if (!(await mayGoOn())) return false;
    await revokeSecondary(vault, follower, options());
    return true;
  };
  const issue = async (): Promise<Secret | undefined> =>
    (await mayGoOn()) ? issueSecondaryToken(vault, follower, options()) : undefined;

  if (leader.knownSecondaries.includes(follower) && !(await revoke())) return undefined;
  try {
    return await issue();
  } catch (error) {
    // An earlier try may have issued a token under this name a moment ago. Revoking it helps.
    if (!(error instanceof VaultResponseError && error.status === 400)) throw error;
    return (await revoke()) ? issue() : undefined;
  }
}

function call({ credentials }: EnterpriseContext, side: 'primary' | 'secondary', deadline: Deadline): CallOptions {
  const token = credentials.header(side);
  return { timeoutMs: Math.max(1, deadline.cut(CALL_TIMEOUT_MS)), ...(token && { token }) };
}
