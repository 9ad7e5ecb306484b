"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.parseAutomaticSettings = parseAutomaticSettings;
const env_1 = require("../../shared/env");
const contract_1 = require("../contract");
/** @returns `undefined` if nothing begins by itself @throws ConfigError for a malformed variable */
function parseAutomaticSettings(env) {
    const fence = (0, env_1.optional)(env, contract_1.OPERATIONS_ENV.fence) === 'true';
    const isOn = (0, env_1.optional)(env, contract_1.OPERATIONS_ENV.automaticAfterSeconds) !== undefined;
    if (!fence && !isOn)
        return undefined;
    const number = (name, fallback) => (0, env_1.positiveInteger)(env, contract_1.OPERATIONS_ENV[name], fallback);
    return {
        fence,
        coolDownSeconds: number('automaticCoolDownSeconds', contract_1.AUTOMATIC_DEFAULTS.coolDownSeconds),
        ...(isOn && {
            failover: {
                afterSeconds: number('automaticAfterSeconds', contract_1.AUTOMATIC_DEFAULTS.afterSeconds),
                maxLossSeconds: number('automaticMaxLossSeconds', contract_1.AUTOMATIC_DEFAULTS.maxLossSeconds),
            },
        }),
    };
}
//# sourceMappingURL=settings.js.map