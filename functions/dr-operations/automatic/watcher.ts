import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Moment, type Clock } from '../../shared/clock';
import type { TableName } from '../contract';
import type { Sight } from './decide';
import {
  readRow,
  regionState,
  writeRow,
  type Heard,
  type Lasting,
  type RegionState,
  type RowLook,
  type ServiceState,
  type TableRow,
  type WatcherRow,
} from './rows';
import { nextLoss, type ServiceLook } from './service';

/** Pause between two looks. */
export const LOOK_MS = 10_000;
/** A watcher whose beat has not changed for this time is silent. Each has a pause of some seconds between two runs. */
export const FRESH_MS = 30_000;
/** Most time that one look adds to a state: a process that was frozen has not looked meanwhile. */
const MOST_STEP_MS = 1.5 * LOOK_MS;
/** How old a row of the last minute may seem, because clocks of two machines may differ by 30 s. */
const THIS_MINUTE_MS = 90_000;

export interface WatcherOptions {
  readonly self: TableName;
  readonly tables: Readonly<Partial<Record<TableName, DynamoDBClient>>> & { readonly home: DynamoDBClient };
  readonly tableName: string;
  /** Whether STS in the region of home answers. */
  readonly doesStsAnswer: () => Promise<boolean>;
  readonly clock: Clock;
}

/**
 * One watcher: looks at the region of home, adds up for how long it has seen the same, and writes its row into the table of
 * its own region. The next run of the Lambda continues with the row.
 */
export class Watcher {
  #last: WatcherRow | undefined;
  #lastAt: Moment | undefined;

  constructor(private readonly options: WatcherOptions) {}

  /**
   * Looks once, and writes the row.
   *
   * @param lookAtService looks at the Vault of home, unless this watcher cannot
   * @returns what is known now, or `undefined` if the row could not be written
   */
  async look(lookAtService?: () => Promise<ServiceLook>): Promise<(Sight & { readonly row: WatcherRow }) | undefined> {
    const { self, tables, tableName, doesStsAnswer, clock } = this.options;
    const read = async (name: TableName): Promise<TableRow | undefined> => {
      const client = tables[name];
      return client && readRow(client, tableName);
    };
    const began = new Moment(clock);
    const [home, witness, own, sts, service] = await Promise.all([
      readRow(tables.home, tableName),
      self === 'away' ? read('witness') : undefined,
      this.#last === undefined && self !== 'home' ? read(self) : undefined,
      doesStsAnswer(),
      lookAtService?.(),
    ]);
    const stored = (self === 'home' ? home : own)?.row;
    const before = this.#last ?? (stored && isOfThisMinute(stored, clock.now()) ? stored : undefined);
    const stepMs = this.#lastAt === undefined ? 0 : between(this.#lastAt, began);
    const region = after(before?.region, regionState(home.look, sts), stepMs);
    const row: WatcherRow = {
      watcher: self,
      beat: randomUUID(),
      observedAt: new Date(clock.now()).toISOString(),
      region,
      ...(service && {
        service: after(before?.service, service.is, stepMs),
        ...nextLoss(before ?? {}, service),
      }),
      heard: { ...heardOf('home', home, before, stepMs), ...(witness && heardOf('witness', witness, before, stepMs)) },
    };
    this.#last = row;
    this.#lastAt = began;
    const client = tables[self];
    const isWritten = client !== undefined && (await writeRow(client, tableName, row));
    if (!isWritten) return undefined;
    return {
      row,
      home: lookOf(home, row.heard['home']),
      witness: witness ? lookOf(witness, row.heard['witness']) : { kind: 'unread' },
      service: row.service ?? { is: 'unclear', forMs: 0 },
      region,
    };
  }
}

/** Time between two looks, milliseconds, as far as it counts. */
const between = (last: Moment, now: Moment): number => Math.min(Math.max(0, last.ageMs() - now.ageMs()), MOST_STEP_MS);

/** Whether a row was written a moment ago, be it by another machine. It only adds to what the beats say. Pure. */
export const isOfThisMinute = ({ observedAt }: WatcherRow, now: number): boolean =>
  Math.abs(now - Date.parse(observedAt)) <= THIS_MINUTE_MS;

function after<S extends RegionState | ServiceState>(
  before: Lasting<S> | undefined,
  is: S,
  stepMs: number,
): Lasting<S> {
  return { is, forMs: before?.is === is ? before.forMs + stepMs : 0 };
}

/** A watcher that was never seen to write is not known to be alive. */
function heardOf(
  name: TableName,
  { row }: TableRow,
  before: WatcherRow | undefined,
  stepMs: number,
): Record<string, Heard> {
  const known = before?.heard[name];
  if (row === undefined) return known ? { [name]: { ...known, unchangedMs: known.unchangedMs + stepMs } } : {};
  if (known === undefined) return { [name]: { beat: row.beat, unchangedMs: FRESH_MS } };
  return { [name]: { beat: row.beat, unchangedMs: known.beat === row.beat ? known.unchangedMs + stepMs : 0 } };
}

function lookOf({ look, row }: TableRow, heard: Heard | undefined): RowLook {
  if (look.kind === 'silent') return { kind: 'unread' };
  if (row === undefined) return { kind: 'absent' };
  return heard !== undefined && heard.unchangedMs < FRESH_MS ? { kind: 'fresh', row } : { kind: 'stale' };
}
