import * as v from 'valibot';
import { BadAnswerError, NoAnswerError, type BadAnswer, type NoAnswerCause, type VaultDrError } from './errors';
import type { JsonAnswer } from './vault-client';

/** DR modes of a cluster that is not changing its role. */
export type DrMode = 'primary' | 'secondary' | 'disabled';

/** An answer, or why there is none. */
export type Look = JsonAnswer | VaultDrError;

/** What one answer says about the cluster. Each answer may come from another node. */
export type Statement =
  | { readonly kind: 'mode'; readonly mode: DrMode }
  /** A role change or an election is under way. */
  | { readonly kind: 'changing' }
  | { readonly kind: 'sealed' }
  | { readonly kind: 'uninitialised' }
  /** There was no answer. */
  | { readonly kind: 'silent'; readonly cause: NoAnswerCause }
  /** The answer is not recognisably from this Vault. */
  | { readonly kind: 'odd'; readonly problem: BadAnswer }
  /** The answer says nothing about the role. */
  | { readonly kind: 'nothing' };

// A field of another type is ignored: versions of Vault differ, and one unexpected field must not hide the others.
const text = v.fallback(v.optional(v.string()), undefined);
const flag = v.fallback(v.optional(v.boolean()), undefined);
const count = v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), undefined);

const HEALTH = v.object({
  initialized: v.boolean(),
  sealed: v.boolean(),
  replication_dr_mode: text,
  version: text,
  /** Seconds since the epoch, by the clock of the answering node. */
  server_time_utc: count,
  enterprise: flag,
  replication_performance_mode: text,
  license: v.fallback(v.optional(v.object({ state: text, expiry_time: text, terminated: flag })), undefined),
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

export type Health = v.InferOutput<typeof HEALTH>;
export type DrStatus = v.InferOutput<typeof DR_STATUS>;

/** A parsed answer: its statement about the role, and its body. */
export interface Parsed<T> {
  readonly says: Statement;
  readonly body?: T;
}

/** Parses an answer of `sys/health`. */
export function parseHealth(look: Look): Parsed<Health> {
  if (look instanceof Error) return { says: unanswered(look) };
  // Errors of Vault (`{"errors": […]}`) say nothing about health: the node is between two states.
  if ('errors' in look.body) return { says: { kind: 'nothing' } };
  const parsed = v.safeParse(HEALTH, look.body);
  if (!parsed.success) return { says: NOT_VAULT };
  const body = parsed.output;
  if (!body.initialized) return { says: { kind: 'uninitialised' }, body };
  if (body.sealed) return { says: { kind: 'sealed' }, body };
  return {
    says: body.replication_dr_mode === undefined ? { kind: 'nothing' } : modeOf(body.replication_dr_mode),
    body,
  };
}

/** Parses an answer of `sys/replication/dr/status`. */
export function parseDrStatus(look: Look): Parsed<DrStatus> {
  if (look instanceof Error) return { says: unanswered(look) };
  const { errors, data } = look.body;
  if (Array.isArray(errors)) {
    // eslint-disable-next-line no-restricted-syntax -- Vault's own words, and its status 503 has other causes too
    if (errors.includes('Vault is sealed')) return { says: { kind: 'sealed' } };
    // 4xx: the endpoint is disabled or unknown, so only `sys/health` is left.
    return { says: { kind: look.status >= 500 || look.status === 429 ? 'changing' : 'nothing' } };
  }
  const parsed = v.safeParse(DR_STATUS, data);
  return parsed.success ? { says: modeOf(parsed.output.mode), body: parsed.output } : { says: NOT_VAULT };
}

const NOT_VAULT: Statement = { kind: 'odd', problem: 'not-vault' };

/** With `bootstrapping`, `unknown` and any other mode it is not known which role the cluster will have. */
const modeOf = (mode: string): Statement =>
  mode === 'primary' || mode === 'secondary' || mode === 'disabled' ? { kind: 'mode', mode } : { kind: 'changing' };

function unanswered(error: VaultDrError): Statement {
  if (error instanceof BadAnswerError) return { kind: 'odd', problem: error.badAnswer };
  return { kind: 'silent', cause: error instanceof NoAnswerError ? error.noAnswer : 'reset' };
}
