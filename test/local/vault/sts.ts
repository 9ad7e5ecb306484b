import { send } from './send';

/** A request that was signed for STS but not sent. Header names are in lower case. */
export interface SignedRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The signer of a request, as identified by STS. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

/** Region that a signature is valid for; `undefined` without a signature. */
export function credentialScope({ headers }: SignedRequest): { readonly region: string } | undefined {
  const [, region] = /Credential=[^/]+\/\d{8}\/([^/]+)\/sts\/aws4_request/.exec(headers['authorization'] ?? '') ?? [];
  return region === undefined ? undefined : { region };
}

/** Sends the signed request to the emulated STS with its signed `Host`. @returns the caller, or an error message */
export async function askSts(endpoint: string, { url, body, headers }: SignedRequest): Promise<Caller | string> {
  const target = new URL(new URL(url).pathname, endpoint).href;
  const sent = {
    ...headers,
    host: headers['host'] ?? new URL(url).host,
    'content-length': `${Buffer.byteLength(body)}`,
  };
  try {
    const answer = await send({ method: 'POST', url: target, headers: sent, body, timeoutMs: 5000 });
    const xml = answer.body.toString();
    if (answer.status !== 200) return `received error code ${answer.status} from STS: ${xml}`;
    const [, arn] = /<Arn>([^<]+)<\/Arn>/.exec(xml) ?? [];
    const [, account = ''] = /<Account>([^<]+)<\/Account>/.exec(xml) ?? [];
    return arn === undefined ? 'error parsing STS response' : { arn, account };
  } catch (error) {
    return `error making request: ${(error as Error).message}`;
  }
}
