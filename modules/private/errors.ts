/** Every problem of the props in one error, in their own words. */
export const invalidProps = (construct: string, problems: readonly string[]): Error =>
  new Error([`${construct} cannot be made:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));

/** The bundles are a product of the build and are part of the released package. */
export const missingBundle = (file: string): Error =>
  new Error(`The Lambda bundle ${file} is missing: run "make build", or install a released package.`);
