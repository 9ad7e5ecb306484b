/** One error that lists every problem of the props. */
export const invalidProps = (construct: string, problems: readonly string[]): Error =>
  new Error([`${construct} has invalid props:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));

/** `make build` creates the bundles, and a released package contains them. */
export const missingBundle = (file: string): Error =>
  new Error(`The Lambda bundle ${file} is missing: run "make build", or install a released version of the package.`);
