import { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { CliError, EXIT } from '../exit-codes';
import type { Io } from '../io';
import type { AskSecret } from '../secretly';
import { parseShare } from './key-shares';
import type { ShareHolders } from './make-token';
import type { Quorum } from './token-generation';

const SEAL_STATUS_MS = 3_000;
/** Slips of the keyboard that are forgiven for one share. */
const MOST_SLIPS = 5;

/** The shares at hand. Whoever sits at the terminal is asked within {@link withPeople} only. */
export const holdersAt = (io: Io, shares: readonly Secret[]): ShareHolders => ({
  shares,
  ask: undefined,
  tell: (text) => io.err(text),
});

/** Lets people be asked for shares while `body` runs; between their answers nothing is shown either. */
export async function withPeople<T>(io: Io, holders: ShareHolders, body: () => Promise<T>): Promise<T> {
  if (!io.isTty) return body();
  return io.secretly(async (ask) => {
    holders.ask = (quorum) => askShare(io, ask, quorum);
    try {
      return await body();
    } finally {
      holders.ask = undefined;
    }
  });
}

async function askShare(io: Io, ask: AskSecret, { given, required }: Quorum): Promise<Secret> {
  const question = `Key share ${given + 1}${required > 0 ? ` of ${required}` : ''} (nothing is shown): `;
  for (let slips = 0; slips < MOST_SLIPS; slips += 1) {
    const share = parseShare(await ask(question));
    if (share) return share;
    io.err('That is no key share: expected hex or base64, as vault operator init prints it.');
  }
  throw new CliError(EXIT.failed, 'No key share was given. Nothing was changed.');
}

/**
 * Asks for as many shares as a cluster will want once it is a secondary. It cannot check them before, and while an
 * operation runs nobody is asked.
 */
export async function collectAhead(client: Vault, holders: ShareHolders): Promise<void> {
  const { body } = await client.read('sys/seal-status', SEAL_STATUS_MS);
  const required = typeof body['t'] === 'number' ? body['t'] : 0;
  const shares = [...holders.shares];
  while (holders.ask && shares.length < required) shares.push(await holders.ask({ given: shares.length, required }));
  holders.shares = shares;
}

/** `VAULT_TOKEN`, or what the operator types where a primary will want one. */
export async function readVaultToken(io: Io, isNeeded: boolean): Promise<Secret | undefined> {
  const given = io.env['VAULT_TOKEN']?.trim();
  if (given) return new Secret(given);
  if (!isNeeded || !io.isTty) return undefined;
  const question = 'VAULT_TOKEN, for what the primary is asked (nothing is shown; empty: none): ';
  const typed = await io.secretly((ask) => ask(question));
  return typed === '' ? undefined : new Secret(typed);
}
