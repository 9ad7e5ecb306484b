"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.missingBundle = exports.invalidProps = void 0;
/** Every problem of the props in one error, in their own words. */
const invalidProps = (construct, problems) => new Error([`${construct} cannot be made:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
exports.invalidProps = invalidProps;
/** The bundles are a product of the build and are part of the released package. */
const missingBundle = (file) => new Error(`The Lambda bundle ${file} is missing: run "make build", or install a released package.`);
exports.missingBundle = missingBundle;
//# sourceMappingURL=errors.js.map