import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { ClusterName } from '../../functions/shared/contract';
import { NoAnswerError, VaultResponseError } from '../../functions/shared/errors';
import { VaultClient, type Vault } from '../../functions/shared/vault-client';
import { confirm } from '../confirm';
import type { InitDocument } from '../documents';
import { CliError, EXIT } from '../exit-codes';
import type { Io, OutputFormat } from '../io';
import { writeResult } from '../render/document';
import { parseAnswer, type InitAnswer } from './answer';
import { KeyFile, refuseExisting } from './key-file';
import { nextCommands } from './next-commands';
import { bodyOf, requestFrom, type InitRequest, type KeyOptions } from './request';
import { seeSeal, type SeenSeal } from './seal-status';

/** The cluster to initialise. */
export interface InitTarget {
  /** `https://host:port` of the cluster itself. */
  readonly address: string;
  /** CA certificates in PEM. @default - the roots of the system */
  readonly ca?: string;
  /** The environment of the pair. @default - the cluster was given by its address */
  readonly environment?: string;
  readonly cluster?: ClusterName;
  /** How the pair replicates. @default - DR replication of Vault Enterprise */
  readonly replication?: ReplicationKind;
}

export interface InitOptions extends KeyOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly output: OutputFormat;
}

/** Vault makes the keys, writes them and encrypts them before it answers. */
const INIT_MS = 60_000;
const ACTIVE_MS = 60_000;
const PAUSE_MS = 1_000;
const PROBE_MS = 3_000;

/**
 * Initialises a cluster whose seal opens by itself. The request is sent once and never again: a second one could make a
 * second cluster of the nodes that have not joined the first.
 */
export async function init(io: Io, options: InitOptions, target: InitTarget): Promise<void> {
  const request = requestFrom(options);
  for (const file of [request.out, request.plainKeysTo]) if (file !== undefined) refuseExisting(file);
  const vault = new VaultClient(target.cluster ?? 'home', target.address, target.ca);
  try {
    await initialise(io, options, target, request, vault);
  } finally {
    vault.close();
  }
}

async function initialise(
  io: Io,
  options: InitOptions,
  target: InitTarget,
  request: InitRequest,
  vault: Vault,
): Promise<void> {
  const seen = await seeSeal(vault);
  const document = documentOf(target, request, seen);
  const write = (outcome: InitDocument['outcome'], lines: readonly string[], next: readonly string[] = []): void =>
    writeResult(io, options.output, { ...document, outcome, next }, () => [...lines, ...next].join('\n'));
  if (seen.isInitialised) {
    return write('nothing', [
      `Nothing to do: ${target.address} is initialised already, and nothing was changed.`,
      '  Its recovery keys and its root token went to whoever initialised it.',
    ]);
  }
  if (!seen.opensItself) throw shamir(target.address, seen.seal);
  const next = nextCommands(target, request);
  const plan = `Initialise ${target.address} (${seen.version}, storage ${seen.storage}, seal ${seen.seal})`;
  if (options.dryRun) return write('planned', [`${plan}:`, ...placesOf(request)], ['Then:', ...next]);
  if (!options.yes) {
    for (const line of placesOf(request)) io.err(line);
    await confirm(io, `${plan}?`);
  }
  const isActive = await io.runToEnd(() => undisturbed(io, () => sendAndSave(io, target, request, vault)));
  write(
    'done',
    [`${target.address} is initialised.`, ...placesOf(request), ...notActive(isActive)],
    ['Next:', ...next],
  );
}

const documentOf = (
  { address, environment, cluster }: InitTarget,
  { shares, threshold, out, plainKeysTo }: InitRequest,
  { version, storage, seal }: SeenSeal,
): Omit<InitDocument, 'version' | 'outcome' | 'next'> => ({
  address,
  ...(environment !== undefined && { environment }),
  ...(cluster && { cluster }),
  vault: { version, storage, seal },
  shares,
  threshold,
  files: { ...(out !== undefined && { encrypted: out }), ...(plainKeysTo !== undefined && { plain: plainKeysTo }) },
});

/** Where each part of Vault's answer goes. */
function placesOf({ shares, threshold, holders, rootHolder, out, plainKeysTo }: InitRequest): string[] {
  const place = (isEncrypted: boolean): string =>
    isEncrypted ? `encrypted, to ${out}` : `IN PLAIN TEXT, to ${plainKeysTo}`;
  return [
    `  ${shares} recovery keys, ${threshold} of them needed: ${place(holders.length > 0)}`,
    ...holders.map(({ file }, index) => `    share ${index + 1} for ${file}`),
    `  the root token: ${place(rootHolder !== undefined)}${rootHolder === undefined ? '' : `, for ${rootHolder.file}`}`,
  ];
}

const notActive = (isActive: boolean): string[] =>
  isActive
    ? []
    : ['  It is not active yet. Look at the log of its nodes: they have to reach the key of the seal, and each other.'];

/** Ctrl-C between the request and the file would lose the only copy of the keys. */
async function undisturbed<T>(io: Io, body: () => Promise<T>): Promise<T> {
  const release = io.onInterrupt(() => io.err('Ctrl-C is ignored until the keys are in their file.'));
  try {
    return await body();
  } finally {
    release();
  }
}

/** @returns whether the cluster is active */
async function sendAndSave(io: Io, target: InitTarget, request: InitRequest, vault: Vault): Promise<boolean> {
  const files = reserve(request);
  let answer: InitAnswer | undefined;
  try {
    const body = await vault.write('sys/init', { timeoutMs: INIT_MS, body: bodyOf(request) });
    answer = parseAnswer(body, request, { address: target.address, initialisedAt: new Date().toISOString() });
  } catch (error) {
    discard(files);
    throw await explain(error, target, vault);
  }
  if (answer === undefined) {
    discard(files);
    throw keysAreLost(target.address, 'Vault answered without recovery keys');
  }
  save(target.address, files, answer);
  if (!answer.isAsAsked) throw notEncrypted(target.address, request);
  io.err('The keys are in their files. Waiting until the cluster is active …');
  return becomesActive(vault);
}

interface KeyFiles {
  readonly encrypted?: KeyFile | undefined;
  readonly plain?: KeyFile | undefined;
}

function reserve({ out, plainKeysTo }: InitRequest): KeyFiles {
  const encrypted = out === undefined ? undefined : KeyFile.reserve(out);
  try {
    return { encrypted, plain: plainKeysTo === undefined ? undefined : KeyFile.reserve(plainKeysTo) };
  } catch (error) {
    encrypted?.discard();
    throw error;
  }
}

function discard({ encrypted, plain }: KeyFiles): void {
  encrypted?.discard();
  plain?.discard();
}

function save(address: string, files: KeyFiles, answer: InitAnswer): void {
  try {
    if (answer.encrypted) files.encrypted?.save(answer.encrypted);
    if (answer.plain) files.plain?.save(answer.plain);
  } catch (cause) {
    throw keysAreLost(address, `the keys could not be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** An error that left everything as it was keeps its message. Every other one says what may have happened. */
async function explain(error: unknown, { address }: InitTarget, vault: Vault): Promise<unknown> {
  const isUncertain =
    error instanceof NoAnswerError
      ? error.mayHaveEffect
      : !(error instanceof VaultResponseError) || error.status >= 500;
  if (!isUncertain) return error;
  const why = error instanceof Error ? error.message : String(error);
  const seen = await seeSeal(vault).catch(() => undefined);
  if (seen?.isInitialised) return keysAreLost(address, `the answer of Vault was lost: ${why}`);
  return new CliError(
    EXIT.unknown,
    `It is not known whether ${address} is initialised: ${why}\n` +
      '  It may be, and then nobody has its keys. Wait a minute, then look with the same command and --dry-run.\n' +
      '  If it says that the cluster is initialised, end all of its nodes, delete their data and begin anew: ' +
      'a cluster without keys has no use, and it holds nothing yet.',
  );
}

const keysAreLost = (address: string, why: string): CliError =>
  new CliError(
    EXIT.partly,
    `${address} is initialised, but its keys are lost: ${why}.\n` +
      '  If somebody else has initialised it at this moment, they have the keys: ask.\n' +
      '  Otherwise end all of its nodes, delete their data (the volumes, or the table), and run the same command again. ' +
      'The cluster holds nothing yet.',
  );

const notEncrypted = (address: string, { out }: InitRequest): CliError =>
  new CliError(
    EXIT.partly,
    `${address} is initialised, but Vault did not encrypt everything that it was asked to.\n` +
      `  Treat ${out} as a secret: give each holder their share by hand, make new recovery keys (vault operator rekey ` +
      '-target=recovery), revoke the root token, and delete the file.',
  );

const shamir = (address: string, seal: string): CliError =>
  new CliError(
    EXIT.refused,
    `Refused, nothing was changed. The seal of ${address} is ${seal}, and does not open by itself. ` +
      'Configure auto-unseal (VaultCluster does it with KMS), or initialise it with "vault operator init".',
  );

async function becomesActive(vault: Vault): Promise<boolean> {
  const until = Date.now() + ACTIVE_MS;
  while (Date.now() < until) {
    const status = await vault.read('sys/health', PROBE_MS).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200 || status === 429 || status === 473) return true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}
