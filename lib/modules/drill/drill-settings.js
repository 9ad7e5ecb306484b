"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=drill-settings.js.map