"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.optional = void 0;
exports.required = required;
exports.positiveInteger = positiveInteger;
exports.httpsAddress = httpsAddress;
const errors_1 = require("./errors");
function required(env, name) {
    const value = env[name]?.trim();
    if (!value)
        throw new errors_1.ConfigError(`The environment variable ${name} is not set`, 'The construct sets it: deploy the stack again.');
    return value;
}
const optional = (env, name) => env[name]?.trim() || undefined;
exports.optional = optional;
/** A whole number greater than zero. */
function positiveInteger(env, name, fallback) {
    const text = (0, exports.optional)(env, name);
    if (text === undefined && fallback !== undefined)
        return fallback;
    const value = Number(required(env, name));
    if (!Number.isSafeInteger(value) || value <= 0) {
        throw new errors_1.ConfigError(`The environment variable ${name} is "${text}"`, 'Give a whole number greater than 0.');
    }
    return value;
}
/** An `https://` address without path, query, user or trailing slash. */
function httpsAddress(env, name) {
    const text = required(env, name);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== 'https:' || url.href !== `${url.origin}/`) {
        throw new errors_1.ConfigError(`The environment variable ${name} is not an https address`, 'Give it as https://host:port.');
    }
    return url.origin;
}
//# sourceMappingURL=env.js.map