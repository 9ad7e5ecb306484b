"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=traffic-settings.js.map