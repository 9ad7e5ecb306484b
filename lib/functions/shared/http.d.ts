import { type Agent } from 'node:https';
export type HttpMethod = 'GET' | 'POST' | 'DELETE';
export interface HttpRequest {
    readonly method: HttpMethod;
    /** `https://host:port`. */
    readonly address: string;
    /** Begins with `/`. */
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent as JSON. */
    readonly body?: unknown;
    /** Limit of the whole exchange, from the DNS lookup to the end of the answer, milliseconds. */
    readonly timeoutMs: number;
}
export interface HttpAnswer {
    readonly status: number;
    readonly text: string;
}
/**
 * One HTTPS exchange. Redirects are not followed, because a token must not be sent to another host.
 *
 * @throws NoAnswerError if there is no complete answer; BadAnswerError for a bad certificate or a redirect
 */
export declare function exchange(agent: Agent, { method, address, path, headers, body, timeoutMs }: HttpRequest): Promise<HttpAnswer>;
/** Whether the other side ended the handshake because of the client's certificate, or because there is none. */
export declare function asksForClientCertificate({ message }: Error): boolean;
