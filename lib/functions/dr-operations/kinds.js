"use strict";
/**
 * The closed sets of words by which a program tells problems, refusals, steps and notes apart. The sentences beside them
 * are for people and may change in any release; a kind keeps its meaning.
 */
Object.defineProperty(exports, "__esModule", { value: true });
//# sourceMappingURL=kinds.js.map