/** The environment variables of the Lambda. */
export type Env = Readonly<Record<string, string | undefined>>;
export declare function required(env: Env, name: string): string;
export declare const optional: (env: Env, name: string) => string | undefined;
/** A whole number greater than zero. */
export declare function positiveInteger(env: Env, name: string, fallback?: number): number;
/** An `https://` address without path, query, user or trailing slash. */
export declare function httpsAddress(env: Env, name: string): string;
