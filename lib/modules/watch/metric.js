"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.watchMetric = watchMetric;
const contract_1 = require("../../functions/watch/contract");
/** A metric of the watch. @param cluster the cluster of a metric that each cluster has */
function watchMetric({ environment, identifier }, metricName, cluster) {
    const dimensions = { environment, identifier, ...(cluster !== undefined && { cluster }) };
    return { namespace: contract_1.NAMESPACE, metricName, dimensions, period: 60 };
}
//# sourceMappingURL=metric.js.map