import { createHash, createHmac } from 'node:crypto';

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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** `fetch` sets these headers of a signed request itself, with the values that were signed. */
const SET_BY_FETCH: ReadonlySet<string> = new Set(['host', 'content-length']);

/** The headers of a signed request that `fetch` takes. */
export const headersForFetch = (signed: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(signed).filter(([name]) => !SET_BY_FETCH.has(name)));

/**
 * Signs a POST without a query, with version 4 of AWS's signatures. Every header is signed.
 *
 * @param now time of the signature, which is valid for 15 minutes
 * @returns all headers of the request
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function signPost(
  { service, region, url, headers: given, body }: AwsPost,
  credentials: AwsCredentials,
  now: Date,
): Record<string, string> {
  const { host, pathname } = new URL(url);
  const amzDate = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = amzDate.slice(0, 8);
  const headers: Record<string, string> = {
    ...given,
    'content-length': String(Buffer.byteLength(body)),
    host,
    'x-amz-date': amzDate,
    ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signedHeaders = names.join(';');
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`).join('');
  const canonicalRequest = ['POST', pathname, '', canonicalHeaders, signedHeaders, sha256(body)].join('\n');

  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonicalRequest)].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date));
  const signature = hmac(key, stringToSign).toString('hex');
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
    `SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...headers, authorization };
}
