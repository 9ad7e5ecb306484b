"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateAutomatic = validateAutomatic;
const contract_1 = require("../../functions/dr-operations/contract");
const rules_1 = require("./rules");
/** How often the watchers look, seconds. */
const LOOK_SECONDS = 10;
/** Defaults that the Lambda applies. */
const HEARTBEAT_GRACE_SECONDS = 12;
const MAX_FAILOVER_LAG_SECONDS = 3_600;
/** A failover that begins by itself needs three observers, and more time than a heartbeat that is late. */
function validateAutomatic(props) {
    const { automatic, witness, watch, heartbeatGraceSeconds, maxFailoverLagSeconds } = props;
    if (!automatic)
        return [];
    const { afterSeconds, maxLossSeconds } = { ...contract_1.AUTOMATIC_DEFAULTS, ...automatic };
    const grace = heartbeatGraceSeconds ?? HEARTBEAT_GRACE_SECONDS;
    const mostLoss = maxFailoverLagSeconds ?? MAX_FAILOVER_LAG_SECONDS;
    return [
        ...(0, rules_1.when)(witness === undefined, 'automatic needs a witness: give witness, a third region, or leave automatic out, because two regions cannot tell a lost region from a cut between them.'),
        ...(0, rules_1.when)(watch === false, 'automatic needs the watch: leave out watch: false, or leave automatic out.'),
        ...(0, rules_1.whole)('automatic.afterSeconds', afterSeconds, 30, 3_600),
        ...(0, rules_1.when)(afterSeconds < grace + LOOK_SECONDS, `automatic.afterSeconds is ${afterSeconds}: give at least ${grace + LOOK_SECONDS}, because a heartbeat counts as a sign of life for ${grace} s (heartbeatGraceSeconds), and the watchers look every ${LOOK_SECONDS} s.`),
        ...(0, rules_1.whole)('automatic.maxLossSeconds', maxLossSeconds, 20, 3_600),
        ...(0, rules_1.when)(maxLossSeconds > mostLoss, `automatic.maxLossSeconds is ${maxLossSeconds}: give at most ${mostLoss} (maxFailoverLagSeconds), because a failover that may lose more needs a person.`),
        ...(0, rules_1.whole)('automatic.coolDownSeconds', automatic.coolDownSeconds, 600, 604_800),
    ];
}
//# sourceMappingURL=automatic.js.map