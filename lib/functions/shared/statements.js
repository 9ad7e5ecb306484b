"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.parseHealth = parseHealth;
exports.parseDrStatus = parseDrStatus;
const v = __importStar(require("valibot"));
const errors_1 = require("./errors");
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
    primaries: v.fallback(v.optional(v.array(v.object({ connection_status: text, last_heartbeat: text, replication_primary_canary_age_ms: text }))), undefined),
});
/** Parses an answer of `sys/health`. */
function parseHealth(look) {
    if (look instanceof Error)
        return { says: unanswered(look) };
    // Errors of Vault (`{"errors": […]}`) say nothing about health: the node is between two states.
    if ('errors' in look.body)
        return { says: { kind: 'nothing' } };
    const parsed = v.safeParse(HEALTH, look.body);
    if (!parsed.success)
        return { says: NOT_VAULT };
    const body = parsed.output;
    if (!body.initialized)
        return { says: { kind: 'uninitialised' }, body };
    if (body.sealed)
        return { says: { kind: 'sealed' }, body };
    return {
        says: body.replication_dr_mode === undefined ? { kind: 'nothing' } : modeOf(body.replication_dr_mode),
        body,
    };
}
/** Parses an answer of `sys/replication/dr/status`. */
function parseDrStatus(look) {
    if (look instanceof Error)
        return { says: unanswered(look) };
    const { errors, data } = look.body;
    if (Array.isArray(errors)) {
        // eslint-disable-next-line no-restricted-syntax -- Vault's own words, and its status 503 has other causes too
        if (errors.includes('Vault is sealed'))
            return { says: { kind: 'sealed' } };
        // 4xx: the endpoint is disabled or unknown, so only `sys/health` is left.
        return { says: { kind: look.status >= 500 || look.status === 429 ? 'changing' : 'nothing' } };
    }
    const parsed = v.safeParse(DR_STATUS, data);
    return parsed.success ? { says: modeOf(parsed.output.mode), body: parsed.output } : { says: NOT_VAULT };
}
const NOT_VAULT = { kind: 'odd', problem: 'not-vault' };
/** With `bootstrapping`, `unknown` and any other mode it is not known which role the cluster will have. */
const modeOf = (mode) => mode === 'primary' || mode === 'secondary' || mode === 'disabled' ? { kind: 'mode', mode } : { kind: 'changing' };
function unanswered(error) {
    if (error instanceof errors_1.BadAnswerError)
        return { kind: 'odd', problem: error.badAnswer };
    return { kind: 'silent', cause: error instanceof errors_1.NoAnswerError ? error.noAnswer : 'reset' };
}
//# sourceMappingURL=statements.js.map