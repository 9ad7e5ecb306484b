import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describeCall, type AwsCall } from './describe-call';
import { Route53Rules } from './route53-rules';

/** Which calls a fault hits; what is left out matches everything. */
export interface AwsFaultScope {
  readonly service?: string;
  readonly operation?: string;
  readonly region?: string;
  /** For so many calls. @default - until the fault is ended */
  readonly times?: number;
}

export type AwsFault = AwsFaultScope &
  (
    | { readonly kind: 'black-hole' }
    | { readonly kind: 'reset' }
    | { readonly kind: 'slow'; readonly ms: number }
    | { readonly kind: 'status'; readonly status: number; readonly code?: string }
    /** Does what was asked and cuts the connection. */
    | { readonly kind: 'answer-lost' }
    /** Half of the answer, then the connection is cut. */
    | { readonly kind: 'truncated' }
  );

/** A call as the proxy saw it; never what it carried. */
export interface RecordedCall extends AwsCall {
  readonly at: number;
  readonly status: number | undefined;
  readonly durationMs: number;
}

export interface StrictProxy {
  readonly url: string;
  readonly calls: readonly RecordedCall[];
  /** @returns a function that ends the fault */
  inject(fault: AwsFault): () => void;
  restore(): void;
  stop(): Promise<void>;
}

export interface StrictProxyOptions {
  readonly port: number;
  /** The emulator behind it. */
  readonly target: string;
  /** How long Route 53 needs to spread a change, milliseconds. @default 300 */
  readonly insyncMs?: number;
}

/** Stands before the emulator: refuses what AWS refuses and the emulator takes, and makes faults on demand. */
export async function startStrictProxy({ port, target, insyncMs = 300 }: StrictProxyOptions): Promise<StrictProxy> {
  const agent = new Agent({ keepAlive: true });
  const rules = new Route53Rules(insyncMs);
  const calls: RecordedCall[] = [];
  const faults = new Map<symbol, { fault: AwsFault; left: number }>();
  const sockets = new Set<Socket>();

  const takeFault = (call: AwsCall): AwsFault | undefined => {
    for (const entry of faults.values()) {
      const { service, operation, region } = entry.fault;
      const hits =
        (service ?? call.service) === call.service &&
        (operation ?? call.operation) === call.operation &&
        (region ?? call.region) === call.region;
      if (!hits || entry.left <= 0) continue;
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const at = Date.now();
    const body = await readAll(incoming);
    const call = describeCall(incoming, body);
    const record = (status: number | undefined): void => {
      calls.push({ ...call, at, status, durationMs: Date.now() - at });
    };
    const fault = takeFault(call);
    if (fault?.kind === 'black-hole') return record(undefined);
    if (fault?.kind === 'reset') {
      incoming.socket.destroy();
      return record(undefined);
    }
    if (fault?.kind === 'status') {
      answer(outgoing, fault.status, awsError(call, fault.code ?? 'ServiceUnavailable', 'fault on demand'));
      return record(fault.status);
    }
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));

    const refusal = call.service === 'route53' ? rules.check(call, body.toString('utf8')) : undefined;
    if (refusal) {
      answer(outgoing, 400, awsError(call, refusal.code, refusal.message));
      return record(400);
    }
    const reply = await forward(agent, target, incoming, body);
    const text = call.service === 'route53' ? rules.adjust(call, reply.status, reply.body.toString('utf8')) : undefined;
    const payload = text === undefined ? reply.body : Buffer.from(text);
    record(fault?.kind === 'answer-lost' || fault?.kind === 'truncated' ? undefined : reply.status);
    if (fault?.kind === 'answer-lost') return void incoming.socket.destroy();
    outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': payload.length });
    if (fault?.kind !== 'truncated') return void outgoing.end(payload);
    outgoing.write(payload.subarray(0, payload.length / 2), () => incoming.socket.destroy());
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    inject(fault) {
      const key = Symbol(fault.kind);
      faults.set(key, { fault, left: fault.times ?? Infinity });
      return () => void faults.delete(key);
    },
    restore: () => faults.clear(),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await closed;
    },
  };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Passes a call on as it came, the signed Host header included. */
function forward(agent: Agent, target: string, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = incoming;
    const request = httpRequest(new URL(url ?? '/', target), { agent, method, headers }, (response) => {
      readAll(response).then(
        (text) => resolve({ status: response.statusCode ?? 502, headers: without(response.headers), body: text }),
        reject,
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Headers that belong to one connection. */
function without({
  'transfer-encoding': _te,
  connection: _c,
  'content-length': _cl,
  ...rest
}: IncomingMessage['headers']) {
  return rest;
}

function answer(outgoing: ServerResponse, status: number, { type, text }: { type: string; text: string }): void {
  outgoing.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  outgoing.end(text);
}

/** An error in the protocol of the service. */
function awsError({ service }: AwsCall, code: string, message: string): { type: string; text: string } {
  if (service !== 'route53' && service !== 'iam' && service !== 'sts') {
    return { type: 'application/x-amz-json-1.1', text: JSON.stringify({ __type: code, message }) };
  }
  const text =
    '<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">' +
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
    '<RequestId>local</RequestId></ErrorResponse>';
  return { type: 'text/xml', text };
}
