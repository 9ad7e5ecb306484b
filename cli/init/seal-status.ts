import * as v from 'valibot';
import { BadAnswerError } from '../../functions/shared/errors';
import type { Vault } from '../../functions/shared/vault-client';

const PATH = 'sys/seal-status';
const LOOK_MS = 5_000;
/**
 * Looks at the same time, each on a connection of its own. A load balancer sends them to different nodes, and before the
 * other nodes have joined, only the first one knows that the cluster is initialised.
 */
const LOOKS = 12;

const SEAL_STATUS = v.object({
  initialized: v.boolean(),
  /** `awskms`, `static`, `shamir`, … */
  type: v.string(),
  version: v.optional(v.string(), 'unknown'),
  storage_type: v.optional(v.string(), 'unknown'),
  recovery_seal: v.optional(v.boolean(), false),
});

/** What the nodes behind an address say. */
export interface SeenSeal {
  /** Whether at least one node is initialised. */
  readonly isInitialised: boolean;
  /** Kind of the seal. */
  readonly seal: string;
  /** Whether the seal opens by itself, so that the keys are recovery keys. */
  readonly opensItself: boolean;
  readonly version: string;
  readonly storage: string;
}

/** @throws VaultDrError when no node gives an answer of Vault */
export async function seeSeal(vault: Vault): Promise<SeenSeal> {
  const looks = await Promise.allSettled(Array.from({ length: LOOKS }, () => look(vault)));
  const seen = looks.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const [first] = seen;
  if (first === undefined) throw (looks[0] as PromiseRejectedResult).reason;
  return { ...first, isInitialised: seen.some(({ isInitialised }) => isInitialised) };
}

async function look(vault: Vault): Promise<SeenSeal> {
  const { body } = await vault.read(PATH, LOOK_MS);
  const parsed = v.safeParse(SEAL_STATUS, body);
  if (!parsed.success) throw new BadAnswerError(vault.address, PATH, 'not-vault');
  const { initialized, type, version, storage_type, recovery_seal } = parsed.output;
  return { isInitialised: initialized, seal: type, opensItself: recovery_seal, version, storage: storage_type };
}
