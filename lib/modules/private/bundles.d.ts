/** Name of the CA file beside a bundle's code. */
export declare const CA_FILE = "ca.pem";
/**
 * The zip of a Lambda, with the CA in it where one is given. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda shall trust instead of the system's roots
 * @returns path of the zip
 */
export declare function bundleFile(name: string, caPem?: string): string;
