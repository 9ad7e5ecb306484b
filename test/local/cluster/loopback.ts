import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A random address of the loopback network, on which nobody listens on these ports. Each instance and load balancer has its own. */
export async function freeLoopback(ports: readonly number[]): Promise<string> {
  const address = `127.${randomInt(64, 128)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
  const free = await Promise.all(ports.map((port) => isFree(address, port)));
  return free.every(Boolean) ? address : freeLoopback(ports);
}

async function isFree(address: string, port: number): Promise<boolean> {
  const server = createServer();
  const opened = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, address, () => resolve(true));
  });
  if (!(await opened)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
