"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateVaultDrProps = validateVaultDrProps;
const automatic_1 = require("./automatic");
const clusters_1 = require("./clusters");
const functions_1 = require("./functions");
const drill_1 = require("./drill");
const health_checks_1 = require("./health-checks");
const names_1 = require("./names");
const vault_access_1 = require("./vault-access");
const watch_1 = require("./watch");
/**
 * Finds every problem of the props. A value that is known only at the apply is not checked.
 *
 * @returns for each problem, what is wrong and what to do
 */
function validateVaultDrProps(props) {
    return [
        ...(0, names_1.validateNames)(props),
        ...(0, names_1.validateClientName)(props),
        ...(0, clusters_1.validateCluster)('home', props.home, props.clientName),
        ...(0, clusters_1.validateCluster)('away', props.away, props.clientName),
        ...(0, clusters_1.validatePair)(props),
        ...(0, clusters_1.validateWitness)(props),
        ...(0, vault_access_1.validateOperationToken)(props),
        ...(0, vault_access_1.validateVaultAccess)(props),
        ...(0, watch_1.validateWatch)(props),
        ...(0, health_checks_1.validateHealthChecks)(props),
        ...(0, automatic_1.validateAutomatic)(props),
        ...(0, drill_1.validateDrill)(props),
        ...(0, functions_1.validateFunctions)(props),
    ];
}
//# sourceMappingURL=index.js.map