import { request as httpRequest, type Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AwsCall } from './describe-call';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Passage {
  readonly agent: Agent;
  readonly target: string;
  /** Additional headers. The signature does not cover them. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Forwards a call unchanged, including the signed Host header. */
export function forward({ agent, target, more }: Passage, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method, url } = incoming;
    const headers = { ...incoming.headers, ...more };
    const request = httpRequest(new URL(url ?? '/', target), { agent, method, headers }, (response) => {
      buffer(response).then((text) => {
        const length = response.headers['content-length'];
        const headers = without(response.headers);
        // The answer to a HEAD has no body, and says how long it would be.
        if (method === 'HEAD' && length !== undefined) headers['content-length'] = length;
        resolve({ status: response.statusCode ?? 502, headers, body: text });
      }, reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Removes the headers that belong to one connection. */
function without({
  'transfer-encoding': _te,
  connection: _c,
  'content-length': _cl,
  ...rest
}: IncomingMessage['headers']): IncomingMessage['headers'] {
  return rest;
}

export function answer(outgoing: ServerResponse, { status, headers, body }: Reply): void {
  outgoing.writeHead(status, { 'content-length': body.length, ...headers });
  outgoing.end(body);
}

/** An error answer in the protocol of the service. */
export function awsError({ service }: AwsCall, status: number, code: string, message: string): Reply {
  if (service !== 'route53' && service !== 'iam' && service !== 'sts') {
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
      body: Buffer.from(JSON.stringify({ __type: code, message })),
    };
  }
  const text =
    '<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">' +
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
    '<RequestId>local</RequestId></ErrorResponse>';
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(text) };
}
