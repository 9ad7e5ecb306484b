import type { ClusterName } from '../../../shared/contract';
import type { Secret } from '../../../shared/secret';
import type { VaultClients } from '../../../shared/vault-config';
import type { StepContext } from '../../execute/context';
import type { DatabasePair } from './database';

export interface PostgresOptions {
  /** Each address leads to the active node, and to a standby if there is none: a cluster on a replica has none. */
  readonly vault: VaultClients;
  readonly databases: DatabasePair;
  /**
   * Token with which a fenced cluster is told to step down (`sys/step-down`). The fence waits for it, so it has to end within
   * seconds.
   *
   * @default - none: its active node steps down by itself when it cannot renew its lock, within about six seconds
   */
  readonly stepDownToken?: (cluster: ClusterName) => Promise<Secret>;
  /** How far behind a replica may be when a switchover begins, bytes. @default 64 MiB */
  readonly maxLagBytes?: number;
  /** How long a link waits until something else has made the old primary a replica, seconds. @default 0 */
  readonly linkWithinSeconds?: number;
}

export type PostgresContext = StepContext & PostgresOptions;
