"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.EVENT_VERSION = exports.EVENT_SOURCE = void 0;
/** `source` of every event on the default event bus. */
exports.EVENT_SOURCE = 'vault-dr';
/**
 * Version of the `detail` of the events. A field or a detail type that is added keeps the number; one that is removed,
 * renamed or changed in meaning increases it.
 */
exports.EVENT_VERSION = 1;
//# sourceMappingURL=contract.js.map