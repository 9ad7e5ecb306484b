"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateDrill = validateDrill;
const rules_1 = require("./rules");
/** What an expression of EventBridge begins with; AWS checks the rest. */
const SCHEDULE = /^(cron|rate)\([^()]+\)$/;
const PRODUCTION = /(^|-)prod(uction)?(-|$)/;
/** A drill that begins by itself needs somebody who hears of it, and stays out of production unless that is asked for. */
function validateDrill({ drill, watch, environment }) {
    if (!drill)
        return [];
    const { schedule, rtoSeconds, holdSeconds, inProduction = false } = drill;
    const isScheduled = schedule !== undefined;
    return [
        ...(0, rules_1.whole)('drill.rtoSeconds', rtoSeconds, 1, 3_600),
        ...(0, rules_1.whole)('drill.holdSeconds', holdSeconds, 1, 3_600),
        ...(0, rules_1.when)((0, rules_1.known)(schedule) && !SCHEDULE.test(schedule ?? ''), `drill.schedule is "${schedule}": give an expression of EventBridge, as in "cron(0 4 1 * ? *)".`),
        ...(0, rules_1.when)(isScheduled && watch === false, 'drill.schedule needs the watch: leave out watch: false, or leave drill.schedule out, because nobody would hear of a drill that failed.'),
        ...(0, rules_1.when)(isScheduled && !inProduction && (0, rules_1.known)(environment) && PRODUCTION.test(environment), `drill.schedule is given for the environment "${environment}": set drill.inProduction to true if clients of production may wait twice per drill, or leave drill.schedule out.`),
    ];
}
//# sourceMappingURL=drill.js.map