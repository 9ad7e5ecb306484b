import { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { CliError, EXIT } from '../exit-codes';
import type { AskHidden } from '../hidden-prompt';
import type { Io } from '../io';
import { lengthProblem, parseShare } from './key-shares';
import type { ShareHolders } from './make-token';
import type { Quorum } from './token-generation';

const SEAL_STATUS_MS = 3_000;
/** Inputs for one share that may have the wrong form before the prompt ends. */
const MAX_MISTAKES = 5;

/** Holders of the given shares. They prompt for more only within {@link withSharePrompts}. */
export const holdersOf = (io: Io, shares: readonly Secret[]): ShareHolders => ({
  shares,
  ask: undefined,
  tell: (text) => io.err(text),
});

/** Allows prompts for shares while `body` runs, if there is a terminal. Nothing that is typed is shown. */
export async function withSharePrompts<T>(io: Io, holders: ShareHolders, body: () => Promise<T>): Promise<T> {
  if (!io.isTty) return body();
  return io.promptHidden(async (ask) => {
    holders.ask = (quorum) => promptForShare(io, ask, quorum);
    try {
      return await body();
    } finally {
      holders.ask = undefined;
    }
  });
}

const NO_SHARE = 'That is not a key share. Expected hex or base64, as vault operator init prints it.';

async function promptForShare(io: Io, ask: AskHidden, { given, required }: Quorum): Promise<Secret> {
  const question = `Key share ${given + 1}${required > 0 ? ` of ${required}` : ''} (not shown): `;
  for (let mistakes = 0; mistakes < MAX_MISTAKES; mistakes += 1) {
    const share = parseShare(await ask(question));
    const problem = share ? lengthProblem(share, required) : NO_SHARE;
    if (share && problem === undefined) return share;
    io.err(`${problem} Enter it again.`);
  }
  throw new CliError(EXIT.failed, 'No key share was given. Nothing was changed.');
}

/**
 * Prompts for as many shares as the cluster will need when it is a secondary. The cluster cannot check them yet, and there
 * are no prompts while the operation runs.
 */
export async function promptForSharesAhead(client: Vault, holders: ShareHolders): Promise<void> {
  const { body } = await client.read('sys/seal-status', SEAL_STATUS_MS);
  const required = typeof body['t'] === 'number' ? body['t'] : 0;
  const shares = [...holders.shares];
  while (holders.ask && shares.length < required) shares.push(await holders.ask({ given: shares.length, required }));
  holders.shares = shares;
}

/** Reads `VAULT_TOKEN` from the variable, or from a hidden prompt if it is needed and there is a terminal. */
export async function readVaultToken(io: Io, isNeeded: boolean): Promise<Secret | undefined> {
  const given = io.env['VAULT_TOKEN']?.trim();
  if (given) return new Secret(given);
  if (!isNeeded || !io.isTty) return undefined;
  const question = 'VAULT_TOKEN, for calls to the primary (not shown; leave empty for none): ';
  const typed = await io.promptHidden((ask) => ask(question));
  return typed === '' ? undefined : new Secret(typed);
}
