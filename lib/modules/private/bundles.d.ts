/** Name of the CA file in the zip of a Lambda. */
export declare const CA_FILE = "ca.pem";
/**
 * The zip of a Lambda, and in it the CA if there is one. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda trusts instead of the system's roots
 * @returns path of the zip
 * @throws Error if the Lambda was not built
 */
export declare function bundleFile(name: string, caPem?: string): string;
