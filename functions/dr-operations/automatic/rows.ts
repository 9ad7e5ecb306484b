import type { TableName } from '../contract';

/**
 * Whether the Vault of home serves clients, as a watcher sees it. `down`: it gives no answer, is sealed or has no leader.
 * `unclear`: it answers, and is no primary that serves.
 */
export type ServiceState = 'serves' | 'down' | 'unclear';

/** Whether AWS in the region of home answers, at its endpoints of DynamoDB and STS. `partly`: one of the two. */
export type RegionState = 'answers' | 'partly' | 'silent';

/** What a watcher sees, and for how long without interruption. */
export interface Lasting<State extends string> {
  readonly is: State;
  /** Milliseconds. Only the time between two looks of one process counts, so that no clocks of two machines are compared. */
  readonly forMs: number;
}

/** What one watcher writes into the table of its own region. */
export interface WatcherRow {
  readonly watcher: TableName;
  /** Changes with each look. If it stays the same, the watcher is silent. */
  readonly beat: string;
  /** ISO 8601, by the clock of the watcher. For people. */
  readonly observedAt: string;
  /** The Vault of home. @default - a witness does not look at it */
  readonly service?: Lasting<ServiceState>;
  /** AWS in the region of home. */
  readonly region: Lasting<RegionState>;
}

/** The row of another watcher. `stale`: its beat has not changed for long. `unread`: the table gives no answer. */
export type RowLook =
  | { readonly kind: 'fresh'; readonly row: WatcherRow }
  | { readonly kind: 'stale' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unread' };
