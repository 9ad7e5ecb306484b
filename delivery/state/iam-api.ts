import { partitionOf } from '../../functions/shared/partition';
import { headersForFetch, signPost, type AwsCredentials } from '../../functions/shared/sign';

const CALL_MS = 10_000;

/** IAM has one endpoint for each partition, in one region. */
const ENDPOINTS: Readonly<Record<string, { readonly url: string; readonly region: string }>> = {
  aws: { url: 'https://iam.amazonaws.com', region: 'us-east-1' },
  'aws-cn': { url: 'https://iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' },
  'aws-us-gov': { url: 'https://iam.us-gov.amazonaws.com', region: 'us-gov-west-1' },
};

/** Calls IAM by its query protocol. The few calls that are needed do not justify its client, which is large. */
export class IamApi {
  readonly #endpoint: { readonly url: string; readonly region: string };

  /**
   * @param region a region of the partition
   * @param url of an emulator. @default - the endpoint of AWS
   */
  constructor(
    private readonly credentials: () => Promise<AwsCredentials>,
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
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const request = { service: 'iam', region, url, headers, body };
    const signed = signPost(request, await this.credentials(), new Date());
    const answer = await fetch(url, {
      method: 'POST',
      headers: headersForFetch(signed),
      body,
      signal: AbortSignal.timeout(CALL_MS),
    });
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
