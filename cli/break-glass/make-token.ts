import { StepError } from '../../functions/shared/errors';
import type { Secret } from '../../functions/shared/secret';
import type { Vault } from '../../functions/shared/vault-client';
import { TokenGeneration, type Quorum } from './token-generation';

/** Where key shares come from: those at hand, and people. */
export interface ShareHolders {
  /** Shares at hand, in the order in which they are given. After a token was made: the ones that made it. */
  shares: readonly Secret[];
  /** Asks the next person for a share; `undefined` where nobody sits there, or nobody may be asked now. */
  ask: ((quorum: Quorum) => Promise<Secret>) | undefined;
  /** Tells what goes on; never holds a share. */
  readonly tell: (text: string) => void;
}

/** Wrong shares are asked for anew this often, and an attempt that somebody else ended is begun anew as often. */
const MOST_ROUNDS = 3;

/**
 * Makes a DR operation token at a secondary, with the shares at hand and then with those of whoever comes to the
 * keyboard. Leaves no attempt behind when it does not succeed.
 *
 * @param header `X-Vault-Token`, which Vault 2.x wants
 * @throws StepError when there are not enough shares, or not the right ones; VaultDrError when the cluster does not answer
 */
export async function makeToken(client: Vault, holders: ShareHolders, header: Secret | undefined): Promise<Secret> {
  for (let round = 1; ; round += 1) {
    const generation = await TokenGeneration.begin(client, header);
    const { cancelled } = generation;
    if (cancelled) {
      holders.tell(`An attempt with ${cancelled.given} of ${cancelled.required} key shares was running: cancelled.`);
    }
    const ended = await collect(client, generation, holders).catch(async (error: unknown) => {
      await generation.cancel();
      throw error;
    });
    if (typeof ended === 'object') return ended;
    if (round === MOST_ROUNDS) throw lost(client);
    holders.tell('Somebody else has ended this attempt, or begun another one: beginning again.');
  }
}

/** Gives shares until there is a token. @returns `lost` when somebody else ended the attempt */
async function collect(client: Vault, generation: TokenGeneration, holders: ShareHolders): Promise<Secret | 'lost'> {
  const waiting = [...holders.shares];
  let used: Secret[] = [];
  for (let rejections = 0; ;) {
    const share = waiting.shift() ?? (await askFor(client, generation.quorum, holders));
    const given = await generation.give(share);
    switch (given.kind) {
      case 'token':
        holders.shares = [...used, share];
        return given.token;
      case 'more':
        used.push(share);
        holders.tell(`${client.cluster}: ${given.quorum.given} of ${given.quorum.required} key shares.`);
        break;
      case 'duplicate':
        holders.tell('This key share was given before; it counts once.');
        break;
      case 'malformed':
        holders.tell('Vault does not take this for a key share.');
        break;
      case 'rejected':
        rejections += 1;
        if (!holders.ask || rejections === MOST_ROUNDS) throw wrong(client);
        holders.tell('One of these key shares at least is wrong, and Vault has dropped them all: give them again.');
        used = [];
        holders.shares = [];
        break;
      case 'lost':
        holders.shares = [...used, share, ...waiting];
        return 'lost';
    }
  }
}

async function askFor(client: Vault, quorum: Quorum, { ask }: ShareHolders): Promise<Secret> {
  if (ask) return ask(quorum);
  throw new StepError(
    `${client.cluster} wants ${quorum.required} different key shares, and ${quorum.given} were given`,
    'Set VAULT_RECOVERY_KEY_1, VAULT_RECOVERY_KEY_2 and so on, name files with --key-file, or run on a terminal.',
  );
}

const wrong = ({ cluster }: Vault): StepError =>
  new StepError(
    `${cluster} made no token: one at least of these key shares is wrong`,
    'They are those of the first primary of the pair: its unseal keys, or with auto-unseal its recovery keys; a rekey makes new ones.',
  );

const lost = ({ cluster }: Vault): StepError =>
  new StepError(
    `Somebody else generates a token at ${cluster} at the same time and ends our attempts`,
    'Agree on who does it, then run the same command again.',
  );
