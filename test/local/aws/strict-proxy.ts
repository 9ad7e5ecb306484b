import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Tap } from '../tap';
import { describeCall, nameOf, type AwsCall } from './describe-call';
import { AwsFaults, type AwsFault } from './faults';
import type { KmsGrants, LambdaIdentity } from './kms-grants';
import { ASK_FOR_LOG, nameError } from './lambda-errors';
import { Listener } from './listener';
import { Route53Rules, type WeightedSet } from './route53-rules';
import { answer, awsError, forward, type Reply } from './wire';

/** A call that passed the proxy. Contains no header or body. */
export interface RecordedCall extends AwsCall {
  readonly at: number;
  readonly status: number | undefined;
  readonly durationMs: number;
}

/** Services that the Lambdas call. Each has its own port; the variable tells the AWS SDK the endpoint. */
const SERVICES = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  lambda: 'AWS_ENDPOINT_URL_LAMBDA',
  route53: 'AWS_ENDPOINT_URL_ROUTE_53',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const;
export type AwsService = keyof typeof SERVICES;

export interface StrictProxyOptions {
  /** How long Route 53 needs to spread a change, milliseconds. @default 300 */
  readonly insyncMs?: number;
  /** Permissions on KMS keys, and the Lambda behind an access key. @default - keys are not checked */
  readonly kms?: { readonly grants: KmsGrants; readonly identify: (accessKeyId: string) => LambdaIdentity | undefined };
  /** Called for each call of the Lambdas. */
  readonly tap?: Tap;
}

/** A proxy in front of the emulator. It adds refusals of AWS that the emulator lacks, and injects faults. */
export class StrictProxy {
  /** URL of the emulator. Set after the start of the proxy, because the emulator needs the proxy's address first. */
  target: string | undefined;
  readonly calls: RecordedCall[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #rules: Route53Rules;
  readonly #faults = new AwsFaults();
  readonly #all: Listener;
  readonly #services: Readonly<Record<AwsService, Listener>>;

  private constructor(private readonly options: StrictProxyOptions) {
    this.#rules = new Route53Rules(options.insyncMs ?? 300);
    const listener = (): Listener =>
      new Listener((incoming, outgoing) => {
        this.#handle(incoming, outgoing).catch(() => outgoing.destroy());
      });
    this.#all = listener();
    this.#services = {
      dynamodb: listener(),
      lambda: listener(),
      route53: listener(),
      secretsmanager: listener(),
    };
  }

  static async start(options: StrictProxyOptions): Promise<StrictProxy> {
    const proxy = new StrictProxy(options);
    await Promise.all(proxy.#listeners.map((listener) => listener.open()));
    return proxy;
  }

  /** Endpoint for every service. */
  get url(): string {
    return this.#all.url;
  }

  /** Variables that make the Lambdas call this proxy. */
  get environment(): Readonly<Record<string, string>> {
    const perService = Object.entries(SERVICES).map(([service, variable]) => [
      variable,
      this.#services[service as AwsService].url,
    ]);
    return { AWS_ENDPOINT_URL: this.url, ...(Object.fromEntries(perService) as Record<string, string>) };
  }

  /** Every state of every weighted set, oldest first. */
  get weightHistory(): readonly WeightedSet[] {
    return this.#rules.history;
  }

  /** @returns a function that ends the fault */
  inject(fault: AwsFault): () => void {
    return this.#faults.inject(fault);
  }

  /** Refuses connections to the port of a service until {@link restore}. */
  refuse(service: AwsService): Promise<void> {
    return this.#services[service].close();
  }

  /** Ends every fault. */
  async restore(): Promise<void> {
    this.#faults.clear();
    await Promise.all(this.#listeners.map((listener) => listener.open()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    this.#agent.destroy();
  }

  get #listeners(): Listener[] {
    return [this.#all, ...Object.values(this.#services)];
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const at = Date.now();
    const body = await buffer(incoming);
    const call = describeCall(incoming, body);
    const outcome = await this.#act(call, incoming, body);
    const status = outcome.kind === 'answer' ? outcome.reply.status : undefined;
    this.calls.push({ ...call, at, status, durationMs: Date.now() - at });
    switch (outcome.kind) {
      case 'silence':
        return;
      case 'cut':
        return void incoming.socket.destroy();
      case 'half': {
        const { reply } = outcome;
        outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
        return void outgoing.write(half(reply.body), () => incoming.socket.destroy());
      }
      case 'answer':
        return answer(outgoing, outcome.reply);
    }
  }

  async #act(call: AwsCall, incoming: IncomingMessage, body: Buffer): Promise<Outcome> {
    if ((await this.#tap('received', call)) === 'cut') return { kind: 'cut' };
    const fault = this.#faults.take(call);
    if (fault?.kind === 'black-hole') return { kind: 'silence' };
    if (fault?.kind === 'reset') return { kind: 'cut' };
    if (fault?.kind === 'status') {
      return {
        kind: 'answer',
        reply: awsError(call, fault.status, fault.code ?? 'ServiceUnavailable', 'injected by a test'),
      };
    }
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    const reply = await this.#reply(call, incoming, body);
    if ((await this.#tap('done', call, reply.status)) === 'cut') return { kind: 'cut' };
    switch (fault?.kind) {
      case 'hang':
        return { kind: 'silence' };
      case 'answer-lost':
        return { kind: 'cut' };
      case 'reset-mid-answer':
        return { kind: 'half', reply };
      case 'truncated':
        return { kind: 'answer', reply: { ...reply, body: half(reply.body) } };
      default:
        return { kind: 'answer', reply };
    }
  }

  async #tap(moment: 'received' | 'done', call: AwsCall, status?: number): Promise<'pass' | 'cut'> {
    if (!call.byLambda) return 'pass';
    const passage = { moment, to: 'aws', call: nameOf(call), ...(status !== undefined && { status }) } as const;
    return (await this.options.tap?.(passage)) ?? 'pass';
  }

  async #reply(call: AwsCall, incoming: IncomingMessage, body: Buffer): Promise<Reply> {
    const { target } = this;
    if (target === undefined) throw new Error('the proxy has no target: set target after the emulator has started');
    const passage = { agent: this.#agent, target };
    if (call.service === 'lambda' && call.operation === 'Invoke') {
      const reply = await forward({ ...passage, more: ASK_FOR_LOG }, incoming, body);
      return { ...reply, body: nameError(reply.headers, reply.body) };
    }
    const forbidden = this.#forbiddenKey(call, body);
    if (forbidden !== undefined) return awsError(call, 400, 'AccessDeniedException', forbidden);
    if (call.service !== 'route53') return forward(passage, incoming, body);
    const { refusal, changes } = this.#rules.check(call, body.toString('utf8'));
    if (refusal) return awsError(call, 400, refusal.code, refusal.message);
    const reply = await forward(passage, incoming, body);
    const text = this.#rules.adjust(call, reply.status, reply.body.toString('utf8'), changes);
    return { ...reply, body: Buffer.from(text) };
  }

  #forbiddenKey(call: AwsCall, body: Buffer): string | undefined {
    const { kms } = this.options;
    const caller = call.byLambda ? kms?.identify(call.accessKeyId ?? '') : undefined;
    return caller && kms?.grants.refusal(call, body.toString('utf8'), caller);
  }
}

type Outcome =
  { readonly kind: 'answer' | 'half'; readonly reply: Reply } | { readonly kind: 'silence' } | { readonly kind: 'cut' };

const half = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));
