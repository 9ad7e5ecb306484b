import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A parsed request. */
export interface Call {
  /** `PUT` becomes `POST`, and `GET ?list=true` becomes `LIST`. */
  readonly method: string;
  /** The path after `/v1/`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly token: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** Equal for all calls on the same connection. */
  readonly connection: object;
  readonly rawBody: Buffer;
  /** `{}` when the body is empty or no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

export async function parseCall(request: IncomingMessage): Promise<Call> {
  const rawBody = await buffer(request);
  const url = request.url ?? '/';
  const { pathname, searchParams: query } = new URL(url, 'https://vault');
  const { headers } = request;
  return {
    method: methodOf(request.method ?? 'GET', query),
    path: decodeURIComponent(pathname.replace(/^\/v1\//, '')).replace(/\/$/, ''),
    query,
    url,
    token: tokenOf(headers),
    headers,
    connection: request.socket,
    rawBody,
    body: parseBody(rawBody),
  };
}

/** A text field of the body; `''` when it is missing or no text. */
export function text(call: Call, key: string): string {
  const value = call.body[key];
  return typeof value === 'string' ? value : '';
}

const methodOf = (method: string, query: URLSearchParams): string => {
  if (method === 'PUT') return 'POST';
  return method === 'GET' && query.get('list') === 'true' ? 'LIST' : method;
};

function tokenOf(headers: IncomingMessage['headers']): string | undefined {
  const header = headers['x-vault-token'];
  if (typeof header === 'string' && header !== '') return header;
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

function parseBody(raw: Buffer): Call['body'] {
  try {
    const parsed: unknown = JSON.parse(raw.toString());
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Call['body']) : {};
  } catch {
    return {};
  }
}
