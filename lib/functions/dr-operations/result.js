"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.reportClusters = exports.assessLoss = void 0;
exports.statusOf = statusOf;
const contract_1 = require("./contract");
const facts_1 = require("./plan/facts");
const problems_1 = require("./problems");
var loss_1 = require("./plan/loss");
Object.defineProperty(exports, "assessLoss", { enumerable: true, get: function () { return loss_1.assessLoss; } });
const reportClusters = (world) => ({
    home: { role: (0, facts_1.roleOf)(world, 'home'), observation: world.clusters.home },
    away: { role: (0, facts_1.roleOf)(world, 'away'), observation: world.clusters.away },
});
exports.reportClusters = reportClusters;
/** The status of a world. Pure. */
function statusOf(world, tables = {}, automatic) {
    const [primary, second] = (0, facts_1.primariesOf)(world);
    const problems = [...(0, problems_1.problemsOf)(world), ...(0, problems_1.tableProblems)(tables), ...(0, problems_1.automaticProblems)(automatic)];
    return {
        version: contract_1.DOCUMENT_VERSION,
        operation: 'status',
        healthy: problems.length === 0,
        ...(primary && second === undefined && { primary }),
        clusters: (0, exports.reportClusters)(world),
        ...(world.records.kind === 'known' && { weights: world.records.weights }),
        ...(world.token.kind === 'usable' && { tokenExpiresAt: new Date(world.token.expiresAt).toISOString() }),
        tables,
        ...(automatic && { automatic }),
        ...(world.unfinished && { unfinished: world.unfinished }),
        problems,
    };
}
//# sourceMappingURL=result.js.map