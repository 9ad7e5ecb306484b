import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { AwsError } from '../../shared/errors';
import { pauses } from '../../shared/retry';
import { awaitInsync, changeWeights, observeRecords, weightsFor } from '../../shared/weighted-records';
import type { MoveNameByHand, Promotion } from '../world';
import type { Step } from '../steps';
import { OVERTAKEN, type StepContext, type StepResult } from './context';

const SWITCH_MS = 30_000;
/** Route 53 says that a change usually takes up to a minute. */
const INSYNC_MS = 75_000;
const RETRY = { firstMs: 200, mostMs: 2_000 };

/** Gives the client name to `cluster`, in one batch. An UPSERT may be repeated. @throws AwsError, RecordsError */
export async function switchDns(context: StepContext, step: Step & { kind: 'switch-dns' }): Promise<StepResult> {
  const { cluster } = step;
  if (context.moveNameByHand) return leaveToOperator(context, context.moveNameByHand, cluster);
  const deadline = context.deadline.within(SWITCH_MS);
  const promotion = withClients(context, cluster);
  // Whoever finds a cluster that clients were led to has to know it, wherever the name leads then.
  if (promotion) await context.keep(promotion);
  for (const pause of pauses(RETRY)) {
    try {
      const changeId = await sendChange(context, step, deadline);
      if (changeId === undefined) return OVERTAKEN;
      return {
        effect: true,
        run: { dnsChange: { active: cluster, changeId } },
        ...(promotion && { promotion }),
        records: { kind: 'known', weights: weightsFor(cluster) },
      };
    } catch (error) {
      if (!(error instanceof AwsError && error.retryable) || deadline.remainingMs() <= pause) throw error;
      context.log.warn('weights are sent again', { after: error.message });
      await context.clock.wait(pause);
    }
  }
  throw new Error('pauses never end');
}

/** The promotion of the cluster that gets the clients, where it was promoted by this system. */
function withClients({ world: { promotion } }: StepContext, cluster: ClusterName): Promotion | undefined {
  return promotion?.cluster === cluster ? { ...promotion, hadClients: true } : undefined;
}

/** The rest goes on meanwhile; that the name has moved is for the operator to see. */
function leaveToOperator(context: StepContext, moveNameByHand: MoveNameByHand, cluster: ClusterName): StepResult {
  const promotion = withClients(context, cluster);
  moveNameByHand(cluster);
  return {
    effect: false,
    run: { dnsChange: { active: cluster, changeId: 'by-hand' }, insync: 'not-confirmed' },
    ...(promotion && { promotion }),
    detail: 'left to the operator',
  };
}

/** @returns the id of the change, or `undefined` when a fresh look shows another world */
async function sendChange(
  { route53, dns, records, mayAct }: StepContext,
  step: Step & { kind: 'switch-dns' },
  deadline: Deadline,
): Promise<string | undefined> {
  const known = records ?? (await observeRecords(route53, dns, deadline));
  if (!(await mayAct(step))) return undefined;
  return changeWeights(route53, dns, known, step.cluster, deadline);
}

/** Waits until every name server has the change. That it is late is a fact to report, no reason to fail. */
export async function confirmDns(context: StepContext): Promise<StepResult> {
  const changeId = context.world.run.dnsChange?.changeId;
  if (changeId === undefined) return { effect: false };
  try {
    const insync = await awaitInsync(context.route53, changeId, context.clock, context.deadline.within(INSYNC_MS));
    return { effect: false, run: { insync: insync ? 'confirmed' : 'not-confirmed' } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { effect: false, run: { insync: 'not-confirmed' }, detail: error.message };
  }
}
