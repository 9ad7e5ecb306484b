import { StepError } from '../../functions/shared/errors';
import type { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { lengthProblem } from './key-shares';
import { TokenGeneration, type Quorum } from './token-generation';

/** Sources of key shares: the shares that were given with the command, then people. */
export interface ShareHolders {
  /** Shares in the order of their use. After a token was generated: the shares that generated it. */
  shares: readonly Secret[];
  /** Prompts for the next share; `undefined` without a terminal, or while no prompt is allowed. */
  ask: ((quorum: Quorum) => Promise<Secret>) | undefined;
  /** Reports progress; the text never contains a share. */
  readonly tell: (text: string) => void;
}

/** Limit for prompting again after wrong shares, and for starting again after somebody else ended the attempt. */
const MAX_ATTEMPTS = 3;
/** Shares in a row that do not count, such as mis-pasted ones. */
const MAX_MISTAKES = 10;

/**
 * Generates a DR operation token at a secondary, first with the given shares, then with shares from prompts. Cancels
 * the attempt if it does not succeed.
 *
 * @param header `X-Vault-Token`, which Vault 2.x requires
 * @throws StepError if shares are missing or wrong
 * @throws VaultDrError if the cluster does not answer
 */
export async function makeToken(client: Vault, holders: ShareHolders, header: Secret | undefined): Promise<Secret> {
  for (let attempt = 1; ; attempt += 1) {
    const generation = await TokenGeneration.begin(client, header);
    const { cancelled } = generation;
    if (cancelled) {
      holders.tell(`Cancelled a running attempt with ${cancelled.given} of ${cancelled.required} key shares.`);
    }
    const ended = await collect(client, generation, holders).catch(async (error: unknown) => {
      await generation.cancel();
      throw error;
    });
    if (typeof ended === 'object') return ended;
    if (attempt === MAX_ATTEMPTS) throw lost(client);
    holders.tell('Somebody else ended this attempt or started another one. Starting again.');
  }
}

/** Provides shares until Vault returns a token. @returns `lost` if somebody else ended the attempt */
async function collect(client: Vault, generation: TokenGeneration, holders: ShareHolders): Promise<Secret | 'lost'> {
  const waiting = [...holders.shares];
  let used: Secret[] = [];
  let mistakes = 0;
  for (let rejections = 0; ;) {
    if (mistakes > MAX_MISTAKES) throw careless(client);
    mistakes += 1;
    const share = waiting.shift() ?? (await nextShare(client, generation.quorum, holders));
    const problem = lengthProblem(share, generation.quorum.required);
    if (problem !== undefined) {
      holders.tell(problem);
      continue;
    }
    const given = await generation.give(share);
    switch (given.kind) {
      case 'token':
        holders.shares = [...used, share];
        return given.token;
      case 'more':
        used.push(share);
        mistakes = 0;
        holders.tell(`${client.cluster}: ${given.quorum.given} of ${given.quorum.required} key shares.`);
        break;
      case 'duplicate':
        holders.tell('This key share was already given. It counts once.');
        break;
      case 'malformed':
        holders.tell('Vault does not accept this as a key share. The shares before it count.');
        break;
      case 'rejected':
        rejections += 1;
        if (!holders.ask || rejections === MAX_ATTEMPTS) throw wrong(client);
        holders.tell('At least one of these key shares is wrong. Vault has discarded all of them: enter them again.');
        used = [];
        holders.shares = [];
        break;
      case 'lost':
        holders.shares = [...used, share, ...waiting];
        return 'lost';
    }
  }
}

async function nextShare(client: Vault, quorum: Quorum, { ask }: ShareHolders): Promise<Secret> {
  if (ask) return ask(quorum);
  throw new StepError(
    `${client.cluster} needs ${quorum.required} different key shares, and ${quorum.given} were given`,
    'Set VAULT_RECOVERY_KEY_1, VAULT_RECOVERY_KEY_2 and so on, name files with --key-file, or run on a terminal.',
  );
}

const careless = ({ cluster }: Vault): StepError =>
  new StepError(
    `${cluster} generated no token: there were too many mistakes in a row`,
    'Check what is copied: one share at a time, as vault operator init printed it. Then run the same command again.',
  );

const wrong = ({ cluster }: Vault): StepError =>
  new StepError(
    `${cluster} generated no token: at least one of these key shares is wrong`,
    'Use the key shares of the first primary of the pair: its recovery keys with auto-unseal, otherwise its unseal keys. A rekey replaces them.',
  );

const lost = ({ cluster }: Vault): StepError =>
  new StepError(
    `Somebody else is generating a token at ${cluster} and keeps ending this attempt`,
    'Agree on who generates the token, then run the same command again.',
  );
