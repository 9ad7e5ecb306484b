import type { Deadline } from '../../shared/clock';
import type { ClusterName } from '../../shared/contract';
import { AwsError, VaultDrError } from '../../shared/errors';
import type { NameHealth } from '../name-health';
import { repeat } from '../../shared/retry';
import { awaitInsync, changeWeights, observeRecords, weightsFor } from '../../shared/weighted-records';
import type { MoveNameByHand, Promotion } from '../world';
import type { StepOf } from '../steps';
import { OVERTAKEN, type StepContext, type StepResult } from './context';

const SWITCH_MS = 30_000;
/** A change usually takes up to a minute, says the Route 53 documentation. */
const INSYNC_MS = 75_000;
const RETRY = { firstMs: 200, mostMs: 2_000 };

/**
 * Gives the client name to `cluster`, in one change batch per zone, which can be sent again. If the name has health checks
 * and Route 53 refuses the change, the health checks lead the clients, and the change is left for later.
 *
 * @throws AwsError, RecordsError
 */
export async function switchDns(context: StepContext, step: StepOf<'switch-dns'>): Promise<StepResult> {
  const { cluster } = step;
  if (context.moveNameByHand) return leaveToOperator(context, context.moveNameByHand, cluster);
  const promotion = withClients(context, cluster);
  // A later run has to know that this cluster may have clients, wherever the name leads then.
  if (promotion) await context.keep(promotion);
  if (!context.nameHealth) return changeName(context, step, promotion);
  return changeOrLead(context, step, context.nameHealth, promotion);
}

/** @param onFailure called after each attempt that failed and is repeated */
async function changeName(
  context: StepContext,
  step: StepOf<'switch-dns'>,
  promotion: Promotion | undefined,
  onFailure: () => void = () => undefined,
): Promise<StepResult> {
  const { cluster } = step;
  const deadline = context.deadline.within(SWITCH_MS);
  /** Whether a change that was sent may have taken effect. */
  let mayHaveEffect = false;
  return repeat<StepResult>({ clock: context.clock, backOff: RETRY }, async (pause) => {
    try {
      const changeId = await sendChange(context, step, deadline);
      if (changeId === undefined) return { ...OVERTAKEN, effect: mayHaveEffect };
      return {
        effect: true,
        run: { dnsChange: { active: cluster, changeId } },
        ...withNameMoved(promotion ?? context.world.promotion),
        records: { kind: 'known', weights: weightsFor(cluster) },
      };
    } catch (error) {
      if (!(error instanceof AwsError && error.retryable) || deadline.remainingMs() <= pause) throw error;
      mayHaveEffect = true;
      context.note('name-change-retried', { cluster, detail: error.message });
      onFailure();
      return undefined;
    }
  });
}

/**
 * The health checks lead from the first failure on, while the change is tried again. Not before: a health check needs a
 * minute, and one that is still turning would hold up the weights, which need seconds.
 */
async function changeOrLead(
  context: StepContext,
  step: StepOf<'switch-dns'>,
  health: NameHealth,
  promotion: Promotion | undefined,
): Promise<StepResult> {
  const { cluster } = step;
  const last = promotion ?? context.world.promotion;
  let leading: Promise<boolean> | undefined;
  const lead = (): Promise<boolean> => (leading ??= leadClients(context, step, health, last));
  let changed: StepResult;
  try {
    changed = await changeName(context, step, promotion, () => void lead());
  } catch (error) {
    if (!(error instanceof AwsError) || !(await lead())) throw error;
    context.note('name-left-to-health', { cluster, detail: error.message });
    return {
      effect: true,
      isRefused: true,
      run: { dnsChange: { active: cluster, changeId: 'refused' }, insync: 'not-confirmed', nameRefused: error.message },
      ...(last && { promotion: { ...last, nameDue: undefined, ledByHealth: cluster } }),
      detail: error.message,
    };
  }
  const isLed = (await leading) === true;
  if (changed.run === undefined) return { ...changed, effect: changed.effect || isLed };
  return { ...changed, ...(await release(health, last, isLed)) };
}

/** @returns whether the health checks lead the clients to the cluster */
async function leadClients(
  { mayAct, keep, note }: StepContext,
  step: StepOf<'switch-dns'>,
  health: NameHealth,
  last: Promotion | undefined,
): Promise<boolean> {
  const { cluster } = step;
  try {
    if (!(await mayAct(step))) return false;
    // From now on the watch repeats it.
    if (last) await keep({ ...last, ledByHealth: cluster });
    await health.lead(cluster);
    return true;
  } catch (error) {
    note('health-not-led', { cluster, detail: error instanceof VaultDrError ? error.message : 'unexpected error' });
    return false;
  }
}

/** The weights are right, so they lead again. @throws AwsError if the health checks still lead elsewhere */
async function release(
  health: NameHealth,
  last: Promotion | undefined,
  isLed: boolean,
): Promise<Pick<StepResult, 'promotion'>> {
  if (!isLed && last?.ledByHealth === undefined) return {};
  await health.release();
  if (!last) return {};
  const promotion: Promotion = { ...last, nameDue: undefined, ledByHealth: undefined };
  return { promotion };
}

/** The promotion of the cluster that gets the clients, if this system promoted it. */
function withClients({ world: { promotion } }: StepContext, cluster: ClusterName): Promotion | undefined {
  return promotion?.cluster === cluster ? { ...promotion, hadClients: true } : undefined;
}

/** Whatever an earlier failover left to others is settled by a change of the name. */
const withNameMoved = (promotion: Promotion | undefined): Pick<StepResult, 'promotion'> =>
  promotion ? { promotion: { ...promotion, nameDue: undefined } } : {};

/** The operation continues meanwhile. The operator has to check that the name has moved. */
function leaveToOperator(context: StepContext, moveNameByHand: MoveNameByHand, cluster: ClusterName): StepResult {
  const promotion = withClients(context, cluster);
  moveNameByHand(cluster);
  return {
    effect: false,
    run: { dnsChange: { active: cluster, changeId: 'by-hand' }, insync: 'not-confirmed' },
    ...withNameMoved(promotion ?? context.world.promotion),
    detail: 'left to the operator',
  };
}

/** @returns the id of the change, or `undefined` if a fresh look shows another situation */
async function sendChange(
  { route53, dns, records, mayAct }: StepContext,
  step: StepOf<'switch-dns'>,
  deadline: Deadline,
): Promise<string | undefined> {
  const known = records ?? (await observeRecords(route53, dns, deadline));
  if (!(await mayAct(step))) return undefined;
  return changeWeights(route53, known, step.cluster, deadline);
}

/** Waits until every name server has the change. If it is late, that is reported and no error. */
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
