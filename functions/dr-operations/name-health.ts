import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import { AwsError } from '../shared/errors';
import { dnsSuffixOf } from '../shared/partition';
import { headersForFetch, signPost, type AwsCredentials, type AwsPost } from '../shared/sign';
import { NAMESPACE, SIGNAL } from '../watch/contract';
import type { RoutingControlEndpoint, Traffic } from './contract';

/**
 * The health checks of the client name. On a normal day both are healthy, and Route 53 goes by the weights alone. Each call
 * has time limits of its own, and throws AwsError if the health checks were not told.
 */
export interface NameHealth {
  /** Leads the clients to a cluster: the health check of the other one turns unhealthy. */
  readonly lead: (cluster: ClusterName) => Promise<void>;
  /** Lets the weights lead again. */
  readonly release: () => Promise<void>;
}

export interface NameHealthOptions {
  readonly regions: Readonly<Record<ClusterName, string>>;
  readonly credentials: () => Promise<AwsCredentials>;
  /** Address of CloudWatch. @default - that of the region, or what `AWS_ENDPOINT_URL` says */
  readonly cloudWatch?: string;
}

/** Limit of one request, and how often a signal is sent. The change of the weights is tried again meanwhile. */
const SIGNAL_MS = 1_000;
const SIGNAL_ATTEMPTS = 2;
/** Limit of one request to one endpoint. AWS guarantees no single endpoint, and four of five. */
const CONTROL_MS = 2_000;

export function openNameHealth(traffic: Traffic, options: NameHealthOptions): NameHealth {
  switch (traffic.kind) {
    case 'signal':
      return {
        lead: (cluster) => announce(traffic, options, cluster),
        // The watch no longer repeats it, because the journal no longer says that the health checks lead.
        release: async () => Promise.resolve(),
      };
    case 'routing-controls':
      return {
        lead: (cluster) => turnControls(traffic, options, [cluster]),
        release: () => turnControls(traffic, options, CLUSTER_NAMES),
      };
  }
}

/** Publishes the signal of a cluster in its own region. The watch there repeats it. */
async function announce(
  { environment, identifier }: Extract<Traffic, { kind: 'signal' }>,
  { regions, credentials, cloudWatch }: NameHealthOptions,
  cluster: ClusterName,
): Promise<void> {
  const region = regions[cluster];
  const dimensions = Object.entries({ environment, identifier, cluster }).flatMap(([name, value], index) => [
    [`MetricData.member.1.Dimensions.member.${index + 1}.Name`, name],
    [`MetricData.member.1.Dimensions.member.${index + 1}.Value`, value],
  ]);
  const body = new URLSearchParams({
    Action: 'PutMetricData',
    Version: '2010-08-01',
    Namespace: NAMESPACE,
    'MetricData.member.1.MetricName': SIGNAL,
    'MetricData.member.1.Unit': 'Count',
    'MetricData.member.1.Value': '1',
    ...(Object.fromEntries(dimensions) as Record<string, string>),
  }).toString();
  const request: AwsPost = {
    service: 'monitoring',
    region,
    url: `${cloudWatch ?? cloudWatchOf(region)}/`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
  };
  const attempts = Array.from({ length: SIGNAL_ATTEMPTS }, () => request);
  await firstThatWorks(attempts, credentials, SIGNAL_MS, (cause) => {
    throw new AwsError('CloudWatch', `PutMetricData in ${region}`, cause, SIGNAL_REMEDY);
  });
}

const cloudWatchOf = (region: string): string =>
  process.env['AWS_ENDPOINT_URL_CLOUDWATCH'] ??
  process.env['AWS_ENDPOINT_URL'] ??
  `https://monitoring.${region}.${dnsSuffixOf(region)}`;

const SIGNAL_REMEDY =
  'Check cloudwatch:PutMetricData and the route to CloudWatch in that region. The watch of the region says the same within a minute.';
const CONTROL_REMEDY =
  'Check route53-recovery-cluster:UpdateRoutingControlStates, the route to the endpoints, and the safety rules of the control panel.';

/**
 * Switches both controls in one call, so that no state in between is seen. The endpoints are tried in random order.
 *
 * @see https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html
 */
async function turnControls(
  { controls, endpoints }: Extract<Traffic, { kind: 'routing-controls' }>,
  { credentials }: NameHealthOptions,
  on: readonly ClusterName[],
): Promise<void> {
  const body = JSON.stringify({
    UpdateRoutingControlStateEntries: CLUSTER_NAMES.map((name) => ({
      RoutingControlArn: controls[name],
      RoutingControlState: on.includes(name) ? 'On' : 'Off',
    })),
  });
  const requests = shuffled(endpoints).map(({ region, endpoint }): AwsPost => ({
    service: 'route53-recovery-cluster',
    region,
    url: `${endpoint.replace(/\/$/, '')}/`,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'ToggleCustomerAPI.UpdateRoutingControlStates',
    },
    body,
  }));
  await firstThatWorks(requests, credentials, CONTROL_MS, (cause) => {
    throw new AwsError('Application Recovery Controller', 'UpdateRoutingControlStates', cause, CONTROL_REMEDY);
  });
}

function shuffled(endpoints: readonly RoutingControlEndpoint[]): RoutingControlEndpoint[] {
  return endpoints
    .map((endpoint) => ({ endpoint, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ endpoint }) => endpoint);
}

/** Sends the requests one after the other until one works, or one is refused for good. */
async function firstThatWorks(
  requests: readonly AwsPost[],
  credentials: () => Promise<AwsCredentials>,
  limitMs: number,
  fail: (cause: unknown) => never,
): Promise<void> {
  let failure: unknown;
  for (const request of requests) {
    try {
      return await send(request, credentials, limitMs);
    } catch (cause) {
      failure = cause;
      if (cause instanceof Refusal && cause.isFinal) break;
    }
  }
  fail(failure);
}

/** The service answered with an error status. Shaped like an error of the SDK. */
class Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(
    override readonly name: string,
    status: number,
  ) {
    super(name);
    this.$metadata = { httpStatusCode: status };
  }

  /** Another attempt, or another endpoint, would answer the same. */
  get isFinal(): boolean {
    const { httpStatusCode } = this.$metadata;
    return httpStatusCode < 500 && !this.name.startsWith('Throttl');
  }
}

async function send(request: AwsPost, credentials: () => Promise<AwsCredentials>, limitMs: number): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    // The SDK's credentials have no time limit that a caller could give.
    const headers = signPost(request, await Promise.race([credentials(), aborted(signal)]), new Date());
    const answer = await fetch(request.url, {
      method: 'POST',
      headers: headersForFetch(headers),
      body: request.body,
      redirect: 'error',
      signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Refusal(codeOf(text), answer.status);
  } catch (cause) {
    throw signal.aborted ? new NoAnswer() : cause;
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new NoAnswer()), { once: true }));

class NoAnswer extends Error {
  override readonly name = 'TimeoutError';
}

/** The code of an error, from XML or JSON. */
const codeOf = (text: string): string =>
  /<Code>([\w.]+)<\/Code>|"__type"\s*:\s*"(?:[^"#]*#)?([\w.]+)"/.exec(text)?.slice(1).find(Boolean) ?? 'unknown';
