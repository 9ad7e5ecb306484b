import type { IncomingMessage } from 'node:http';
import { ROOT_CREDENTIALS } from './ministack';

/** Service, region and operation of a call, from its signature and request line. */
export interface AwsCall {
  /** Signing name: `route53`, `secretsmanager`, `dynamodb`, `lambda`, … */
  readonly service: string;
  readonly region: string;
  /** `GetSecretValue`, `ChangeResourceRecordSets`, …; the method and path for unknown calls of REST services. */
  readonly operation: string;
  /** Partition key of the DynamoDB item: `lease` or `operation`. */
  readonly subject?: string;
  /** Id of the access key that signed the call. */
  readonly accessKeyId?: string;
  /** Whether a Lambda makes the call with its role. The world itself and its tests use root credentials. */
  readonly byLambda: boolean;
}

const ROUTE53: readonly [string, RegExp, string][] = [
  ['POST', /\/hostedzone\/[^/]+\/rrset/, 'ChangeResourceRecordSets'],
  ['GET', /\/hostedzone\/[^/]+\/rrset/, 'ListResourceRecordSets'],
  ['GET', /\/change\//, 'GetChange'],
  ['POST', /\/hostedzone$/, 'CreateHostedZone'],
];

/** Describes a call. Without a signature, the service is `unsigned`. */
export function describeCall({ headers, method = '', url = '/' }: IncomingMessage, body: Buffer): AwsCall {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, accessKeyId, region = 'none', service = 'unsigned'] = scope ?? [];
  const subject = service === 'dynamodb' ? /"pk":\{"S":"(\w+)"\}/.exec(body.toString('utf8'))?.[1] : undefined;
  return {
    service,
    region,
    operation: operationOf(service, headers['x-amz-target'], method, url, body),
    ...(subject !== undefined && { subject }),
    ...(accessKeyId !== undefined && { accessKeyId }),
    byLambda: accessKeyId !== undefined && accessKeyId !== ROOT_CREDENTIALS.accessKeyId,
  };
}

/** Name of a call, equal for every repetition. Has the region only for DynamoDB, which is called in two regions. */
export const nameOf = ({ service, operation, subject, region }: AwsCall): string =>
  [service, operation, subject, service === 'dynamodb' ? region : undefined].filter(Boolean).join(' ');

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
