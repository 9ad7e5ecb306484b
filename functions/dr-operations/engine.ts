import { randomUUID } from 'node:crypto';
import { Deadline, type Clock } from '../shared/clock';
import { ConfigError, LeaseError, VaultDrError } from '../shared/errors';
import type { Log } from '../shared/log';
import type { VaultClients } from '../shared/vault-config';
import { AutomaticConsent } from './automatic/consent';
import type { AwsClients } from './aws-clients';
import type { OperationsConfig } from './config';
import type { ReadCredentials } from './credentials';
import type { OperationRequest } from './event';
import { Lease } from './lease';
import { look, openJournal } from './look';
import { takeNotes, type OnProgress } from './notes';
import { observeWorld } from './observe';
import type { ReplicationDriver } from './replication/driver';
import { statusOf, type OperationResult, type StatusResult } from './result';
import { Run } from './run';
import type { MoveNameByHand } from './world';

export interface EngineDependencies {
  readonly vault: VaultClients;
  readonly aws: AwsClients;
  readonly config: OperationsConfig;
  readonly clock: Clock;
  /** For people. A program uses `onProgress`. */
  readonly log: Log;
  /** Observes an operation while it runs. @default - nothing observes it */
  readonly onProgress?: OnProgress;
  /** @default - DR replication of Vault Enterprise */
  readonly replication?: ReplicationDriver;
  /** @default - the batch token in the secret of the region */
  readonly readCredentials?: ReadCredentials;
  /** Tells the operator to move the client name. @default - Route 53 moves it */
  readonly moveNameByHand?: MoveNameByHand;
  /**
   * Whether to continue if no lease table answers. A lease that another operation holds is always respected.
   *
   * @default false
   */
  readonly goesWithoutLease?: boolean;
}

/** Observes the pair and reports its state. */
export async function runStatus(dependencies: EngineDependencies): Promise<StatusResult> {
  const { world, tables, automatic } = await look(dependencies);
  return statusOf(world, tables, automatic);
}

/**
 * Runs one operation: observes, plans, executes one round, and repeats this until nothing is left or the plan refuses.
 *
 * @param budgetMs time for all of it, milliseconds; it has to end before the Lambda's own time
 * @throws VaultDrError only if nothing was changed; after a change, the result says what happened
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

  // The lease and the observation take about a second each, so they run in parallel. Nothing is changed before both end.
  observing.catch(() => undefined);
  const lease = await takeLease(dependencies, request, frame.operationId);
  const consent = request.automatic && consentOf(dependencies, request, frame.operationId);
  try {
    await consent?.mayBegin();
    // An operation that held the lease before may have changed what was observed meanwhile.
    const seen = await (lease === 'none' || !lease.wasHeld ? observing : observe());
    return await new Run(dependencies, request, { ...frame, lease, ...(consent && { consent }) }, seen).act();
  } catch (error) {
    if (error instanceof VaultDrError) await consent?.forget();
    throw error;
  } finally {
    await Promise.all([lease !== 'none' && lease.release(), frame.journal.close()]);
  }
}

/** @throws ConfigError */
function consentOf(
  dependencies: EngineDependencies,
  { operation, automatic, reason = 'the watcher asks for it' }: OperationRequest,
  operationId: string,
): AutomaticConsent {
  const { automatic: settings } = dependencies.config;
  if (!settings || !automatic || (operation !== 'failover' && operation !== 'fence')) {
    throw new ConfigError(`Nothing is set up by which ${operation} could begin by itself`, 'Ask for it as a person.');
  }
  return new AutomaticConsent(dependencies, { act: operation, operationId, asked: automatic, reason, settings });
}

/** @throws LeaseHeldError, LeaseError */
async function takeLease(
  { aws, config, clock, log, onProgress, goesWithoutLease }: EngineDependencies,
  { operation, actor, automatic }: OperationRequest,
  operationId: string,
): Promise<Lease | 'none'> {
  const note = takeNotes(log, onProgress);
  try {
    return await Lease.acquire({
      tables: aws.tables,
      tableName: config.journalTable,
      // A failover must not need the region that is lost. A planned operation can wait until both tables answer. One that
      // begins by itself has a third table.
      need: (operation === 'failover' && !automatic) || goesWithoutLease ? 'any' : 'whole',
      operationId,
      holder: `${operation} by ${actor} in ${config.region}`,
      clock,
      note,
    });
  } catch (error) {
    if (!goesWithoutLease || !(error instanceof LeaseError)) throw error;
    note('without-lease', { detail: error.message });
    return 'none';
  }
}
