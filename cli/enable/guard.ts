import { randomUUID } from 'node:crypto';
import { Journal } from '../../functions/dr-operations/journal';
import { Lease } from '../../functions/dr-operations/lease';
import { reportClusters, type ClusterReport } from '../../functions/dr-operations/result';
import type { Promotion, World } from '../../functions/dr-operations/world';
import { startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { LeaseError, LeaseHeldError, PlanRefusedError, VaultDrError } from '../../functions/shared/errors';
import { CliError, EXIT } from '../exit-codes';
import type { EnableEntry } from '../operations/journal';
import { engineConfig, SILENT } from '../operations/local';
import { actor } from '../operations/request';
import type { Session } from '../session';
import type { EnableStep, EnableWorld } from './plan';

/**
 * What keeps a first enablement and every other operation out of each other's way: the pair's lease, and an entry in the
 * journal, as the engine's own operations have them.
 */
export class EnableGuard {
  readonly #clock = startClock();
  readonly #startedAt = this.#clock.now();
  readonly #operationId = randomUUID();
  readonly #actor = actor();
  readonly #steps: EnableEntry['steps'][number][] = [];
  readonly #journal: Journal;
  #lease: Lease | undefined;
  #promotion: Promotion | undefined;
  #before: EnableWorld['clusters'] | undefined;
  #after: EnableWorld['clusters'] | undefined;

  private constructor(private readonly session: Session) {
    const { journalTable: tableName } = session.settings;
    this.#journal = new Journal({ tables: session.aws.tables(), tableName, log: SILENT });
  }

  /**
   * Runs `body` while the lease is held.
   *
   * @throws CliError when another operation holds it, or one was begun and not ended; nothing was changed then
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

  /** Takes down what the clusters are; the first time it tells others that the enablement has begun. */
  seen(clusters: EnableWorld['clusters']): void {
    this.#after = clusters;
    if (this.#before) return;
    this.#before = clusters;
    this.#write('running', 'under way');
  }

  /** Does a step, if the lease is held, and keeps how it went. @throws VaultDrError */
  async step({ kind, cluster }: EnableStep, reason: string, act: () => Promise<void>): Promise<void> {
    await this.#lease?.ensureHeld();
    const began = this.#clock.now();
    const tell = (outcome: 'done' | 'failed', detail?: string): void => {
      const startMs = began - this.#startedAt;
      const durationMs = this.#clock.now() - began;
      this.#steps.push({ kind, cluster, reason, startMs, durationMs, outcome, ...(detail && { detail }) });
      this.#write('running', 'under way');
    };
    try {
      await act();
    } catch (error) {
      tell('failed', error instanceof VaultDrError ? error.message : 'unexpected error');
      throw error;
    }
    tell('done');
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
        log: SILENT,
      });
      const { unfinished, promotion } = await this.#journal.readHistory();
      this.#promotion = promotion;
      if (unfinished) {
        throw new PlanRefusedError(
          `An operation (${unfinished.operation} to ${unfinished.to}) was begun and not ended`,
          'Run it again, which ends it; then enable.',
        );
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
    // What is known of the last promotion is carried on, as in every entry.
    this.#journal.write(entry, this.#promotion);
  }
}

function reportsOf(clusters: EnableWorld['clusters']): Record<ClusterName, ClusterReport> {
  const unknown = { kind: 'unavailable', detail: 'not asked' } as const;
  const token = { kind: 'unusable', detail: 'not asked' } as const;
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
