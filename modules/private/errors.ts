/** One error that lists every problem of the props. */
export const invalidProps = (construct: string, problems: readonly string[]): Error =>
  new Error([`The props of ${construct} have problems:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));

/** The build writes the zip files of the Lambdas, and a released package contains them. */
export const missingBundle = (file: string): Error =>
  new Error(`The Lambda bundle ${file} does not exist: run "make build", or install a released package.`);
