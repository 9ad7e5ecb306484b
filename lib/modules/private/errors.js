"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.missingBundle = exports.invalidProps = void 0;
/** One error that lists every problem of the props. */
const invalidProps = (construct, problems) => new Error([`The props of ${construct} have problems:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
exports.invalidProps = invalidProps;
/** The build writes the zip files of the Lambdas, and a released package contains them. */
const missingBundle = (file) => new Error(`The Lambda bundle ${file} does not exist: run "make build", or install a released package.`);
exports.missingBundle = missingBundle;
//# sourceMappingURL=errors.js.map