import {
  DatabaseError,
  type Database,
  type DatabaseLook,
  type MayGoOn,
} from '../../../../../functions/dr-operations/replication/postgres/database';
import { LeaseError } from '../../../../../functions/shared/errors';
import { NOW } from '../../worlds';

export const databaseLook = (more: Partial<DatabaseLook> = {}): DatabaseLook => ({
  isReplica: false,
  isFenced: false,
  lsn: 500n,
  systemId: '7',
  isStreaming: false,
  isApplied: false,
  now: NOW,
  ...more,
});

export const replicaLook = (more: Partial<DatabaseLook> = {}): DatabaseLook =>
  databaseLook({ isReplica: true, isStreaming: true, isApplied: true, replayedAt: NOW - 2_000, ...more });

/** A database in memory. A call fails if its error is set. */
export class FakeDatabase implements Database {
  readonly calls: string[] = [];
  readonly errors: Partial<Record<'look' | 'refuseWrites' | 'promote', DatabaseError>> = {};

  constructor(public seen: DatabaseLook) {}

  look(): Promise<DatabaseLook> {
    return this.errors.look ? Promise.reject(this.errors.look) : Promise.resolve(this.seen);
  }

  refuseWrites(): Promise<bigint> {
    this.calls.push('refuseWrites');
    if (this.errors.refuseWrites) return Promise.reject(this.errors.refuseWrites);
    this.seen = { ...this.seen, isFenced: true };
    return Promise.resolve(this.seen.lsn);
  }

  acceptWrites(): Promise<void> {
    this.calls.push('acceptWrites');
    this.seen = { ...this.seen, isFenced: false };
    return Promise.resolve();
  }

  promote(): Promise<void> {
    this.calls.push('promote');
    if (this.errors.promote) return Promise.reject(this.errors.promote);
    this.seen = { ...this.seen, isReplica: false, isFenced: false };
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The database gave no answer. */
export const silent = (mayHaveEffect = false): DatabaseError => new DatabaseError('answer', 'timeout', mayHaveEffect);

/** No other operation has begun. */
export const freely: MayGoOn = () => Promise.resolve();
/** Another operation may have begun. */
export const overtaken: MayGoOn = () => Promise.reject(new LeaseError('The lease was lost', 'Run it again.'));
