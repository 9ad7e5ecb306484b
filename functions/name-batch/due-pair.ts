import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { LeaseTables } from '../dr-operations/aws-clients';
import { DOCUMENT_VERSION } from '../dr-operations/contract';
import { Journal, type JournalEntry } from '../dr-operations/journal';
import { Lease } from '../dr-operations/lease';
import type { TakeNote } from '../dr-operations/notes';
import type { Promotion } from '../dr-operations/world';
import type { Clock } from '../shared/clock';
import { CLUSTER_NAMES } from '../shared/contract';
import { isForeign, parseRecords, weightsFor, withWeights } from '../shared/weighted-records';
import { StepError, VaultDrError } from '../shared/errors';
import type { DuePair, PairName } from './contract';

/** A failover that ended longer ago says too little about the present. */
const YOUNG_MS = 30 * 60_000;
const UNKNOWN = {
  role: 'changing',
  observation: { kind: 'changing', mode: undefined, detail: 'not looked at' },
} as const;
const NOT_OBSERVED = { home: UNKNOWN, away: UNKNOWN };
const AGAIN = 'Run failover to the same cluster again, which looks at it and moves the name.';

export interface HolderOptions {
  readonly tables: LeaseTables;
  readonly operationId: string;
  readonly clock: Clock;
  readonly note: TakeNote;
  /** For the journals. */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** The AWS region of this Lambda. */
  readonly region: string;
}

/** One pair while its name is moved: holds its lease, and knows what its journal says. */
export class HeldPair {
  readonly name: string;
  /** Why its name is not moved. */
  #why: string | undefined;
  #lease: Lease | undefined;
  #promotion: Promotion | undefined;
  readonly #journal: Journal;
  /** Milliseconds since the epoch. */
  readonly #startedAt: number;

  constructor(
    readonly pair: DuePair,
    private readonly options: HolderOptions,
  ) {
    this.name = `${pair.environment}/${pair.identifier}`;
    this.#journal = new Journal({ tables: options.tables, tableName: pair.journalTable, note: options.note });
    this.#startedAt = options.clock.now();
  }

  get isLeft(): boolean {
    return this.#why !== undefined;
  }

  leave(why: string): void {
    this.#why ??= why;
  }

  /** Takes the lease, and then reads the journal: nobody else changes this pair from now on. */
  async hold(): Promise<void> {
    const { pair, options } = this;
    if (pair.dns.roleArn !== undefined) {
      return this.leave(`The zone is in another account, which only the Lambdas of the pair can reach. ${AGAIN}`);
    }
    await this.#orLeave(async () => {
      this.#lease = await Lease.acquire({
        ...options,
        tableName: pair.journalTable,
        need: 'any',
        holder: 'the evacuation, for the client name',
      });
      if (options.tables.witness !== undefined && this.#lease.coverage !== 'whole') {
        throw new StepError('Fewer than two of the three lease tables answer', AGAIN);
      }
      const history = await this.#journal.readHistory();
      this.#promotion = history.promotion;
      const { last, promotion, unfinished } = history;
      const isOurs = promotion?.cluster === pair.to && promotion.nameDue === true && unfinished === undefined;
      if (promotion === undefined && !history.known) {
        throw new StepError('The journal could not be read in every region', AGAIN);
      }
      if (!isOurs || promotion.ledByHealth !== undefined) {
        throw new StepError(`The journal does not say that the name is due to ${pair.to}`, AGAIN);
      }
      const isYoung = last?.operation === 'failover' && options.clock.now() - Date.parse(last.at) < YOUNG_MS;
      if (!isYoung) throw new StepError('The failover that left the name ended too long ago', AGAIN);
    });
  }

  /** The records of one zone with their new weights; none if they are right. @param listed records of the zone */
  changesIn(hostedZoneId: string, listed: readonly ResourceRecordSet[]): ResourceRecordSet[] {
    const { dns, to } = this.pair;
    try {
      const zone = parseRecords(listed, hostedZoneId, dns);
      const wanted = weightsFor(to);
      const { weights } = withWeights([zone]);
      if (isForeign(weights)) {
        throw new StepError('The weights of the client name were edited by hand', AGAIN);
      }
      if (CLUSTER_NAMES.every((cluster) => zone.sets[cluster].every(({ Weight }) => Weight === wanted[cluster]))) {
        return [];
      }
      return CLUSTER_NAMES.flatMap((cluster) => zone.sets[cluster].map((set) => ({ ...set, Weight: wanted[cluster] })));
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      this.leave(error.message);
      return [];
    }
  }

  /** Whether the lease is still held, so that a change may be sent. */
  async mayChange(): Promise<boolean> {
    await this.#orLeave(async () => this.#lease?.ensureHeld());
    return !this.isLeft;
  }

  /** Writes into the journal that the name has been moved, if it has, and gives the lease back. */
  async end(): Promise<PairName> {
    const { name: pairName } = this;
    if (!this.isLeft && this.#promotion) {
      this.#journal.write(this.#entry(), { ...this.#promotion, nameDue: undefined });
    }
    await Promise.all([this.#journal.close(), this.#lease?.release()]);
    return this.#why === undefined
      ? { pair: pairName, outcome: 'moved' }
      : { pair: pairName, outcome: 'left', why: this.#why };
  }

  /** This Lambda looks at no cluster, so that the entry tells nothing of them. */
  #entry(): JournalEntry {
    const { pair, options } = this;
    const { clock, operationId, actor, reason, region } = options;
    const durationMs = clock.now() - this.#startedAt;
    const summary = `The client name leads to ${pair.to}`;
    return {
      version: DOCUMENT_VERSION,
      operationId,
      operation: 'dns-switch',
      to: pair.to,
      actor,
      ...(reason !== undefined && { reason }),
      accept: [],
      region,
      startedAt: new Date(this.#startedAt).toISOString(),
      durationMs,
      outcome: 'done',
      summary,
      steps: [
        {
          kind: 'switch-dns',
          cluster: pair.to,
          cause: 'is-primary',
          reason: `a failover has promoted ${pair.to} and left the client name`,
          startMs: 0,
          durationMs,
          outcome: 'done',
        },
      ],
      before: NOT_OBSERVED,
      after: NOT_OBSERVED,
      weights: weightsFor(pair.to),
      left: [],
      warnings: [],
    };
  }

  async #orLeave(attempt: () => Promise<unknown>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof VaultDrError)) throw error;
      this.leave(error.message);
    }
  }
}
