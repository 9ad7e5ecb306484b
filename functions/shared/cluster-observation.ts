import { VaultDrError, type BadAnswer, type NoAnswerCause } from './errors';
import type { License } from './license';
import {
  parseDrStatus,
  parseHealth,
  type DrMode,
  type DrStatus,
  type Health,
  type Look,
  type Statement,
} from './statements';
import type { JsonAnswer, Vault } from './vault-client';

export type { DrMode } from './statements';

/** A cluster that reports its role. A field is `undefined` if this version or role of Vault does not report it. */
export interface UpCluster {
  readonly kind: 'up';
  readonly mode: DrMode;
  /** Whether an active node serves clients; always false for a secondary. */
  readonly serving: boolean;
  /** `running`, `stream-wals`, `merkle-diff`, `merkle-sync`, `idle`, … */
  readonly state: string | undefined;
  /** Id of the replication set: equal on both clusters, and the same after a role change. */
  readonly clusterId: string | undefined;
  readonly version: string | undefined;
  /** Last WAL that was written, on a cluster that is or was primary. */
  readonly lastWal: number | undefined;
  /** Last WAL that was received, on a secondary. */
  readonly lastRemoteWal: number | undefined;
  /** Which line of history the two WALs above are numbers of. Those of two lines cannot be compared. @default - there is only one */
  readonly timeline?: number;
  readonly merkleRoot: string | undefined;
  readonly corruptedMerkleTree: boolean;
  /** Whether a secondary is connected to its primary. */
  readonly connected: boolean | undefined;
  /** Time of the last heartbeat of the other cluster, ISO 8601, by this cluster's clock. */
  readonly lastHeartbeat: string | undefined;
  /** Replication lag: age of the newest write that a secondary has, milliseconds. @default - Vault before 1.17 */
  readonly canaryAgeMs?: number;
  /**
   * A secondary has every write that was acknowledged before, ISO 8601.
   *
   * @default - only its last heartbeat and the lag tell
   */
  readonly hasWritesUntil?: string;
  readonly secondaryId: string | undefined;
  readonly knownSecondaries: readonly string[];
  /** Time of the answer by this cluster's clock, milliseconds since the epoch, in whole seconds. @default - not reported */
  readonly serverTimeMs?: number | undefined;
  /**
   * No node answered `sys/replication/dr/status`, so only the role is known, from `sys/health`. The listener may have
   * `disable_replication_status_endpoints`.
   *
   * @default false
   */
  readonly isStatusUnseen?: boolean;
  /** Its data are deleted, or may be: it can be linked, and has nothing to be promoted with. @default false */
  readonly isEmptied?: true;
  /** Its database is read-only, because this system has fenced it. @default false */
  readonly isDatabaseFenced?: boolean;
  /** This system cannot free the lock of its active node: the table is missing, or a right in it. @default false */
  readonly hasNoLocks?: true;
  /** It is Vault Community, which has no replication. @default - it does not say so */
  readonly isCommunity?: boolean;
  /** @default - not reported */
  readonly license?: License;
  /** Its role in performance replication, if it takes part in that too. @default - it does not, or does not report it */
  readonly performanceMode?: 'primary' | 'secondary';
}

/** A cluster of which nothing is known but that it is up. */
export const NOTHING_REPORTED = {
  kind: 'up',
  state: undefined,
  clusterId: undefined,
  version: undefined,
  lastWal: undefined,
  lastRemoteWal: undefined,
  merkleRoot: undefined,
  corruptedMerkleTree: false,
  connected: undefined,
  lastHeartbeat: undefined,
  secondaryId: undefined,
  knownSecondaries: [],
} as const satisfies Omit<UpCluster, 'mode' | 'serving'>;

/** One look at one cluster. */
export type ClusterObservation =
  | UpCluster
  /** Its answers differ, or a role change or an election is under way. `mode` is the role in one of the answers. */
  | {
      readonly kind: 'changing';
      readonly mode: DrMode | undefined;
      readonly detail: string;
      /** These are the same as of a cluster that is up. */
      readonly clusterId?: string | undefined;
      readonly timeline?: number;
      readonly isDatabaseFenced?: boolean;
    }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'uninitialised' }
  | { readonly kind: 'unreachable'; readonly cause: NoAnswerCause }
  /** The answer is not recognisably from this Vault. */
  | { readonly kind: 'odd'; readonly problem: BadAnswer };

/** The two answers of one probe. */
export interface Probe {
  readonly health: Look;
  readonly status: Look;
}

/**
 * Looks at one cluster: reads `sys/health` and `sys/replication/dr/status` in parallel. What the cluster does is never an
 * error.
 *
 * @param timeoutMs limit of the whole look, milliseconds
 * @param probes how many times both are read at once. Behind a load balancer each answer may come from another node, so a
 *   look that decides something should use more than one
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

/** Turns the answers of one probe into one observation. Pure. */
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
  const seen = parsed.find(({ status }) => isSaid(status.says))?.status.body;
  const dr: Partial<DrStatus> = seen ?? {};
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
    ...(seen === undefined && { isStatusUnseen: true }),
    ...editionOf(bodies),
  };
}

/** What `sys/health` tells about the binary and its license. Of several nodes, the one whose license has ended counts. */
function editionOf(bodies: readonly Health[]): Pick<UpCluster, 'isCommunity' | 'license' | 'performanceMode'> {
  const licenses = bodies.flatMap(({ license }) => (license ? [license] : []));
  const license = licenses.find(({ terminated }) => terminated) ?? licenses[0];
  const performance = bodies.find(({ replication_performance_mode: mode }) => mode !== undefined);
  const mode = performance?.replication_performance_mode;
  return {
    ...(bodies.some(({ enterprise }) => enterprise === false) && { isCommunity: true }),
    ...(license && { license: { isTerminated: license.terminated ?? false, expiresAt: license.expiry_time } }),
    ...((mode === 'primary' || mode === 'secondary') && { performanceMode: mode }),
  };
}

/**
 * Combines the statements of several nodes.
 *
 * If one node says that the cluster is primary, nodes that are sealed or not initialised are ignored: they join or leave
 * the cluster. Otherwise all answers have to agree. If they do not, nothing is known until the next look.
 *
 * @returns the mode that all agree on, or an observation without one
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
  if (find('nothing')) return changing('it does not report its role');
  return { kind: 'unreachable', cause: find('silent')?.cause ?? 'reset' };
}

/** A standby (429, 473) serves through the active node. There is one if the status was answered. */
const isServing = (healthStatus: number | undefined, statusAnswered: boolean): boolean =>
  healthStatus === 200 || (statusAnswered && (healthStatus === 429 || healthStatus === 473));

/** Vault reports the number as text. */
function canaryAge(text: string | undefined): { canaryAgeMs?: number } {
  const canaryAgeMs = Number(text || NaN);
  return canaryAgeMs >= 0 ? { canaryAgeMs } : {};
}

function connection(state: string | undefined, status: string | undefined): boolean | undefined {
  if (status === 'disconnected' || state === 'transient_failure' || state === 'shutdown') return false;
  if (status === 'connected' || state === 'ready') return true;
  return undefined;
}
