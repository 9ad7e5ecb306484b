import { NOTHING_REPORTED, type ClusterObservation, type UpCluster } from '../../../shared/cluster-observation';
import { NoAnswerError, VaultDrError } from '../../../shared/errors';
import { parseHealth, type Health, type Look } from '../../../shared/statements';
import type { Vault } from '../../../shared/vault-client';
import type { Database, DatabaseLook } from './database';
import { lsnNumber } from './lsn';

/** Looks at one cluster: its nodes by `sys/health`, and its database, in parallel. What it sees is never an error. */
export async function observe(
  { vault, database }: { readonly vault: Vault; readonly database: Database },
  timeoutMs: number,
  probes: number,
): Promise<ClusterObservation> {
  const [nodes, data] = await Promise.all([
    Promise.all(Array.from({ length: probes }, () => settled(vault.read('sys/health', timeoutMs)))),
    settled(database.look(timeoutMs)),
  ]);
  return interpret(nodes, data);
}

async function settled<T>(reading: Promise<T>): Promise<T | VaultDrError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof VaultDrError) return error;
    throw error;
  }
}

/** What the nodes of a cluster say together. */
type Nodes =
  | { readonly kind: 'active' | 'standby'; readonly body: Health }
  /** None of them can serve. */
  | { readonly kind: 'none'; readonly seen: ClusterObservation };

/**
 * Turns what the nodes and the database say into one observation. The database knows the role, because it takes the writes;
 * the nodes know whether somebody serves. Pure.
 */
export function interpret(looks: readonly Look[], data: DatabaseLook | VaultDrError): ClusterObservation {
  const nodes = together(looks);
  if (data instanceof Error) return withoutDatabase(nodes);
  if (nodes.kind === 'none' && nodes.seen.kind === 'uninitialised') return nodes.seen;
  if (data.isReplica) {
    if (nodes.kind === 'none') return nodes.seen;
    return nodes.kind === 'standby' ? secondary(data, nodes.body) : changing('a node is active on a replica', data);
  }
  if (data.isFenced) {
    // It cannot serve. An active node notices that within seconds.
    if (nodes.kind === 'active') return changing('its database is fenced, and a node is still active', data);
    return fenced(data, nodes.kind === 'none' ? undefined : nodes.body);
  }
  if (nodes.kind === 'none') return nodes.seen;
  return primary(data, nodes);
}

/** Whether a node has said that it is active is all that is known. */
function withoutDatabase(nodes: Nodes): ClusterObservation {
  if (nodes.kind === 'none') return nodes.seen;
  if (nodes.kind === 'standby') return changing('its database gives no answer');
  return { ...up(undefined, nodes.body), mode: 'primary', serving: true, state: undefined, isStatusUnseen: true };
}

const primary = (data: DatabaseLook, nodes: Exclude<Nodes, { kind: 'none' }>): UpCluster => ({
  ...up(data, nodes.body),
  mode: 'primary',
  // A node that has taken the lock needs a moment more, so only its own word counts.
  serving: nodes.kind === 'active',
  state: 'running',
  lastWal: lsnNumber(data.lsn),
});

const secondary = (data: DatabaseLook, body: Health): UpCluster => ({
  ...up(data, body),
  mode: 'secondary',
  state: data.isStreaming ? 'stream-wals' : 'idle',
  lastRemoteWal: lsnNumber(data.lsn),
  connected: data.isStreaming,
  // The active node writes its lock every five seconds, so the newest transaction is a sign of life.
  ...(data.replayedAt !== undefined && {
    lastHeartbeat: new Date(data.replayedAt).toISOString(),
    canaryAgeMs: data.isApplied ? 0 : Math.max(0, data.now - data.replayedAt),
    // The age above is that of the same transaction, so it must not be taken off once more.
    hasWritesUntil: new Date(data.replayedAt).toISOString(),
  }),
});

/** A primary that was demoted: it has data of its own, and follows nobody. */
const fenced = (data: DatabaseLook, body: Health | undefined): UpCluster => ({
  ...up(data, body),
  mode: 'secondary',
  state: 'idle',
  lastWal: lsnNumber(data.lsn),
  isDatabaseFenced: true,
});

const up = (data: DatabaseLook | undefined, body: Health | undefined): Omit<UpCluster, 'mode'> => ({
  ...NOTHING_REPORTED,
  serving: false,
  ...lineOf(data),
  version: body?.version,
  ...(data && { serverTimeMs: data.now }),
  ...(data?.hasNoLocks && { hasNoLocks: true }),
});

const changing = (detail: string, data?: DatabaseLook): ClusterObservation => ({
  kind: 'changing',
  mode: undefined,
  detail,
  ...lineOf(data),
  ...(data?.isFenced && { isDatabaseFenced: true }),
});

/** What its positions count. */
const lineOf = (data: DatabaseLook | undefined): Pick<UpCluster, 'clusterId' | 'timeline'> => ({
  clusterId: data?.systemId,
  ...(data?.timeline !== undefined && { timeline: data.timeline }),
});

/** An active node of several counts, then a standby. Behind a load balancer each answer may come from another node. */
function together(looks: readonly Look[]): Nodes {
  const parsed = looks.map((look) => ({ status: look instanceof Error ? 0 : look.status, ...parseHealth(look) }));
  for (const [kind, status] of [
    ['active', 200],
    ['standby', 429],
  ] as const) {
    const body = parsed.find((each) => each.status === status && each.body !== undefined)?.body;
    if (body) return { kind, body };
  }
  const find = <K extends (typeof parsed)[number]['says']['kind']>(kind: K) =>
    parsed.map(({ says }) => says).find((says) => says.kind === kind) as
      Extract<(typeof parsed)[number]['says'], { kind: K }> | undefined;
  const odd = find('odd');
  if (odd) return { kind: 'none', seen: { kind: 'odd', problem: odd.problem } };
  const unable = find('uninitialised') ?? find('sealed');
  if (unable) return { kind: 'none', seen: { kind: unable.kind } };
  const silent = looks.find((look) => look instanceof NoAnswerError);
  if (silent instanceof NoAnswerError) return { kind: 'none', seen: { kind: 'unreachable', cause: silent.noAnswer } };
  return { kind: 'none', seen: changing('its nodes do not report their state') };
}
