import type { Access } from './access';
import type { BaoClient } from './bao-client';
import type { ClusterCore } from './cluster-core';
import type { KeyShares, OperationTokens } from './operation-tokens';
import type { Activations } from './secondary-token';

/** Everything that the answers of one cluster depend on. */
export interface Node {
  readonly core: ClusterCore;
  readonly access: Access;
  readonly bao: BaoClient;
  readonly activations: Activations;
  readonly operationTokens: OperationTokens;
  readonly keys: KeyShares;
  /** Key shares that `sys/unseal` has received so far. */
  readonly unsealKeys: Set<string>;
  readonly seal: () => void;
  readonly unseal: () => void;
  /** URL of the STS that checks AWS logins. */
  readonly stsEndpoint: string | undefined;
  /** PEM of the authority that a cluster trusts when it calls the other one. */
  readonly ca: string;
  /** Resolves a host name to an IP address. */
  readonly resolve: (host: string) => Promise<string>;
}
