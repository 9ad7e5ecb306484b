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
exports.parseHistory = parseHistory;
const v = __importStar(require("valibot"));
const contract_1 = require("../shared/contract");
const contract_2 = require("./contract");
const ITEM = v.object({
    sk: v.string(),
    operation: v.picklist(contract_2.OPERATIONS),
    target: v.picklist(contract_1.CLUSTER_NAMES),
    outcome: v.string(),
});
const PROMOTION = v.object({
    cluster: v.picklist(contract_1.CLUSTER_NAMES),
    at: v.string(),
    lastRemoteWal: v.optional(v.number()),
    merkleRoot: v.optional(v.string()),
    lastWalBeforeDemote: v.optional(v.number()),
    since: v.optional(v.string()),
    proof: v.picklist(['came', 'due', 'none']),
    hadClients: v.optional(v.boolean()),
    ledByHealth: v.optional(v.picklist(contract_1.CLUSTER_NAMES)),
    nameDue: v.optional(v.boolean()),
});
/** A promotion before its proof, in the format of releases before 0.2. */
const RECEIVED = v.object({
    cluster: v.picklist(contract_1.CLUSTER_NAMES),
    lastRemoteWal: v.number(),
    merkleRoot: v.optional(v.string()),
    lastWalBeforeDemote: v.number(),
});
/** Parses the newest entry. Pure. */
function parseHistory(item) {
    const text = (name) => item?.[name]?.S;
    const parsed = v.safeParse(ITEM, {
        sk: text('sk'),
        operation: text('operation'),
        target: text('target'),
        outcome: text('outcome'),
    });
    const { sk, operation, target, outcome } = parsed.success ? parsed.output : {};
    const isOpen = outcome === 'running' || outcome === 'partial';
    const [at = ''] = sk?.split('#') ?? [];
    const isOldTakeover = outcome === 'done' && operation !== undefined && TAKEOVERS.includes(operation);
    return {
        last: operation && target && outcome !== undefined ? { operation, to: target, outcome, at } : undefined,
        unfinished: isOpen && operation && target ? { operation, to: target } : undefined,
        promotion: parseAs(PROMOTION, text('promotion')) ??
            parseReceived(text('received'), at) ??
            (isOldTakeover && target ? { cluster: target, at, proof: 'none' } : undefined),
    };
}
const TAKEOVERS = ['switchover', 'failover', 'failback'];
function parseReceived(text, at) {
    const received = parseAs(RECEIVED, text);
    return received && { ...received, at, proof: 'due' };
}
function parseAs(schema, text) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    return parsed.success ? parsed.output : undefined;
}
//# sourceMappingURL=history.js.map