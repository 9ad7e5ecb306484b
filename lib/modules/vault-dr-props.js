"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DEFAULTS = void 0;
/** Every default that is a number, once. */
exports.DEFAULTS = {
    operationTokenTtlSeconds: 28_800,
    rotationMinutes: 180,
    operationTimeoutSeconds: 300,
};
//# sourceMappingURL=vault-dr-props.js.map