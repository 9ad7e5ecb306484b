import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type Authority } from '../../helpers/certificates';
import { BaoNode, writeSealKey } from '../vault/bao-node';

/** One real OpenBao with integrated storage, TLS and a seal that opens by itself, not initialised. */
export interface RaftNode {
  /** `https://127.0.0.1:port`. */
  readonly address: string;
  /** PEM for a client's `ca`. */
  readonly ca: string;
  /** Signs the certificate of the listener, and those of clients. */
  readonly authority: Authority;
  /** Makes it the only node of a new cluster, without PGP. @returns the root token */
  readonly init: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts the node on loopback. It ends with {@link RaftNode.stop} and with this process. */
export async function startRaftNode(authority = createAuthority()): Promise<RaftNode> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-raft-'));
  const sealKey = writeSealKey(join(folder, 'seal.key'));
  const node = await BaoNode.start({ folder, isOwnFolder: true, authority, sealKey });
  await node.until('it can be initialised', ({ status }) => status === 501);
  return {
    address: node.address,
    ca: authority.ca,
    authority,
    init: () => node.initialise(),
    stop: async () => {
      await node.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
