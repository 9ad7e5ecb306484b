"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.redact = exports.Secret = void 0;
const node_util_1 = require("node:util");
const MASK = '[secret]';
/** A token that is masked when it is printed, logged or serialised. Only `reveal` returns the value. */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    reveal() {
        return this.#value;
    }
    toString() {
        return MASK;
    }
    toJSON() {
        return MASK;
    }
    [node_util_1.inspect.custom]() {
        return MASK;
    }
}
exports.Secret = Secret;
/**
 * Service, batch and recovery tokens of old and new versions of Vault, and the JWT that wraps a secondary token. What
 * looks like nothing else is masked after a letter too, as in `token%3Dhvs.…`.
 */
const TOKEN_PATTERN = /hv[sbr]\.[\w-]{8,}|\b[sr]\.[A-Za-z0-9]{20,}|\bb\.[\w-]{20,}|eyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** Masks everything that looks like a token in a text from outside. */
const redact = (text) => text.replace(TOKEN_PATTERN, MASK);
exports.redact = redact;
//# sourceMappingURL=secret.js.map