import type { Access } from './access';
import type { BaoClient } from './bao-client';
import type { ClusterCore } from './cluster-core';
import type { KeyShares, OperationTokens } from './operation-tokens';
import type { Activations } from './secondary-token';

/** What the paths of one cluster answer from. */
export interface Node {
  readonly core: ClusterCore;
  readonly access: Access;
  readonly bao: BaoClient;
  readonly activations: Activations;
  readonly operationTokens: OperationTokens;
  readonly keys: KeyShares;
  /** Shares given to `sys/unseal` so far. */
  readonly unsealKeys: Set<string>;
  readonly seal: () => void;
  readonly unseal: () => void;
  /** Where AWS logins are checked. */
  readonly stsEndpoint: string | undefined;
  /** PEM that a cluster trusts when it calls another one. */
  readonly ca: string;
  /** Address of a host name. */
  readonly resolve: (host: string) => Promise<string>;
}
