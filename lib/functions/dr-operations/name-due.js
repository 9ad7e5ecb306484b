"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.nameDueOf = void 0;
const weighted_records_1 = require("../shared/weighted-records");
/** What a failover that left the client name to others leaves to do: one entry for each hosted zone. Pure. */
const nameDueOf = ({ hostedZoneIds, clientName, setIdentifiers, roleArn }, to) => hostedZoneIds.map((hostedZoneId) => ({
    hostedZoneId,
    clientName,
    setIdentifiers,
    weights: (0, weighted_records_1.weightsFor)(to),
    ...(roleArn !== undefined && { roleArn }),
}));
exports.nameDueOf = nameDueOf;
//# sourceMappingURL=name-due.js.map