import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Listener } from '../aws/listener';

/** What the metadata of an instance say, by path below `latest/meta-data`. */
export type Metadata = () => Readonly<Record<string, string | undefined>>;

/**
 * Version 2 of the instance metadata service: whoever has no token gets nothing.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export class InstanceMetadata {
  readonly #tokens = new Set<string>();
  readonly #listener = new Listener((request, response) => this.#answer(request, response));

  constructor(private readonly metadata: Metadata) {}

  get url(): string {
    return this.#listener.url;
  }

  open(): Promise<void> {
    return this.#listener.open();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace(/\/$/, '');
    if (path === '/latest/api/token') {
      if (request.method !== 'PUT' || !request.headers['x-aws-ec2-metadata-token-ttl-seconds'])
        return refuse(response, 400);
      const token = randomUUID();
      this.#tokens.add(token);
      response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '60');
      response.end(token);
      return;
    }
    if (!this.#tokens.has(String(request.headers['x-aws-ec2-metadata-token']))) return refuse(response, 401);
    const value = this.metadata()[path.replace('/latest/meta-data/', '')];
    if (value === undefined) return refuse(response, 404);
    response.end(value);
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
