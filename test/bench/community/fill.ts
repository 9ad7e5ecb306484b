import { randomBytes } from 'node:crypto';
import type { BaoNode } from '../../local/vault/bao-node';

/** Size of one secret. A store of many small ones takes longer to restore. */
export const SECRET_BYTES = 32 * 1024;
const AT_ONCE = 8;

/** Writes secrets of random text, so that a snapshot is about as large as what is written. */
export async function fill(node: BaoNode, token: string, mb: number): Promise<void> {
  await node.must('POST', 'sys/mounts/filled', { token, body: { type: 'kv' } });
  const count = Math.max(1, Math.round((mb * 1024 * 1024) / SECRET_BYTES));
  let next = 1;
  const write = async (): Promise<void> => {
    for (let number = next++; number <= count; number = next++) {
      // Base64 has six bits a character, which gzip finds out.
      const value = randomBytes(SECRET_BYTES).toString('base64');
      await node.must('POST', `filled/${number}`, { token, body: { value } });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
}
