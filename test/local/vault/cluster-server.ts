import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Passage, Tap } from '../tap';
import { answerCall } from './answer-call';
import { CUT, failure, RefusedError, type Answer } from './answers';
import { parseCall, type Call } from './call';
import { isRead, type Fault } from './faults';
import { hang, HANGS } from './hanging';
import type { Node } from './node';
import { answerOfOtherNode } from './other-node';
import type { Acknowledgement } from './secret-data';

/** Dependencies of {@link serve}. */
export interface ServerOptions {
  readonly node: Node;
  /** Faults that hit a call. */
  readonly faultsOn: (call: Call) => readonly Fault[];
  /** Whether open connections get no answer. */
  readonly isSilent: () => boolean;
  readonly tap: Tap;
}

/** Answers one request: applies faults, calls the node, and records the call. */
export async function serve(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { node, isSilent } = options;
  const { record } = node.core.context;
  const startedAt = Date.now();
  const call = await parseCall(request).catch(() => undefined);
  if (!call || isSilent()) return;
  record.requests += 1;
  if (holdsSecret(call.url)) record.requestsWithSecretInUrl += 1;

  const outcome = await act(options, call);
  if (isSilent()) return;
  const status = typeof outcome === 'string' ? undefined : outcome.status;
  if (call.path.startsWith('sys/replication/')) {
    const { method, path } = call;
    record.drCalls.push({
      at: startedAt,
      cluster: node.core.name,
      method,
      path,
      status,
      durationMs: Date.now() - startedAt,
    });
  }
  if (outcome === HANGS) return;
  if (outcome === CUT) return void response.socket?.destroy();
  if (outcome.acknowledges && !response.destroyed) record.acknowledged(node.core.name, outcome.acknowledges);
  write(response, outcome, request.method === 'HEAD');
}

interface Outgoing {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the connection is cut in the middle of the body. */
  readonly cutShort?: boolean;
  readonly acknowledges?: { readonly id: number; readonly path: string };
}

type Outcome = Outgoing | typeof CUT | typeof HANGS;

async function act({ node, faultsOn, tap }: ServerOptions, call: Call): Promise<Outcome> {
  const passage = (moment: Passage['moment']): Passage => {
    return { moment, to: node.core.name, call: `${call.method} ${call.path}` };
  };
  if ((await tap(passage('received'))) === 'cut') return CUT;
  if (node.core.stalled && !isRead(call)) return HANGS;
  const faults = faultsOn(call);
  for (const fault of faults) {
    if (fault.kind === 'slow') await node.core.timers.sleep(fault.ms);
    const instead = insteadOfAnswer(node, fault, call);
    if (instead) return instead;
  }
  const answer = async (): Promise<Outgoing | typeof CUT> => {
    const result = await answerCall(node, call).catch(asAnswer);
    return (await tap(passage('done'))) === 'cut' ? CUT : answerWith(faults, result, call);
  };
  const hanging = faults.find((fault) => fault.kind === 'hang');
  return hanging ? hang(node.core.timers, hanging, answer, TIMED_OUT) : answer();
}

/** Applies the faults that damage the answer after the call took effect. */
function answerWith(faults: readonly Fault[], result: Acknowledgement | typeof CUT, call: Call): Outgoing | typeof CUT {
  if (result === CUT || faults.some(({ kind }) => kind === 'answer-lost')) return CUT;
  const outgoing = { ...JSON_TYPE, status: result.answer.status, body: bytesOf(result.answer) };
  if (faults.some(({ kind }) => kind === 'reset-mid-answer')) return { ...outgoing, cutShort: true };
  if (faults.some(({ kind }) => kind === 'half-json')) return { ...outgoing, body: half(outgoing.body) };
  return { ...outgoing, ...(result.write && { acknowledges: { id: result.write.id, path: call.path } }) };
}

/** Applies the faults that answer in place of the cluster. */
function insteadOfAnswer({ core }: Node, fault: Fault, call: Call): Outgoing | typeof CUT | undefined {
  switch (fault.kind) {
    case 'reset':
      return CUT;
    case 'other-node': {
      const answer = answerOfOtherNode(core, fault.node, call);
      return answer && { ...JSON_TYPE, status: answer.status, body: bytesOf(answer) };
    }
    case 'error': {
      const { status, error = 'injected failure' } = fault;
      return { ...JSON_TYPE, status, body: bytesOf(failure(status, error)) };
    }
    case 'html':
      return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body: PAGE };
    case 'redirect':
      return { status: 307, headers: { location: fault.to.replace(/\/$/, '') + call.url }, body: Buffer.alloc(0) };
    default:
      return undefined;
  }
}

const JSON_TYPE = { headers: { 'content-type': 'application/json' } };
const PAGE = Buffer.from('<html><body><h1>502 Bad Gateway</h1></body></html>\n');

const half = (body: Buffer): Buffer => body.subarray(0, Math.ceil(body.length / 2));

function asAnswer(error: unknown): Acknowledgement {
  if (error instanceof RefusedError) return { answer: error.answer };
  return { answer: failure(500, `simulator: ${error instanceof Error ? error.message : 'unknown error'}`) };
}

const bytesOf = ({ body }: Answer): Buffer => {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
};

/** Answer of Vault after its own limit on a request. */
const TIMED_OUT: Outgoing = { ...JSON_TYPE, status: 500, body: bytesOf(failure(500, 'context deadline exceeded')) };

function write(response: ServerResponse, { status, headers, body, cutShort }: Outgoing, isHead: boolean): void {
  if (cutShort) {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    return void response.write(half(body), () => response.socket?.destroy());
  }
  response.writeHead(status, {
    ...(body.length > 0 && headers),
    ...(status === 307 && headers),
    'cache-control': 'no-store',
  });
  response.end(isHead || status === 204 ? undefined : body);
}

/** Tokens of Vault and OpenBao, wrapping tokens, and query parameters with secrets. */
const SECRET =
  /\b(?:hv[sbr]\.|[sbr]\.(?=[A-Za-z0-9_-]{20}))[A-Za-z0-9_-]+|eyJ[\w-]+\.eyJ|[?&](?:token|key|otp|dr_operation_token)=/;

const holdsSecret = (url: string): boolean => SECRET.test(decodeURIComponent(url));
