import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Finds a free port whose successor is free too, because OpenBao uses the successor as its cluster port. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const next = createServer();
  const nextIsFree = await new Promise<boolean>((resolve) => {
    next.once('error', () => resolve(false));
    next.listen(port + 1, host, () => resolve(true));
  });
  await Promise.all([server, next].filter((each) => each.listening).map((each) => once(each.close(), 'close')));
  return nextIsFree ? port : freePort(host);
}
