import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Authority } from '../../helpers/certificates';
import { askSts, type Caller } from '../vault/sts';
import type { BaoNode } from '../vault/bao-node';

/** A role of the AWS auth method, as Terraform writes it. */
interface Role {
  readonly bound_iam_principal_arn: readonly string[];
  readonly token_policies: readonly string[];
  readonly token_type: string;
  readonly token_ttl: number;
}

/** The emulator's Lambdas call `127.0.0.1` without TLS, whatever the address says. */
const HOST = '127.0.0.2';

type Body = Readonly<Record<string, unknown>>;

/**
 * What OpenBao needs a plugin for: the AWS auth method, in front of one real node. STS of the emulator says who calls. The token
 * comes from a user of the node, so that the roles are data of the cluster and a restore brings them along. All other calls
 * pass.
 */
export class AwsLoginFront {
  #port = 0;

  private constructor(
    private readonly node: BaoNode,
    private readonly authority: Authority,
    private readonly stsEndpoint: string,
    private readonly server: Server,
  ) {}

  static async start(node: BaoNode, authority: Authority, stsEndpoint: string): Promise<AwsLoginFront> {
    const front = new AwsLoginFront(node, authority, stsEndpoint, createServer(authority.issue(HOST)));
    front.server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      front.#answer(incoming, outgoing).catch(() => outgoing.destroy());
    });
    front.server.listen(0, HOST);
    await once(front.server, 'listening');
    front.#port = (front.server.address() as AddressInfo).port;
    return front;
  }

  get address(): string {
    return `https://${HOST}:${this.#port}`;
  }

  /** From now on, shows a certificate that ends at this time. @default - one that ends in many years */
  showCertificate(end?: Date): void {
    this.server.setSecureContext(end ? this.authority.issueUntil(end, HOST) : this.authority.issue(HOST));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '').replace('/v1/', '');
    const token = String(incoming.headers['x-vault-token'] ?? '');
    const [, role] = /^auth\/aws\/role\/([\w-]+)$/.exec(path) ?? [];
    if (path === 'sys/auth/aws') return this.#enable(token, outgoing);
    if (path === 'auth/aws/config/client') return reply(outgoing, 204);
    if (role !== undefined) return this.#writeRole(role, (await json(incoming)) as Role, token, outgoing);
    if (path === 'auth/aws/login') return this.#login((await json(incoming)) as Body, outgoing);
    return this.#pass(incoming, outgoing);
  }

  async #enable(token: string, outgoing: ServerResponse): Promise<void> {
    await this.node.must('POST', 'sys/auth/userpass', { token, body: { type: 'userpass' } });
    reply(outgoing, 204);
  }

  async #writeRole(name: string, role: Role, token: string, outgoing: ServerResponse): Promise<void> {
    const { token_policies, token_type, token_ttl } = role;
    await this.node.must('POST', `auth/userpass/users/${name}`, {
      token,
      body: { password: passwordOf(role), token_policies, token_type, token_ttl, token_no_default_policy: true },
    });
    this.#bound.set(name, role);
    reply(outgoing, 204);
  }

  readonly #bound = new Map<string, Role>();

  async #login(body: Body, outgoing: ServerResponse): Promise<void> {
    const plain = (name: string): string => Buffer.from(String(body[name]), 'base64').toString();
    const name = String(body['role']);
    const headers = Object.entries(JSON.parse(plain('iam_request_headers')) as Record<string, string | string[]>);
    const caller = await askSts(this.stsEndpoint, {
      url: plain('iam_request_url'),
      body: plain('iam_request_body'),
      headers: Object.fromEntries(headers.map(([key, value]) => [key.toLowerCase(), [value].flat()[0] ?? ''])),
    });
    const role = this.#bound.get(name);
    if (typeof caller === 'string' || !role?.bound_iam_principal_arn.includes(principalOf(caller))) {
      return reply(outgoing, 400, { errors: [typeof caller === 'string' ? caller : `${caller.arn} is not bound`] });
    }
    const path = `auth/userpass/login/${name}`;
    const answer = await this.node.call('POST', path, { body: { password: passwordOf(role) } });
    return answer.status === 0 ? void outgoing.destroy() : reply(outgoing, answer.status, answer.body);
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const onward = request(`${this.node.address}${url ?? '/'}`, {
        method,
        headers,
        ca: this.authority.ca,
        agent: false,
      });
      onward.on('error', reject);
      onward.on('response', (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.on('error', reject).pipe(outgoing).on('finish', resolve);
      });
      incoming.pipe(onward);
    });
  }
}

/** Equal in both clusters, as the bindings of a role are. */
const passwordOf = ({ bound_iam_principal_arn: bound }: Role): string =>
  createHash('sha256')
    .update([...bound].sort().join())
    .digest('hex');

/** A session of an IAM role counts as that role. */
const principalOf = ({ arn }: Caller): string =>
  arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');

function reply(outgoing: ServerResponse, status: number, body?: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(body && JSON.stringify(body));
}
