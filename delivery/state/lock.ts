import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { stateKey } from '../../live/shared/state';
import { DeliveryError } from '../errors';
import type { StateStore } from './desired';
import { readIfThere } from './setting';

/** A lock on a state, as Terraform writes it beside the state. */
export interface StateLock {
  readonly id: string;
  /** `user@host`. */
  readonly who: string;
  /** Terraform's word, for example `OperationTypeApply`. */
  readonly operation: string;
  /** Version of Terraform. */
  readonly version: string;
  readonly since: Date;
}

/** @returns `undefined` when the state is not locked */
export async function readLock(client: S3Client, store: StateStore): Promise<StateLock | undefined> {
  const Key = `${stateKey(store.environment)}.tflock`;
  const answer = await readIfThere(client.send(new GetObjectCommand({ Bucket: store.bucket, Key })));
  return answer && parseLock((await answer.Body?.transformToString()) ?? '', `s3://${store.bucket}/${Key}`);
}

interface LockFile {
  readonly ID: string;
  readonly Who: string;
  readonly Operation: string;
  readonly Version: string;
  readonly Created: string;
}

function parseLock(text: string, place: string): StateLock {
  try {
    const { ID: id, Who: who, Operation: operation, Version: version, Created } = JSON.parse(text) as LockFile;
    const since = new Date(Created);
    if (typeof id !== 'string' || typeof who !== 'string' || Number.isNaN(since.getTime())) throw new Error();
    return { id, who, operation, version, since };
  } catch {
    throw new DeliveryError(`${place} is not a lock of Terraform: find out who wrote it`);
  }
}

export const hostOf = ({ who }: StateLock): string => who.slice(who.lastIndexOf('@') + 1);

/** What is known of the holder of a lock. */
export type Holder =
  | { readonly kind: 'dead' }
  | { readonly kind: 'alive'; readonly pids: readonly number[] }
  /** It is on another machine, and may run until this time. */
  | { readonly kind: 'unknown'; readonly until: Date };

export interface LookAtHolder {
  readonly now: Date;
  /** Name of this machine. */
  readonly host: string;
  /** Processes on this machine that may work on the state. */
  readonly pids: readonly number[];
  /** The longest that the operation can take. */
  readonly limitMs: number;
  /** A machine of which a person says that nothing runs there any more. */
  readonly dead?: string | undefined;
}

/** Judges whether the holder of a lock is dead, as far as this can be known from here. Pure. */
export function judgeHolder(lock: StateLock, { now, host, pids, limitMs, dead }: LookAtHolder): Holder {
  if (hostOf(lock) === host) return pids.length === 0 ? { kind: 'dead' } : { kind: 'alive', pids };
  const until = new Date(lock.since.getTime() + limitMs);
  return now < until && dead !== hostOf(lock) ? { kind: 'unknown', until } : { kind: 'dead' };
}
