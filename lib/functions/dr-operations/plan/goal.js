"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.isAccepted = void 0;
const isAccepted = ({ accept }, name) => accept.includes(name);
exports.isAccepted = isAccepted;
//# sourceMappingURL=goal.js.map