import { BadAnswerError, ConfigError, VaultResponseError } from './errors';
import type { Secret } from './secret';
import type { Vault } from './vault-client';

/** Mount of the KV engine, version 1, that holds the canary and the marker. */
export const DEFAULT_MOUNT = 'dr';

interface Call {
  readonly mount: string;
  readonly token: Secret;
  readonly timeoutMs: number;
}

/**
 * Whether the cluster is parked: it holds nothing but the marker `parked` and what a restore needs. The marker is a part of
 * its data, so that a restore removes it in the same moment in which it brings the data.
 *
 * @throws VaultDrError if it cannot be read
 */
export async function isParked(vault: Vault, { mount, token, timeoutMs }: Call): Promise<boolean> {
  try {
    await vault.call('GET', `${mount}/parked`, { token, timeoutMs });
    return true;
  } catch (error) {
    // To a path of version 1, version 2 answers 404 with warnings in place of errors.
    if (error instanceof BadAnswerError && error.badAnswer === 'not-vault') throw otherMount(vault, mount, error);
    if (!(error instanceof VaultResponseError) || error.status !== 404) throw error;
    // An engine of this kind that lacks the key gives no reason. Without it, nothing tells whether the cluster is parked.
    // eslint-disable-next-line no-restricted-syntax -- whether Vault gives a reason, whatever it says
    if (error.errors.some((reason) => reason !== '')) throw otherMount(vault, mount, error);
    return false;
  }
}

const otherMount = ({ address }: Vault, mount: string, cause: Error): ConfigError =>
  new ConfigError(
    `${mount}/ of ${address} is no KV engine of version 1`,
    `Mount one there that nothing else uses: bao secrets enable -path=${mount} -version=1 kv. On the parked cluster, write its marker again.`,
    { cause },
  );

/** Mounts that every cluster has, by type. */
const OWN_MOUNTS: readonly unknown[] = ['system', 'identity', 'cubbyhole'];

/**
 * Paths of what a restore would delete: every secrets engine of the cluster but its own and `mount`, and every namespace.
 *
 * @throws VaultDrError if they cannot be read
 */
export async function pathsWithData(vault: Vault, call: Call): Promise<readonly string[]> {
  const [engines, namespaces] = await Promise.all([secretsEngines(vault, call), namespacesOf(vault, call)]);
  return [...engines, ...namespaces];
}

async function secretsEngines(vault: Vault, { mount, token, timeoutMs }: Call): Promise<readonly string[]> {
  const { data } = await vault.call('GET', 'sys/mounts', { token, timeoutMs });
  const mounts = Object.entries((data ?? {}) as Readonly<Record<string, { readonly type?: unknown }>>);
  return mounts.filter(([path, { type }]) => path !== `${mount}/` && !OWN_MOUNTS.includes(type)).map(([path]) => path);
}

/** OpenBao has namespaces, and `sys/mounts` does not list what is in them. Vault Community has none, and answers 404 as well. */
async function namespacesOf(vault: Vault, { token, timeoutMs }: Call): Promise<readonly string[]> {
  try {
    const { data } = await vault.call('GET', 'sys/namespaces?list=true', { token, timeoutMs });
    return ((data as { readonly keys?: readonly string[] } | undefined)?.keys ?? []).map(String);
  } catch (error) {
    if (error instanceof VaultResponseError && error.status === 404) return [];
    throw error;
  }
}

/** Whether the cluster is parked, and has nothing that a restore would delete. @throws VaultDrError if it cannot be read */
export const isParkedAndEmpty = async (vault: Vault, call: Call): Promise<boolean> =>
  (await isParked(vault, call)) && (await pathsWithData(vault, call)).length === 0;

/** Writes the time into the data, so that a copy tells how old it is. @throws VaultDrError */
export async function writeCanary(vault: Vault, at: number, { mount, token, timeoutMs }: Call): Promise<void> {
  await vault.write(`${mount}/canary`, { token, timeoutMs, body: { at: new Date(at).toISOString() } });
}

/** The time in the data, milliseconds since the epoch. @returns `undefined` if there is none @throws VaultDrError */
export async function readCanary(vault: Vault, { mount, token, timeoutMs }: Call): Promise<number | undefined> {
  try {
    const { data } = await vault.call('GET', `${mount}/canary`, { token, timeoutMs });
    const at = Date.parse(String((data as Record<string, unknown> | undefined)?.['at']));
    return Number.isNaN(at) ? undefined : at;
  } catch (error) {
    if (error instanceof VaultResponseError && error.status === 404) return undefined;
    throw error;
  }
}
