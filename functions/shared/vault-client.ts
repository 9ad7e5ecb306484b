import { Agent } from 'node:https';
import { tlsOptions, type ClientCertificate } from './client-certificate';
import type { ClusterName } from './contract';
import { BadAnswerError, VaultResponseError } from './errors';
import { exchange, type HttpAnswer, type HttpMethod } from './http';
import { openExchange, readText, type OpenAnswer } from './http-stream';
import { redact, type Secret } from './secret';

/** An answer with a JSON body and any status. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Options of one call. */
export interface CallOptions {
  readonly timeoutMs: number;
  readonly token?: Secret;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A file to send. */
export interface Upload {
  readonly body: NodeJS.ReadableStream;
  /** Its length. */
  readonly bytes: number;
}

/** The part of the client that sends and receives files, which do not fit into memory. */
export type VaultFiles = Pick<VaultClient, 'cluster' | 'address' | 'download' | 'upload'>;

/** The client of a cluster, so that tests can replace it. */
export type Vault = Pick<VaultClient, 'cluster' | 'address' | 'read' | 'write' | 'call' | 'close'>;

/**
 * Client of Vault's HTTP API at one cluster. Connections are reused, and their certificates are verified.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr
 */
export class VaultClient {
  readonly #agent: Agent;

  constructor(
    readonly cluster: ClusterName,
    readonly address: string,
    ca: string | undefined,
    clientCertificate?: ClientCertificate,
    /** What to do about a 403. @default - to make a new DR operation token */
    private readonly deniedRemedy?: string,
  ) {
    const identity = tlsOptions({ ca, ...(clientCertificate && { clientCertificate }) });
    this.#agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.2', ...identity });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Reads a path that needs no token. No status is an error, because `sys/health` reports the role by its status. */
  async read(path: string, timeoutMs: number): Promise<JsonAnswer> {
    const answer = await exchange(this.#agent, {
      method: 'GET',
      address: this.address,
      path: `/v1/${path}`,
      timeoutMs,
    });
    return { status: answer.status, body: this.#parse(path, answer) };
  }

  /**
   * Writes to a path and returns the body of the answer (`{}` for an empty one).
   *
   * @throws VaultResponseError if Vault answers with an error status
   */
  write(path: string, options: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    return this.call('POST', path, { ...options, body: options.body ?? {} });
  }

  /**
   * Calls a path and returns the body of the answer (`{}` for an empty one).
   *
   * @throws VaultResponseError if Vault answers with an error status
   */
  async call(
    method: HttpMethod,
    path: string,
    { timeoutMs, token, body }: CallOptions,
  ): Promise<Readonly<Record<string, unknown>>> {
    const answer = await exchange(this.#agent, {
      method,
      address: this.address,
      path: `/v1/${path}`,
      timeoutMs,
      ...(token && { headers: { 'x-vault-token': token.reveal() } }),
      ...(body && { body }),
    });
    if (answer.status >= 400) throw this.#refusal(path, answer);
    return answer.text === '' ? {} : this.#parse(path, answer);
  }

  /**
   * Gets a file. The time limit is for all of it, also while it is read.
   *
   * @throws VaultResponseError, NoAnswerError, BadAnswerError; reading throws NoAnswerError if the file ends early
   */
  async download(path: string, { timeoutMs, token }: CallOptions): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#open('GET', path, { timeoutMs, ...(token && { token }) });
    return answer.body;
  }

  /** Sends a file. @throws VaultResponseError, NoAnswerError, BadAnswerError */
  async upload(path: string, { body, bytes }: Upload, { timeoutMs, token }: CallOptions): Promise<void> {
    const answer = await this.#open('POST', path, { timeoutMs, ...(token && { token }) }, { body, bytes });
    await readText(answer.body);
  }

  async #open(
    method: 'GET' | 'POST',
    path: string,
    { timeoutMs, token }: CallOptions,
    upload?: Upload,
  ): Promise<OpenAnswer> {
    const answer = await openExchange(this.#agent, {
      method,
      address: this.address,
      path: `/v1/${path}`,
      timeoutMs,
      ...(token && { headers: { 'x-vault-token': token.reveal() } }),
      ...(upload && { upload }),
    });
    if (answer.status >= 400) {
      throw this.#refusal(path, { status: answer.status, text: await readText(answer.body) });
    }
    return answer;
  }

  #refusal(path: string, answer: HttpAnswer): Error {
    const errors = this.#parse(path, answer)['errors'];
    if (!Array.isArray(errors)) return new BadAnswerError(this.address, path, 'not-vault');
    return new VaultResponseError(
      this.address,
      path,
      answer.status,
      errors.map((text) => redact(String(text)).replace(/\s+/g, ' ').trim()),
      answer.status === 403 ? this.deniedRemedy : undefined,
    );
  }

  #parse(path: string, answer: HttpAnswer): Readonly<Record<string, unknown>> {
    let body: unknown;
    try {
      body = JSON.parse(answer.text);
    } catch {
      // Without `cause`: the error of JSON.parse quotes its input, which may be a token.
      throw new BadAnswerError(this.address, path, 'not-json');
    }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new BadAnswerError(this.address, path, 'not-vault');
    }
    return body as Readonly<Record<string, unknown>>;
  }
}
