import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AwsError } from '../../../functions/shared/errors';
import { openNameHealth, type NameHealth, type NameHealthOptions } from '../../../functions/dr-operations/name-health';
import { failure } from '../../helpers/errors';

interface Seen {
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** An AWS service on loopback. */
class Service {
  readonly seen: Seen[] = [];
  answer = (response: ServerResponse): unknown => response.writeHead(200).end('{}');
  readonly #server: Server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      this.seen.push({ path: incoming.url ?? '', headers: incoming.headers, body });
      this.answer(response);
    });
  });

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const NOTHING: Seen = { path: '', headers: {}, body: '{}' };
const SECRET_KEY = 'a-secret-access-key';
const options: NameHealthOptions = {
  regions: { home: 'eu-west-1', away: 'eu-central-1' },
  credentials: async () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET_KEY }),
};
const running: Service[] = [];
const start = async (): Promise<Service> => {
  const service = await new Service().start();
  running.push(service);
  return service;
};
afterEach(() => running.splice(0).forEach((service) => service.stop()));

const refuseWith = (status: number, body: string) => (response: ServerResponse) => response.writeHead(status).end(body);

describe('the signal', () => {
  const traffic = { kind: 'signal', environment: 'prod', identifier: 'eu1' } as const;
  const tell = async (service: Service): Promise<void> =>
    openNameHealth(traffic, { ...options, cloudWatch: service.address }).lead('away');

  it('says in the region of the promoted cluster that it is announced', async () => {
    const cloudWatch = await start();
    await tell(cloudWatch);
    const [{ headers, body } = NOTHING] = cloudWatch.seen;
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      Action: 'PutMetricData',
      Version: '2010-08-01',
      Namespace: 'VaultDr',
      'MetricData.member.1.MetricName': 'Announced',
      'MetricData.member.1.Unit': 'Count',
      'MetricData.member.1.Value': '1',
      'MetricData.member.1.Dimensions.member.1.Name': 'environment',
      'MetricData.member.1.Dimensions.member.1.Value': 'prod',
      'MetricData.member.1.Dimensions.member.2.Name': 'identifier',
      'MetricData.member.1.Dimensions.member.2.Value': 'eu1',
      'MetricData.member.1.Dimensions.member.3.Name': 'cluster',
      'MetricData.member.1.Dimensions.member.3.Value': 'away',
    });
    expect(headers['authorization']).toContain('/eu-central-1/monitoring/aws4_request');
  });

  it('ends by itself when the weights lead again', async () => {
    const cloudWatch = await start();
    await openNameHealth(traffic, { ...options, cloudWatch: cloudWatch.address }).release();
    expect(cloudWatch.seen).toEqual([]);
  });

  it('is sent once more when CloudWatch fails', async () => {
    const cloudWatch = await start();
    const answers = [refuseWith(503, ''), refuseWith(200, '')];
    cloudWatch.answer = (response) => answers.shift()?.(response);
    await tell(cloudWatch);
    expect(cloudWatch.seen).toHaveLength(2);
  });

  it('is not sent again when CloudWatch refuses it for good', async () => {
    const cloudWatch = await start();
    cloudWatch.answer = refuseWith(403, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
    const error = await failure(tell(cloudWatch));
    expect(error).toBeInstanceOf(AwsError);
    expect(error.message).toContain('CloudWatch PutMetricData in eu-central-1 failed (AccessDenied)');
    expect(cloudWatch.seen).toHaveLength(1);
  });

  it('is given up when CloudWatch never answers', async () => {
    const cloudWatch = await start();
    cloudWatch.answer = () => undefined;
    const error = await failure(tell(cloudWatch));
    expect(error.message).toContain('failed (TimeoutError)');
    expect(JSON.stringify(error)).not.toContain(SECRET_KEY);
    expect(cloudWatch.seen).toHaveLength(2);
  });

  it('is given up when there are no credentials', async () => {
    const cloudWatch = await start();
    const credentials = (): Promise<never> => new Promise(() => undefined);
    const error = await failure(
      openNameHealth(traffic, { ...options, credentials, cloudWatch: cloudWatch.address }).lead('away'),
    );
    expect(error).toBeInstanceOf(AwsError);
    expect(cloudWatch.seen).toHaveLength(0);
  });
});

describe('the routing controls', () => {
  const controls = { home: 'arn:home', away: 'arn:away' };
  const open = (...services: readonly Service[]): NameHealth => {
    const endpoints = services.map(({ address }) => ({ region: 'us-east-1', endpoint: `${address}/v1` }));
    return openNameHealth({ kind: 'routing-controls', controls, endpoints }, options);
  };
  const turn = (...services: readonly Service[]): Promise<void> => open(...services).lead('away');
  const calls = (services: readonly Service[]): number => services.flatMap(({ seen }) => seen).length;

  it('are both turned in one call', async () => {
    const endpoint = await start();
    await turn(endpoint);
    expect(endpoint.seen).toHaveLength(1);
    const [{ path, headers, body } = NOTHING] = endpoint.seen;
    expect(path).toBe('/v1/');
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'ToggleCustomerAPI.UpdateRoutingControlStates',
    });
    expect(headers['authorization']).toContain('/us-east-1/route53-recovery-cluster/aws4_request');
    expect(JSON.parse(body)).toEqual({
      UpdateRoutingControlStateEntries: [
        { RoutingControlArn: 'arn:home', RoutingControlState: 'Off' },
        { RoutingControlArn: 'arn:away', RoutingControlState: 'On' },
      ],
    });
  });

  it('are both on when the weights lead again', async () => {
    const endpoint = await start();
    await open(endpoint).release();
    const [{ body } = NOTHING] = endpoint.seen;
    expect(JSON.parse(body)).toEqual({
      UpdateRoutingControlStateEntries: [
        { RoutingControlArn: 'arn:home', RoutingControlState: 'On' },
        { RoutingControlArn: 'arn:away', RoutingControlState: 'On' },
      ],
    });
  });

  it('need one endpoint of five', async () => {
    const five = await Promise.all([start(), start(), start(), start(), start()]);
    const [works, ...fail] = five;
    for (const service of fail)
      service.answer = refuseWith(503, '{"__type":"EndpointTemporarilyUnavailableException"}');
    await turn(...five);
    expect(works?.seen).toHaveLength(1);
  });

  it('are asked for at the endpoints in another order each time', async () => {
    const five = await Promise.all([start(), start(), start(), start(), start()]);
    for (let turns = 0; turns < 60; turns++) await turn(...five);
    expect(calls(five)).toBe(60);
    expect(five.filter(({ seen }) => seen.length > 0).length).toBeGreaterThan(3);
  });

  it('stop at the first endpoint when a safety rule forbids it', async () => {
    const five = await Promise.all([start(), start(), start(), start(), start()]);
    for (const service of five) service.answer = refuseWith(409, '{"__type":"ConflictException","message":"rule"}');
    const error = await failure(turn(...five));
    expect(error.message).toContain('UpdateRoutingControlStates failed (ConflictException)');
    expect(calls(five)).toBe(1);
  });

  it('fail when no endpoint works', async () => {
    const five = await Promise.all([start(), start(), start(), start(), start()]);
    for (const service of five) service.answer = refuseWith(500, '{"__type":"a#InternalServerException"}');
    const error = await failure(turn(...five));
    expect(error.message).toContain('(InternalServerException)');
    expect(calls(five)).toBe(5);
  });
});
