import { send } from './send';

/** A request that was signed for STS but not sent. Header names are in lower case. */
export interface SignedRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who STS says has signed. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

/** The date and region that the signature is good for; `undefined` without a signature. */
export function credentialScope({ headers }: SignedRequest): { readonly region: string } | undefined {
  const [, region] = /Credential=[^/]+\/\d{8}\/([^/]+)\/sts\/aws4_request/.exec(headers['authorization'] ?? '') ?? [];
  return region === undefined ? undefined : { region };
}

/** Sends the signed request, its `Host` too, to the emulated STS. @returns what went wrong as a text */
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
