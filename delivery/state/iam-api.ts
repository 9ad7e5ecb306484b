import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { partitionOf } from '../../functions/shared/partition';

const CALL_MS = 10_000;

/** IAM has one endpoint for each partition, in one region. */
const ENDPOINTS: Readonly<Record<string, { readonly url: string; readonly region: string }>> = {
  aws: { url: 'https://iam.amazonaws.com', region: 'us-east-1' },
  'aws-cn': { url: 'https://iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  'aws-us-gov': { url: 'https://iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
};

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Calls IAM by its query protocol. The few calls that are needed do not justify its client, which is large. */
export class IamApi {
  readonly #endpoint: { readonly url: string; readonly region: string };

  /**
   * @param region a region of the partition
   * @param url of an emulator. @default - the endpoint of AWS
   */
  constructor(
    private readonly credentials: () => Promise<Credentials>,
    region: string,
    url?: string,
  ) {
    const endpoint = ENDPOINTS[partitionOf(region)];
    if (endpoint === undefined) throw new Error(`no endpoint of IAM is known for ${region}`);
    this.#endpoint = { ...endpoint, ...(url && { url }) };
  }

  /**
   * @returns the answer, which is XML
   * @throws Error with the code of IAM as its name
   */
  async call(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const { url, region } = this.#endpoint;
    const { host, hostname, protocol } = new URL(url);
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString();
    const { accessKeyId, secretAccessKey, sessionToken } = await this.credentials();
    const signer = new SignatureV4({
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      region,
      service: 'iam',
      sha256: Sha256,
    });
    const { headers } = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      path: '/',
      query: {},
      headers: {
        host,
        'content-type': 'application/x-www-form-urlencoded',
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
      body,
    });
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALL_MS) });
    const text = await answer.text();
    if (answer.ok) return text;
    const error = new Error(textOf(text, 'Message') ?? `IAM answered ${answer.status}`);
    error.name = textOf(text, 'Code') ?? String(answer.status);
    throw error;
  }
}

/** @returns the text of an element without children; `undefined` when there is none */
export const textOf = (xml: string, element: string): string | undefined =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
