import { randomUUID } from 'node:crypto';
import { DOCUMENT_VERSION } from '../../functions/dr-operations/contract';
import { Journal } from '../../functions/dr-operations/journal';
import { Lease } from '../../functions/dr-operations/lease';
import { reportClusters, type ClusterReport } from '../../functions/dr-operations/result';
import type { Promotion, World } from '../../functions/dr-operations/world';
import { startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { LeaseError, LeaseHeldError, PlanRefusedError, VaultDrError } from '../../functions/shared/errors';
import { CliError, EXIT } from '../exit-codes';
import type { EnableEntry } from '../operations/journal-reader';
import { engineConfig } from '../operations/engine-config';
import { newActor } from '../operations/request';
import type { Session } from '../session';
import type { EnableStep, EnableWorld } from './plan';

/**
 * Keeps a first enablement and every other operation apart. It holds the lease of the pair and writes a journal entry, as
 * the engine does for its operations.
 */
export class EnableGuard {
  readonly #clock = startClock();
  readonly #startedAt = this.#clock.now();
  readonly #operationId = randomUUID();
  readonly #actor = newActor();
  readonly #steps: EnableEntry['steps'][number][] = [];
  readonly #journal: Journal;
  #lease: Lease | undefined;
  #promotion: Promotion | undefined;
  #before: EnableWorld['clusters'] | undefined;
  #after: EnableWorld['clusters'] | undefined;

  private constructor(private readonly session: Session) {
    const { journalTable: tableName } = session.settings;
    this.#journal = new Journal({ tables: session.aws.tables(), tableName, note: () => undefined });
  }

  /**
   * Runs `body` while the lease is held.
   *
   * @throws CliError when another operation holds the lease or has not ended; nothing was changed then
   */
  static async hold(session: Session, body: (guard: EnableGuard) => Promise<void>): Promise<void> {
    const guard = new EnableGuard(session);
    try {
      await guard.#begin();
      await body(guard);
    } catch (error) {
      if (guard.#before) guard.#write('partial', error instanceof Error ? error.message : 'unexpected error');
      throw error;
    } finally {
      await Promise.all([guard.#lease?.release(), guard.#journal.close()]);
    }
  }

  /** Records the clusters for the journal entry. The first call writes the entry, so that others see the enablement. */
  observed(clusters: EnableWorld['clusters']): void {
    this.#after = clusters;
    if (this.#before) return;
    this.#before = clusters;
    this.#write('running', 'running');
  }

  /** Executes a step if the lease is still held, and records its outcome. @throws VaultDrError */
  async step({ kind, cluster }: EnableStep, reason: string, act: () => Promise<void>): Promise<void> {
    await this.#lease?.ensureHeld();
    const began = this.#clock.now();
    const record = (outcome: 'done' | 'failed', detail?: string): void => {
      const startMs = began - this.#startedAt;
      const durationMs = this.#clock.now() - began;
      this.#steps.push({ kind, cluster, reason, startMs, durationMs, outcome, ...(detail && { detail }) });
      this.#write('running', 'running');
    };
    try {
      await act();
    } catch (error) {
      record('failed', error instanceof VaultDrError ? error.message : 'unexpected error');
      throw error;
    }
    record('done');
  }

  end(summary: string): void {
    this.#write('done', summary);
  }

  async #begin(): Promise<void> {
    const { aws, settings } = this.session;
    try {
      this.#lease = await Lease.acquire({
        tables: aws.tables(),
        tableName: settings.journalTable,
        need: 'whole',
        operationId: this.#operationId,
        holder: `enable by ${this.#actor} from a terminal`,
        clock: this.#clock,
        note: () => undefined,
      });
      const { unfinished, promotion } = await this.#journal.readHistory();
      this.#promotion = promotion;
      if (unfinished) {
        throw new PlanRefusedError({
          refusal: 'operation-unfinished',
          reason: `An operation (${unfinished.operation} to ${unfinished.to}) was begun and has not ended`,
          remedy: 'Run it again to complete it, then run enable.',
        });
      }
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      const isRefusal = error instanceof LeaseHeldError || error instanceof PlanRefusedError;
      const word = isRefusal ? 'Refused' : error instanceof LeaseError ? 'Failed' : error.name;
      throw new CliError(isRefusal ? EXIT.refused : EXIT.failed, `${word}, nothing was changed. ${error.message}`);
    }
  }

  #write(outcome: EnableEntry['outcome'], summary: string): void {
    if (!this.#before || !this.#after) return;
    const entry: EnableEntry = {
      version: DOCUMENT_VERSION,
      operationId: this.#operationId,
      operation: 'enable',
      actor: this.#actor,
      accept: [],
      region: engineConfig(this.session.settings, 'home').region,
      startedAt: new Date(this.#startedAt).toISOString(),
      durationMs: this.#clock.now() - this.#startedAt,
      outcome,
      summary,
      steps: [...this.#steps],
      before: reportsOf(this.#before),
      after: reportsOf(this.#after),
      left: [],
      warnings: [],
    };
    // Every journal entry repeats the last promotion, so that the newest entry is enough to know it.
    this.#journal.write(entry, this.#promotion);
  }
}

function reportsOf(clusters: EnableWorld['clusters']): Record<ClusterName, ClusterReport> {
  const unknown = { kind: 'unavailable', detail: 'not observed' } as const;
  const token = { kind: 'unusable', detail: 'not observed' } as const;
  const world: World = {
    now: 0,
    clusters,
    records: unknown,
    token,
    unfinished: undefined,
    historyKnown: true,
    run: {},
  };
  return reportClusters(world);
}
