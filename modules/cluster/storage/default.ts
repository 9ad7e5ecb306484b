import { raftStorage } from './raft';
import type { VaultStorage } from './storage';

/** The storage of a cluster that names none. */
export const storageOf = ({ storage }: { readonly storage?: VaultStorage }): VaultStorage => storage ?? raftStorage();
