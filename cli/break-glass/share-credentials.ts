import type { Credentials } from '../../functions/dr-operations/credentials';
import type { Clock } from '../../functions/shared/clock';
import { Deadline } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { VaultDrError, VaultResponseError } from '../../functions/shared/errors';
import { pauses } from '../../functions/shared/retry';
import type { Secret } from '../../functions/shared/secret';
import type { VaultClients } from '../../functions/shared/vault-config';
import { makeToken, type ShareHolders } from './make-token';

/** A cluster that was just demoted restarts for some seconds before it can make a token. */
const MAKE_MS = 30_000;
const RETRY = { firstMs: 100, mostMs: 1_000 };
const DELETE_MS = 5_000;

export interface ShareCredentialsOptions {
  readonly vault: VaultClients;
  readonly holders: ShareHolders;
  readonly clock: Clock;
}

/** What became of an operation token that was made here. */
export interface Discarded {
  readonly cluster: ClusterName;
  /** `promoted`: only a secondary takes the call, and only there the token is worth something. */
  readonly outcome: 'deleted' | 'promoted' | 'failed';
  readonly detail?: string;
}

/** Credentials out of key shares: an operation token for each secondary, made when it is first needed. */
export class ShareCredentials implements Credentials {
  /** For what a primary is asked, and for generating a token at a Vault that wants one. @default - none */
  vaultToken: Secret | undefined;
  readonly #made = new Map<ClusterName, Promise<Secret>>();

  constructor(private readonly options: ShareCredentialsOptions) {}

  /** An operation token is for bodies; in the header it would be one more place for it. */
  header(side: 'primary' | 'secondary'): Secret | undefined {
    return side === 'primary' ? this.vaultToken : undefined;
  }

  /** Makes the token now and asks people for shares. For before the operation: it holds no lease while people type. */
  async prepare(cluster: ClusterName): Promise<void> {
    const { vault, holders } = this.options;
    const token = await makeToken(vault[cluster], holders, this.vaultToken);
    this.#made.set(cluster, Promise.resolve(token));
  }

  /** While an operation runs nobody is asked; the shares that have made one token make the next one. */
  operationToken(cluster: ClusterName): Promise<Secret> {
    const known = this.#made.get(cluster);
    if (known) return known;
    // A final failure is kept too: wrong shares do not become right by trying again.
    const making = this.#makePatiently(cluster);
    this.#made.set(cluster, making);
    return making;
  }

  /** Deletes what was made: such a token has no end of its own. Never throws. */
  async discard(): Promise<Discarded[]> {
    const made = [...this.#made];
    this.#made.clear();
    const discarded: (Discarded | undefined)[] = [];
    for (const [cluster, making] of made) discarded.push(await this.#delete(cluster, making));
    return discarded.filter((each) => each !== undefined);
  }

  async #makePatiently(cluster: ClusterName): Promise<Secret> {
    const { vault, holders, clock } = this.options;
    const deadline = Deadline.in(clock, MAKE_MS);
    for (const pause of pauses(RETRY)) {
      try {
        return await makeToken(vault[cluster], holders, this.vaultToken);
      } catch (error) {
        if (!(error instanceof VaultDrError && error.retryable) || deadline.remainingMs() <= pause) throw error;
        await clock.wait(pause);
      }
    }
    throw new Error('pauses never end');
  }

  async #delete(cluster: ClusterName, making: Promise<Secret>): Promise<Discarded | undefined> {
    const token = await making.catch(() => undefined);
    if (!token) return undefined;
    try {
      await this.options.vault[cluster].write('sys/replication/dr/secondary/operation-token/delete', {
        timeoutMs: DELETE_MS,
        body: { dr_operation_token: token.reveal() },
      });
      return { cluster, outcome: 'deleted' };
    } catch (error) {
      const isPromoted = error instanceof VaultResponseError && /not a DR secondary/i.test(error.errors.join(' '));
      if (isPromoted) return { cluster, outcome: 'promoted' };
      return { cluster, outcome: 'failed', detail: error instanceof VaultDrError ? error.message : 'unexpected error' };
    }
  }
}
