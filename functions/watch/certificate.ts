import { connect } from 'node:tls';

const LOOK_MS = 2_000;

/**
 * When the certificate of a cluster ends, milliseconds since the epoch. The certificate is not verified, so that one that
 * has ended is seen too, and nothing is sent: every other call of the Lambda verifies it.
 *
 * @returns `undefined` if the cluster shows none in time
 */
export function certificateEnd(address: string): Promise<number | undefined> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port || 443),
      servername: hostname,
      rejectUnauthorized: false,
    });
    const end = (found: number | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(found);
    };
    const timer = setTimeout(() => end(undefined), LOOK_MS);
    socket.on('error', () => end(undefined));
    socket.on('secureConnect', () => {
      const until = Date.parse(socket.getPeerCertificate().valid_to);
      end(Number.isNaN(until) ? undefined : until);
    });
  });
}
