import type { Credentials } from '../../functions/dr-operations/credentials';
import type { Clock } from '../../functions/shared/clock';
import { Deadline } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { StepError, VaultDrError, VaultResponseError } from '../../functions/shared/errors';
import { repeat } from '../../functions/shared/retry';
import type { Secret } from '../../functions/shared/secret';
import type { VaultClients } from '../../functions/shared/vault-config';
import { makeToken, type ShareHolders } from './make-token';
import { GENERATION_REMEDY, type PreparedToken } from './prepared-token';

/** Limit for generating a token. A cluster that was just demoted restarts for some seconds first. */
const MAKE_MS = 30_000;
const BACK_OFF = { firstMs: 100, mostMs: 1_000 };
const DELETE_MS = 5_000;

export interface ShareCredentialsOptions {
  readonly vault: VaultClients;
  readonly holders: ShareHolders;
  readonly clock: Clock;
  /** Reads the break-glass token for a cluster. @throws VaultDrError if there is none */
  readonly readPrepared: (cluster: ClusterName) => Promise<PreparedToken>;
}

/** What happened to an operation token that this process generated. */
export interface Discarded {
  readonly cluster: ClusterName;
  /** `promoted`: the cluster is a primary now. Only a secondary can delete the token, and only there it is valid. */
  readonly outcome: 'deleted' | 'promoted' | 'failed';
  readonly detail?: string;
}

/** Credentials from key shares: an operation token for each secondary, generated when it is first needed. */
export class ShareCredentials implements Credentials {
  /** Token for calls to a primary, and the first that is tried where a token is needed to generate one. @default - none */
  vaultToken: Secret | undefined;
  /** Once a cluster has asked for it, it is used for both. */
  #prepared: PreparedToken | undefined;
  readonly #made = new Map<ClusterName, Promise<Secret>>();

  constructor(private readonly options: ShareCredentialsOptions) {}

  /** The operation token is sent in bodies only, so the header of a call to a secondary has no token. */
  header(side: 'primary' | 'secondary'): Secret | undefined {
    return side === 'primary' ? this.vaultToken : undefined;
  }

  /** Generates the token before the operation, with prompts, so that no lease is held while people type. */
  async prepare(cluster: ClusterName): Promise<void> {
    this.#made.set(cluster, Promise.resolve(await this.#make(cluster)));
  }

  /** Generates the token during the operation, without prompts, with the shares that generated the first token. */
  operationToken(cluster: ClusterName): Promise<Secret> {
    const known = this.#made.get(cluster);
    if (known) return known;
    // The promise is kept if it fails too: trying wrong shares again would not help.
    const making = this.#makeWithRetries(cluster);
    this.#made.set(cluster, making);
    return making;
  }

  /** Deletes the generated tokens, because they do not expire. Never throws. */
  async discard(): Promise<Discarded[]> {
    const made = [...this.#made];
    this.#made.clear();
    const discarded: (Discarded | undefined)[] = [];
    for (const [cluster, making] of made) discarded.push(await this.#delete(cluster, making));
    return discarded.filter((each) => each !== undefined);
  }

  async #makeWithRetries(cluster: ClusterName): Promise<Secret> {
    const { clock } = this.options;
    const deadline = Deadline.in(clock, MAKE_MS);
    return repeat({ clock, backOff: BACK_OFF }, async (pauseMs) => {
      try {
        return await this.#make(cluster);
      } catch (error) {
        if (error instanceof VaultDrError && error.retryable && deadline.remainingMs() > pauseMs) return undefined;
        throw error;
      }
    });
  }

  /** Vault 2.x takes key shares only with a token. */
  async #make(cluster: ClusterName): Promise<Secret> {
    const { vault, holders, readPrepared } = this.options;
    try {
      return await makeToken(vault[cluster], holders, this.#prepared?.token ?? this.vaultToken);
    } catch (error) {
      if (!isDenied(error)) throw error;
      if (this.#prepared) throw preparedDenied(cluster, this.#prepared, error);
      const reason = this.vaultToken
        ? `${cluster} does not allow VAULT_TOKEN to generate an operation token`
        : `${cluster} requires a token to generate an operation token`;
      holders.tell(`${reason}. The break-glass token is read.`);
    }
    this.#prepared = await readPrepared(cluster);
    return this.#make(cluster);
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
      // eslint-disable-next-line no-restricted-syntax -- Vault's own words, for which it has no code
      const isPromoted = error instanceof VaultResponseError && /not a DR secondary/i.test(error.errors.join(' '));
      if (isPromoted) return { cluster, outcome: 'promoted' };
      return { cluster, outcome: 'failed', detail: error instanceof VaultDrError ? error.message : 'unexpected error' };
    }
  }
}

const isDenied = (error: unknown): boolean => error instanceof VaultResponseError && error.status === 403;

const preparedDenied = (cluster: ClusterName, { region }: PreparedToken, cause: unknown): StepError =>
  new StepError(
    `${cluster} does not allow the break-glass token of ${region} to generate an operation token`,
    GENERATION_REMEDY,
    { cause },
  );
