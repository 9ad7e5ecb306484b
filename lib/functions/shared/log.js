"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createLogger = void 0;
const logger_1 = require("@aws-lambda-powertools/logger");
const createLogger = () => new logger_1.Logger();
exports.createLogger = createLogger;
//# sourceMappingURL=log.js.map