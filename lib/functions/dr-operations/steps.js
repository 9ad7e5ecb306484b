"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.done = exports.needsOf = exports.refuse = void 0;
exports.act = act;
const refuse = (refusal, reason, remedy, more = {}) => ({ kind: 'refuse', refusal, reason, remedy, ...more });
exports.refuse = refuse;
/** The checks that have to be accepted. */
const needsOf = ({ objections = [] }) => [
    ...new Set(objections.map(({ accept }) => accept)),
];
exports.needsOf = needsOf;
const done = (reason, left = []) => ({ kind: 'done', reason, left });
exports.done = done;
/** A plan of all rounds that have a step. At least one must have. */
function act(...rounds) {
    const [first, ...rest] = rounds.filter((round) => round.length > 0);
    if (!first)
        throw new Error('a plan to act needs a step');
    return { kind: 'act', rounds: [first, ...rest] };
}
//# sourceMappingURL=steps.js.map