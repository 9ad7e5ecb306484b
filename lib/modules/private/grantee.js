"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=grantee.js.map