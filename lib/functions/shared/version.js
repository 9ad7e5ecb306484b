"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.isOlder = isOlder;
/**
 * Whether version `a` of Vault is older than `b`; false if one is not known. Only the three numbers count: builds of one
 * release, such as `+ent` and `+ent.hsm`, are equal.
 */
function isOlder(a, b) {
    if (a === undefined || b === undefined)
        return false;
    const [left, right] = [a, b].map((version) => version.split(/[.+-]/).slice(0, 3).map(Number));
    for (let index = 0; index < 3; index += 1) {
        const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
        if (difference !== 0)
            return difference < 0;
    }
    return false;
}
//# sourceMappingURL=version.js.map