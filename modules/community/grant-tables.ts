import type { ClusterName } from '../../functions/shared/contract';
import { grantFence, grantJournals, type JournalTable } from '../aws/journal-table';
import type { FunctionGrantee } from '../private/grantee';
import type { CommunityPairProps } from './community-vault-dr-props';

const FENCE_AFTER_SECONDS = 30;

/** The tables of a pair, and what is done with them. */
export interface TableGrants extends Pick<CommunityPairProps, 'selfFence' | 'fenceAfterSeconds'> {
  /** The stored data of both regions. */
  readonly stores: Readonly<Record<ClusterName, { readonly journal: JournalTable }>>;
  /** The third lease table. @default - none */
  readonly witnessTable?: JournalTable;
}

/** Lets the operations hold the lease, write the journal, and tell servers that stop by themselves to stop. */
export function grantTables(
  lambda: FunctionGrantee,
  { stores, witnessTable: witness, selfFence, fenceAfterSeconds = FENCE_AFTER_SECONDS }: TableGrants,
): void {
  grantJournals(lambda, { home: stores.home.journal, away: stores.away.journal, ...(witness && { witness }) });
  if (selfFence && witness) grantFence(lambda, witness, fenceAfterSeconds);
}
