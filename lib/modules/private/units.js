"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.inMilliseconds = void 0;
/** Converts a prop, in seconds, to the unit of the Lambdas and of the operator's tool. */
const inMilliseconds = (seconds) => seconds === undefined ? undefined : seconds * 1000;
exports.inMilliseconds = inMilliseconds;
//# sourceMappingURL=units.js.map