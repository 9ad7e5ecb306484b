import { randomUUID } from 'node:crypto';
import { Deadline, type Clock } from '../shared/clock';
import { LeaseError } from '../shared/errors';
import type { Log } from '../shared/log';
import type { VaultClients } from '../shared/vault-config';
import type { AwsClients } from './aws-clients';
import type { OperationsConfig } from './config';
import type { ReadCredentials } from './credentials';
import type { OperationRequest } from './event';
import { Journal } from './journal';
import { Lease } from './lease';
import { observeWorld } from './observe';
import { statusOf, type OperationResult, type StatusResult } from './result';
import { Run } from './run';
import type { MoveNameByHand } from './world';

export interface EngineDependencies {
  readonly vault: VaultClients;
  readonly aws: AwsClients;
  readonly config: OperationsConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** @default - the batch token in the region's secret */
  readonly readCredentials?: ReadCredentials;
  /** Tells an operator to move the client name. @default - Route 53 is asked to */
  readonly moveNameByHand?: MoveNameByHand;
  /**
   * Go on where no lease table answers, on an operator's word. A lease that somebody holds is respected all the same.
   *
   * @default false
   */
  readonly goesWithoutLease?: boolean;
}

/** Looks, and says what it saw. */
export async function runStatus(dependencies: EngineDependencies): Promise<StatusResult> {
  const journal = openJournal(dependencies);
  const { world } = await observeWorld({ ...dependencies, journal }, dependencies.config);
  return statusOf(world);
}

/**
 * Runs one operation: observe, plan, execute one stage, and again, until nothing is left or the plan refuses.
 *
 * @param budgetMs time for all of it; ends before the Lambda's own
 * @throws VaultDrError only when nothing was changed; whatever happens later is told in the result
 */
export async function runOperation(
  dependencies: EngineDependencies,
  request: OperationRequest,
  budgetMs: number,
): Promise<OperationResult> {
  const { clock } = dependencies;
  const frame = {
    operationId: randomUUID(),
    startedAt: clock.now(),
    deadline: Deadline.in(clock, budgetMs),
    journal: openJournal(dependencies),
  };
  const observe = () => observeWorld({ ...dependencies, journal: frame.journal }, dependencies.config);
  const observing = observe();
  if (request.dryRun) return new Run(dependencies, request, frame, await observing).dry();

  // Taking the lease and looking around take the same second: side by side. Nothing acts before both are done.
  observing.catch(() => undefined);
  const lease = await takeLease(dependencies, request, frame.operationId);
  try {
    // Whoever held the lease until a moment ago may have changed what was seen meanwhile.
    const seen = await (lease === 'none' || !lease.wasHeld ? observing : observe());
    return await new Run(dependencies, request, { ...frame, lease }, seen).act();
  } finally {
    await Promise.all([lease !== 'none' && lease.release(), frame.journal.close()]);
  }
}

/** @throws LeaseHeldError, LeaseError */
async function takeLease(
  { aws, config, clock, log, goesWithoutLease }: EngineDependencies,
  { operation, actor }: OperationRequest,
  operationId: string,
): Promise<Lease | 'none'> {
  try {
    return await Lease.acquire({
      tables: aws.tables,
      tableName: config.journalTable,
      // A failover must not need the region that is lost. Whatever is planned can wait until all is well.
      need: operation === 'failover' || goesWithoutLease ? 'any' : 'whole',
      operationId,
      holder: `${operation} by ${actor} in ${config.region}`,
      clock,
      log,
    });
  } catch (error) {
    if (!goesWithoutLease || !(error instanceof LeaseError)) throw error;
    log.warn('going on without a lease, on the word of the operator', { error: error.message });
    return 'none';
  }
}

const openJournal = ({ aws, config, log }: EngineDependencies): Journal =>
  new Journal({ tables: aws.tables, tableName: config.journalTable, log });
