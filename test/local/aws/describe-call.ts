import type { IncomingMessage } from 'node:http';

/** What a call asks for, read from its signature and its first line. */
export interface AwsCall {
  /** Signing name: `route53`, `secretsmanager`, `dynamodb`, `lambda`, … */
  readonly service: string;
  readonly region: string;
  /** `GetSecretValue`, `ChangeResourceRecordSets`, …; for REST services without a known one the method and path. */
  readonly operation: string;
}

const ROUTE53: readonly [string, RegExp, string][] = [
  ['POST', /\/hostedzone\/[^/]+\/rrset/, 'ChangeResourceRecordSets'],
  ['GET', /\/hostedzone\/[^/]+\/rrset/, 'ListResourceRecordSets'],
  ['GET', /\/change\//, 'GetChange'],
  ['POST', /\/hostedzone$/, 'CreateHostedZone'],
];

/** Describes a call; one without a signature has the service `unsigned`. */
export function describeCall({ headers, method = '', url = '/' }: IncomingMessage, body: Buffer): AwsCall {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, region = 'none', service = 'unsigned'] = scope ?? [];
  return { service, region, operation: operationOf(service, headers['x-amz-target'], method, url, body) };
}

function operationOf(
  service: string,
  target: string | string[] | undefined,
  method: string,
  url: string,
  body: Buffer,
): string {
  if (typeof target === 'string') return target.split('.').pop() ?? target;
  if (service === 'route53')
    return ROUTE53.find(([verb, path]) => verb === method && path.test(url))?.[2] ?? `${method} ${url}`;
  if (service === 'lambda' && /\/invocations$/.test(url)) return 'Invoke';
  const action = /(?:^|&)Action=(\w+)/.exec(body.subarray(0, 2000).toString('utf8'));
  return action?.[1] ?? `${method} ${url.split('?')[0]}`;
}
