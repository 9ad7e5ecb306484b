import { type ClientCertificate } from './client-certificate';
import type { ClusterName } from './contract';
import { type HttpMethod } from './http';
import { type Secret } from './secret';
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
/** The client of a cluster, so that tests can replace it. */
export type Vault = Pick<VaultClient, 'cluster' | 'address' | 'read' | 'write' | 'call' | 'close'>;
/**
 * Client of Vault's HTTP API at one cluster. Connections are reused, and their certificates are verified.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr
 */
export declare class VaultClient {
    #private;
    readonly cluster: ClusterName;
    readonly address: string;
    /** What to do about a 403. @default - to make a new DR operation token */
    private readonly deniedRemedy?;
    constructor(cluster: ClusterName, address: string, ca: string | undefined, clientCertificate?: ClientCertificate, 
    /** What to do about a 403. @default - to make a new DR operation token */
    deniedRemedy?: string | undefined);
    close(): void;
    /** Reads a path that needs no token. No status is an error, because `sys/health` reports the role by its status. */
    read(path: string, timeoutMs: number): Promise<JsonAnswer>;
    /**
     * Writes to a path and returns the body of the answer (`{}` for an empty one).
     *
     * @throws VaultResponseError if Vault answers with an error status
     */
    write(path: string, options: CallOptions): Promise<Readonly<Record<string, unknown>>>;
    /**
     * Calls a path and returns the body of the answer (`{}` for an empty one).
     *
     * @throws VaultResponseError if Vault answers with an error status
     */
    call(method: HttpMethod, path: string, { timeoutMs, token, body }: CallOptions): Promise<Readonly<Record<string, unknown>>>;
}
