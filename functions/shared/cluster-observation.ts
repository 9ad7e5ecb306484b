import * as v from 'valibot';
import { BadAnswerError, NoAnswerError, VaultDrError, type BadAnswer, type NoAnswerCause } from './errors';
import type { JsonAnswer, Vault } from './vault-client';

/** DR modes between which a cluster can be said to have settled. */
export type DrMode = 'primary' | 'secondary' | 'disabled';

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
  /** When the other side was last heard, ISO 8601. */
  readonly lastHeartbeat: string | undefined;
  /** How old the newest thing is that a secondary has of its primary, milliseconds: the lag. Vault 1.17 and newer. */
  readonly canaryAgeMs?: number;
  readonly secondaryId: string | undefined;
  readonly knownSecondaries: readonly string[];
}

/** One look at one cluster, as data: every answer, non-answer and odd answer. */
export type ClusterObservation =
  | UpCluster
  /** It answers, but a role change or an election is under way. `mode` is what `sys/health` says meanwhile. */
  | { readonly kind: 'changing'; readonly mode: DrMode | undefined; readonly detail: string }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'uninitialised' }
  | { readonly kind: 'unreachable'; readonly cause: NoAnswerCause }
  /** Somebody answers who is not recognisably this Vault. */
  | { readonly kind: 'odd'; readonly problem: BadAnswer };

/**
 * Looks at one cluster: `sys/health` and `sys/replication/dr/status` side by side, one limit on both. Never throws for
 * what the cluster does.
 */
export async function observeCluster(client: Vault, timeoutMs: number): Promise<ClusterObservation> {
  const [health, status] = await Promise.allSettled([
    client.read('sys/health', timeoutMs),
    client.read('sys/replication/dr/status', timeoutMs),
  ]);
  return interpret(settled(health), settled(status));
}

type Look = JsonAnswer | VaultDrError;

function settled(result: PromiseSettledResult<JsonAnswer>): Look {
  if (result.status === 'fulfilled') return result.value;
  if (result.reason instanceof VaultDrError) return result.reason;
  throw result.reason;
}

/** Turns the two answers into one observation. Pure. */
export function interpret(health: Look, status: Look): ClusterObservation {
  const healthBody = health instanceof Error ? undefined : parseHealth(health);
  const drBody = status instanceof Error ? undefined : parseDrStatus(status);

  const odd = [health, status].find((look) => look instanceof BadAnswerError);
  if (odd) return { kind: 'odd', problem: odd.badAnswer };
  if (health instanceof Error && status instanceof Error) return unreachable(status);
  if (healthBody === 'not-vault' || drBody === 'not-vault') return { kind: 'odd', problem: 'not-vault' };
  if (healthBody?.initialized === false) return { kind: 'uninitialised' };
  if (healthBody?.sealed === true || drBody === 'sealed') return { kind: 'sealed' };

  const mode = settledMode(drBody instanceof Object ? drBody.mode : healthBody?.replication_dr_mode);
  if (drBody === 'unavailable' || mode === undefined) {
    return { kind: 'changing', mode: settledMode(healthBody?.replication_dr_mode), detail: 'role change or election' };
  }
  const dr: Partial<DrStatus> = drBody instanceof Object ? drBody : {};
  const [primary] = dr.primaries ?? [];
  return {
    kind: 'up',
    mode,
    serving: mode !== 'secondary' && isServing(health, drBody instanceof Object),
    state: dr.state,
    clusterId: dr.cluster_id || undefined,
    version: healthBody?.version,
    lastWal: dr.last_dr_wal ?? dr.last_wal,
    lastRemoteWal: dr.last_remote_wal,
    merkleRoot: dr.merkle_root || undefined,
    corruptedMerkleTree: dr.corrupted_merkle_tree ?? false,
    connected: connection(dr.connection_state, primary?.connection_status),
    lastHeartbeat: primary?.last_heartbeat,
    ...canaryAge(primary?.replication_primary_canary_age_ms),
    secondaryId: dr.secondary_id || undefined,
    knownSecondaries: dr.known_secondaries ?? [],
  };
}

/** A standby (429, 473) serves through the active node, and that one exists when it answered for the status. */
function isServing(health: Look, statusAnswered: boolean): boolean {
  if (health instanceof Error) return false;
  return health.status === 200 || (statusAnswered && (health.status === 429 || health.status === 473));
}

const unreachable = (look: VaultDrError): ClusterObservation => ({
  kind: 'unreachable',
  cause: look instanceof NoAnswerError ? look.noAnswer : 'reset',
});

/** Vault gives the number as text. */
function canaryAge(text: string | undefined): { canaryAgeMs?: number } {
  const canaryAgeMs = Number(text || NaN);
  return canaryAgeMs >= 0 ? { canaryAgeMs } : {};
}

const settledMode = (mode: string | undefined): DrMode | undefined =>
  mode === 'primary' || mode === 'secondary' || mode === 'disabled' ? mode : undefined;

function connection(state: string | undefined, status: string | undefined): boolean | undefined {
  if (status === 'disconnected' || state === 'transient_failure' || state === 'shutdown') return false;
  if (status === 'connected' || state === 'ready') return true;
  return undefined;
}

// A field of the wrong type counts as not given: versions differ, and one odd field must not hide the rest.
const text = v.fallback(v.optional(v.string()), undefined);
const flag = v.fallback(v.optional(v.boolean()), undefined);
const count = v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), undefined);

const HEALTH = v.object({
  initialized: v.boolean(),
  sealed: v.boolean(),
  replication_dr_mode: text,
  version: text,
});

const DR_STATUS = v.object({
  mode: v.string(),
  state: text,
  cluster_id: text,
  last_dr_wal: count,
  last_wal: count,
  last_remote_wal: count,
  merkle_root: text,
  corrupted_merkle_tree: flag,
  connection_state: text,
  secondary_id: text,
  known_secondaries: v.fallback(v.optional(v.array(v.string())), undefined),
  primaries: v.fallback(
    v.optional(
      v.array(v.object({ connection_status: text, last_heartbeat: text, replication_primary_canary_age_ms: text })),
    ),
    undefined,
  ),
});

type Health = v.InferOutput<typeof HEALTH>;
type DrStatus = v.InferOutput<typeof DR_STATUS>;

/** Errors of Vault itself (`{"errors": […]}`) tell nothing about health: the node is between two states. */
function parseHealth({ body }: JsonAnswer): Health | 'not-vault' | undefined {
  if ('errors' in body) return undefined;
  const parsed = v.safeParse(HEALTH, body);
  return parsed.success ? parsed.output : 'not-vault';
}

function parseDrStatus({ status, body }: JsonAnswer): DrStatus | 'sealed' | 'unavailable' | 'not-vault' | undefined {
  const { errors, data } = body;
  if (Array.isArray(errors)) {
    if (errors.includes('Vault is sealed')) return 'sealed';
    // 4xx: the endpoint is switched off or unknown there, and `sys/health` has to do.
    return status >= 500 || status === 429 ? 'unavailable' : undefined;
  }
  const parsed = v.safeParse(DR_STATUS, data);
  return parsed.success ? parsed.output : 'not-vault';
}
