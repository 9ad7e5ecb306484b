import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ROOT_CREDENTIALS } from './ministack';

const CALL_MS = 10_000;

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Calls AWS APIs by their wire protocols, for services whose SDK client the project does not install. */
export class AwsApi {
  constructor(
    private readonly endpoint: string,
    private readonly credentials: AwsCredentials = ROOT_CREDENTIALS,
  ) {}

  /** AWS JSON 1.1, e.g. KMS, Logs, EventBridge. */
  async json(service: string, region: string, target: string, body: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
    return JSON.parse((await this.send(service, region, headers, JSON.stringify(body))) || '{}') as Record<
      string,
      unknown
    >;
  }

  /** The query protocol, e.g. IAM, STS. @returns the XML */
  async query(service: string, region: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send(service, region, headers, new URLSearchParams(parameters).toString());
  }

  private async send(
    service: string,
    region: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<string> {
    const { host, hostname } = new URL(this.endpoint);
    const signer = new SignatureV4({ credentials: this.credentials, region, service, sha256: Sha256 });
    const signed = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname,
      path: '/',
      query: {},
      headers: { ...headers, host, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
      body,
    });
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: signed.headers,
      body,
      signal: AbortSignal.timeout(CALL_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${service} answered ${answer.status}: ${text.slice(0, 500)}`);
    return text;
  }
}
