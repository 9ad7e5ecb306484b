import type { ClusterName } from '../../../shared/contract';
import { VaultDrError } from '../../../shared/errors';

/** What one PostgreSQL server says about itself. */
export interface DatabaseLook {
  /** Whether it is a replica: in recovery, so that it takes no writes. */
  readonly isReplica: boolean;
  /** Whether {@link Database.refuseWrites} keeps it from taking writes. It stays so over a restart. */
  readonly isFenced: boolean;
  /** Last position of its log: written on a primary, received on a replica. */
  readonly lsn: bigint;
  /** `system_identifier`: equal on a primary and its replicas, and kept over a promotion. */
  readonly systemId: string;
  /**
   * Which line of the log its position is on. Each promotion begins a new one, and positions of two lines cannot be compared.
   *
   * @default - not known
   */
  readonly timeline?: number;
  /** Whether a replica receives the log of a primary now. */
  readonly isStreaming: boolean;
  /** When the newest transaction that a replica has was committed, milliseconds since the epoch. @default - none is known */
  readonly replayedAt?: number;
  /** Whether a replica has applied everything that it has received. */
  readonly isApplied: boolean;
  /** The table of Vault's lock is missing, or this system may not read and delete in it. @default false */
  readonly hasNoLocks?: true;
  /** Its clock, milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Is called right before each statement that changes something: connections and looks take time, and this process may have
 * been paused meanwhile.
 *
 * @throws LeaseError if another operation may have begun
 */
export type MayGoOn = () => Promise<void>;

/**
 * The PostgreSQL server of one cluster. It has to serve Vault alone, because a fence keeps every client from writing.
 *
 * Each call ends within its time limit.
 */
export interface Database {
  /** How long a promotion may take, milliseconds. @default 30000 */
  readonly promotesWithinMs?: number;
  /** What a person does to make a fenced server a replica of the other one. @default - rewinds it */
  readonly howToFollow?: string;
  /** @throws DatabaseError */
  look(timeoutMs: number): Promise<DatabaseLook>;
  /**
   * Fences it: refuses all writes from now on, also after a restart, and ends the sessions that began before. It can be
   * repeated.
   *
   * @returns a position of the log that no acknowledged write is beyond
   * @throws DatabaseError if it is not certain that it takes no more writes
   */
  refuseWrites(timeoutMs: number, mayGoOn: MayGoOn): Promise<bigint>;
  /** Takes the fence away. It can be repeated. @throws DatabaseError */
  acceptWrites(timeoutMs: number, mayGoOn: MayGoOn): Promise<void>;
  /**
   * Makes a replica a primary that takes writes. Then it removes the lock that the old primary's active node held, which
   * was replicated as a row and would hold up the next one until it expires. Of a server that is no replica it only takes the
   * fence away.
   *
   * @throws DatabaseError
   */
  promote(timeoutMs: number, mayGoOn: MayGoOn): Promise<void>;
  close(): Promise<void>;
}

export type DatabasePair = Readonly<Record<ClusterName, Database>>;

/** A database gave no answer, or refused. The message names no user and no host: the error of the server may. */
export class DatabaseError extends VaultDrError {
  override readonly retryable: boolean;

  constructor(
    /** For example `promote`. */
    readonly call: string,
    /** SQLSTATE of PostgreSQL, or the code of Node. */
    readonly code: string,
    /** Whether what was asked for may have taken effect, or may still. */
    readonly mayHaveEffect: boolean,
    /** What to do about it. @default - what the code suggests */
    private readonly remedy = remedyOf(code),
    options?: ErrorOptions,
  ) {
    super(`The database failed to ${call} (${code})`, remedy, options);
    this.retryable = !isRefusal(code);
  }

  /** The same failure, as that of a call that it was a part of. */
  within(call: string, mayHaveEffect: boolean): DatabaseError {
    return new DatabaseError(call, this.code, mayHaveEffect, this.remedy, { cause: this });
  }
}

/** Codes that stay as they are: of PostgreSQL invalid authorization, insufficient privilege and undefined objects; of RDS the same. */
const isRefusal = (code: string): boolean => /^(28|42|3D000|AccessDenied|DBInstanceNotFound)/.test(code);

function remedyOf(code: string): string {
  if (code === '42501')
    return 'Its role lacks a right: docs/community-postgres.md lists them. Nor may a superuser have sessions in it.';
  if (isRefusal(code)) return 'Check the user, the password, the database and the table of the locks.';
  return 'Check the server, its security group and the route from here.';
}
