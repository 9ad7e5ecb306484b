export interface AwsCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
}
/** A POST to an AWS service. */
export interface AwsPost {
    /** The name by which the service is signed. */
    readonly service: string;
    readonly region: string;
    readonly url: string;
    /** Names in lower case, without those of the signature. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}
/** The headers of a signed request that `fetch` takes. */
export declare const headersForFetch: (signed: Readonly<Record<string, string>>) => Record<string, string>;
/**
 * Signs a POST without a query, with version 4 of AWS's signatures. Every header is signed.
 *
 * @param now time of the signature, which is valid for 15 minutes
 * @returns all headers of the request
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export declare function signPost({ service, region, url, headers: given, body }: AwsPost, credentials: AwsCredentials, now: Date): Record<string, string>;
