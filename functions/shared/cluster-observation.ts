import { VaultDrError, type BadAnswer, type NoAnswerCause } from './errors';
import { parseDrStatus, parseHealth, type DrMode, type DrStatus, type Look, type Statement } from './statements';
import type { JsonAnswer, Vault } from './vault-client';

export type { DrMode } from './statements';

/** A cluster that says what it is. What an older Vault or a demoted cluster does not say is `undefined`. */
export interface UpCluster {
  readonly kind: 'up';
  readonly mode: DrMode;
  /** Whether an active node serves; a secondary never does. */
  readonly serving: boolean;
  /** `running`, `stream-wals`, `merkle-diff`, `merkle-sync`, `idle`, … */
  readonly state: string | undefined;
  /** Of the replication set: equal on both sides, and it survives role changes. */
  readonly clusterId: string | undefined;
  readonly version: string | undefined;
  /** Last WAL written, on a cluster that is or was primary. */
  readonly lastWal: number | undefined;
  /** Last WAL received, on a secondary. */
  readonly lastRemoteWal: number | undefined;
  readonly merkleRoot: string | undefined;
  readonly corruptedMerkleTree: boolean;
  /** A secondary's view of its primary: `undefined` when it does not say. */
  readonly connected: boolean | undefined;
  /** When the other side was last heard, ISO 8601, by this cluster's clock. */
  readonly lastHeartbeat: string | undefined;
  /** How old the newest thing is that a secondary has of its primary, milliseconds: the lag. Vault 1.17 and newer. */
  readonly canaryAgeMs?: number;
  readonly secondaryId: string | undefined;
  readonly knownSecondaries: readonly string[];
  /** This cluster's own time at its answer, milliseconds since the epoch, whole seconds. @default - it does not say */
  readonly serverTimeMs?: number | undefined;
}

/** One look at one cluster, as data: every answer, non-answer and odd answer. */
export type ClusterObservation =
  | UpCluster
  /** It answers, but its answers disagree, or a role change or an election is under way. `mode` is what one of them says. */
  | { readonly kind: 'changing'; readonly mode: DrMode | undefined; readonly detail: string }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'uninitialised' }
  | { readonly kind: 'unreachable'; readonly cause: NoAnswerCause }
  /** Somebody answers who is not recognisably this Vault. */
  | { readonly kind: 'odd'; readonly problem: BadAnswer };

/** The two answers that were asked for side by side. */
export interface Probe {
  readonly health: Look;
  readonly status: Look;
}

/**
 * Looks at one cluster: `sys/health` and `sys/replication/dr/status` side by side, one limit on all of it. Never throws
 * for what the cluster does.
 *
 * @param probes how many times both are asked at once. Behind a load balancer each answer may come from another node,
 *   and a look that decides something should have heard more than one
 */
export async function observeCluster(client: Vault, timeoutMs: number, probes = 1): Promise<ClusterObservation> {
  const asked = Array.from({ length: probes }, async (): Promise<Probe> => {
    const [health, status] = await Promise.allSettled([
      client.read('sys/health', timeoutMs),
      client.read('sys/replication/dr/status', timeoutMs),
    ]);
    return { health: settled(health), status: settled(status) };
  });
  return interpretProbes(await Promise.all(asked));
}

function settled(result: PromiseSettledResult<JsonAnswer>): Look {
  if (result.status === 'fulfilled') return result.value;
  if (result.reason instanceof VaultDrError) return result.reason;
  throw result.reason;
}

/** Turns the two answers of one round into one observation. Pure. */
export const interpret = (health: Look, status: Look): ClusterObservation => interpretProbes([{ health, status }]);

/** Turns all answers of a look into one observation. Pure. */
export function interpretProbes(probes: readonly Probe[]): ClusterObservation {
  const parsed = probes.map(({ health, status }) => ({
    answered: health instanceof Error ? undefined : health.status,
    health: parseHealth(health),
    status: parseDrStatus(status),
  }));
  const verdict = agree(parsed.flatMap(({ status, health }) => [status.says, health.says]));
  if (typeof verdict !== 'string') return verdict;

  const isSaid = (says: Statement): boolean => says.kind === 'mode' && says.mode === verdict;
  const dr: Partial<DrStatus> = parsed.find(({ status }) => isSaid(status.says))?.status.body ?? {};
  const bodies = parsed.flatMap(({ health }) => (health.body ? [health.body] : []));
  const serverTime = bodies.find(({ server_time_utc: seconds }) => seconds !== undefined)?.server_time_utc;
  const serves = parsed.some(({ answered, status }) => isServing(answered, isSaid(status.says)));
  const [primary] = dr.primaries ?? [];
  return {
    kind: 'up',
    mode: verdict,
    serving: verdict !== 'secondary' && serves,
    state: dr.state,
    clusterId: dr.cluster_id || undefined,
    version: bodies.find(({ version }) => version !== undefined)?.version,
    lastWal: dr.last_dr_wal ?? dr.last_wal,
    lastRemoteWal: dr.last_remote_wal,
    merkleRoot: dr.merkle_root || undefined,
    corruptedMerkleTree: dr.corrupted_merkle_tree ?? false,
    connected: connection(dr.connection_state, primary?.connection_status),
    lastHeartbeat: primary?.last_heartbeat,
    ...canaryAge(primary?.replication_primary_canary_age_ms),
    secondaryId: dr.secondary_id || undefined,
    knownSecondaries: dr.known_secondaries ?? [],
    ...(serverTime !== undefined && { serverTimeMs: serverTime * 1000 }),
  };
}

/**
 * What the statements of several nodes say together.
 *
 * "I am primary" wins over every node that cannot serve: a sealed or a blank one beside it is on its way in or out.
 * Everything else needs agreement of all that answer, and where they disagree nothing is known until the next look.
 *
 * @returns the mode that all agree on, or what the cluster is instead
 */
function agree(statements: readonly Statement[]): DrMode | ClusterObservation {
  const modes = new Set(statements.flatMap((each) => (each.kind === 'mode' ? [each.mode] : [])));
  const find = <K extends Statement['kind']>(kind: K): Extract<Statement, { kind: K }> | undefined =>
    statements.find((each): each is Extract<Statement, { kind: K }> => each.kind === kind);
  const claim: DrMode | undefined = modes.has('primary') ? 'primary' : [...modes][0];
  const changing = (detail: string): ClusterObservation => ({ kind: 'changing', mode: claim, detail });

  if (find('changing')) return changing('role change or election');
  if (modes.size > 1) return changing('its nodes disagree');
  if (claim === 'primary') return claim;
  const odd = find('odd');
  if (odd) return { kind: 'odd', problem: odd.problem };
  const sealed = find('uninitialised') ?? find('sealed');
  if (claim !== undefined) return sealed ? changing('its nodes disagree') : claim;
  if (sealed) return sealed;
  if (find('nothing')) return changing('it does not say what it is');
  return { kind: 'unreachable', cause: find('silent')?.cause ?? 'reset' };
}

/** A standby (429, 473) serves through the active node, and that one exists when it answered for the status. */
const isServing = (healthStatus: number | undefined, statusAnswered: boolean): boolean =>
  healthStatus === 200 || (statusAnswered && (healthStatus === 429 || healthStatus === 473));

/** Vault gives the number as text. */
function canaryAge(text: string | undefined): { canaryAgeMs?: number } {
  const canaryAgeMs = Number(text || NaN);
  return canaryAgeMs >= 0 ? { canaryAgeMs } : {};
}

function connection(state: string | undefined, status: string | undefined): boolean | undefined {
  if (status === 'disconnected' || state === 'transient_failure' || state === 'shutdown') return false;
  if (status === 'connected' || state === 'ready') return true;
  return undefined;
}
