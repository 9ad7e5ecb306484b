import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { RaftNode } from '../../local/cluster/raft-node';
import { send } from '../../local/vault/send';

/** What the front does with the request that initialises the node. */
export type InitFault =
  /** Vault never gets it. */
  | 'lose-request'
  /** Vault acts, and the caller never hears of it. */
  | 'lose-answer'
  /** Vault acts, and the caller hears of it after some seconds. */
  | 'delay-answer';

export interface Front {
  readonly address: string;
  /** Requests to initialise that came in. */
  readonly initRequests: () => number;
  readonly stop: () => Promise<void>;
}

export interface FrontOptions {
  readonly fault?: InitFault;
  /** The look at the seal, counted from 1, that another node answers, which is initialised. @default - none */
  readonly otherNodeAt?: number;
}

const DELAY_MS = 4_000;

/** A load balancer in front of a node. */
export async function startFront(node: RaftNode, { fault, otherNodeAt }: FrontOptions): Promise<Front> {
  let [looks, inits] = [0, 0];
  const server = createServer(node.authority.issue('127.0.0.1'), (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const isInit = path === '/v1/sys/init';
      if (isInit) inits += 1;
      if (isInit && fault === 'lose-request') return void request.socket.destroy();
      const url = `${node.address}${path}`;
      const forwarded = { method: request.method ?? 'GET', url, ca: node.ca, body: Buffer.concat(chunks) };
      void send({ ...forwarded, timeoutMs: 30_000 }).then(async ({ status, body }) => {
        if (isInit && fault === 'lose-answer') return void request.socket.destroy();
        if (isInit && fault === 'delay-answer') await pause(DELAY_MS);
        if (path === '/v1/sys/seal-status') looks += 1;
        const isOther = path === '/v1/sys/seal-status' && looks === otherNodeAt;
        const text = body.toString();
        response.writeHead(status).end(isOther ? text.replace('"initialized":false', '"initialized":true') : text);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `https://127.0.0.1:${port}`,
    initRequests: () => inits,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
