/** One error that lists every problem of the props. */
export declare const invalidProps: (construct: string, problems: readonly string[]) => Error;
/** The build writes the zip files of the Lambdas, and a released package contains them. */
export declare const missingBundle: (file: string) => Error;
