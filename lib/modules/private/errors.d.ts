/** Every problem of the props in one error, in their own words. */
export declare const invalidProps: (construct: string, problems: readonly string[]) => Error;
/** The bundles are a product of the build and are part of the released package. */
export declare const missingBundle: (file: string) => Error;
