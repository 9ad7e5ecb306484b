import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  describeInvocation,
  invoke,
  mayRunElsewhere,
  type Invocation,
  type NotStarted,
} from '../../cli/operations/invoke';
import { READY_MS, untilReady } from '../../cli/operations/until-ready';
import { FakeClock } from '../helpers/fake-clock';

/** The answer of AWS to the next calls. */
let answer: { status: number; type?: string };
let server: Server;
let client: LambdaClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(answer.type !== undefined && { 'x-amzn-errortype': answer.type }),
    });
    response.end(JSON.stringify({ Message: 'words that nobody decides by' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new LambdaClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    maxAttempts: 1,
  });
});
afterAll(() => {
  client.destroy();
  server.close();
});

const invoked = (status: number, type?: string): Promise<Invocation> => {
  answer = { status, ...(type !== undefined && { type }) };
  return invoke(client, 'vault-dr-operations', {});
};

describe('invoke', () => {
  it.each([
    [429, 'TooManyRequestsException'],
    [502, 'ResourceNotReadyException'],
    [409, 'ResourceConflictException'],
    [502, 'EC2ThrottledException'],
    [502, 'EC2UnexpectedException'],
    [502, 'EC2AccessDeniedException'],
    [502, 'ENILimitReachedException'],
    [502, 'SubnetIPAddressLimitReachedException'],
    [502, 'InvalidSubnetIDException'],
    [502, 'InvalidSecurityGroupIDException'],
    [502, 'KMSAccessDeniedException'],
    [502, 'KMSDisabledException'],
    [502, 'KMSInvalidStateException'],
    [502, 'KMSNotFoundException'],
  ])('knows that the Lambda did not run, and may later, after %i %s', async (status, type) => {
    expect(await invoked(status, type)).toMatchObject({ kind: 'not-started', why: 'not-ready' });
  });

  it.each([
    [404, 'ResourceNotFoundException', 'absent', true],
    [403, 'AccessDeniedException', 'denied', true],
    [403, 'ExpiredTokenException', 'credentials', false],
    [403, 'UnrecognizedClientException', 'credentials', false],
    [400, 'InvalidRequestContentException', 'invalid', false],
  ])('after %i %s is %s, so the other region may run it: %s', async (status, type, why, elsewhere) => {
    const answer = (await invoked(status, type)) as NotStarted;
    expect(answer).toMatchObject({ kind: 'not-started', why });
    expect(mayRunElsewhere(answer)).toBe(elsewhere);
  });

  it.each([
    [500, 'ServiceException'],
    [502, undefined],
    [503, undefined],
  ])('does not know whether the Lambda ran after %i %s', async (status, type) => {
    expect((await invoked(status, type)).kind).toBe('unknown');
  });
});

describe('untilReady', () => {
  const notReady = (detail = 'the Lambda wakes'): NotStarted => ({ kind: 'not-started', why: 'not-ready', detail });
  const done: Invocation = { kind: 'answered', payload: 1 };

  /** Gives these answers one after the other, and the last one from then on. */
  async function through(
    ...answers: Invocation[]
  ): Promise<{ last: string; calls: number; ms: number; notes: string[] }> {
    const clock = new FakeClock();
    const notes: string[] = [];
    let calls = 0;
    const call = (): Promise<Invocation> => Promise.resolve(answers[Math.min(calls++, answers.length - 1)] ?? done);
    const last = await untilReady(call, { clock, note: (text) => notes.push(text) });
    return { last: describeInvocation(last), calls, ms: clock.now(), notes };
  }

  it('calls a Lambda that is not ready until it answers', async () => {
    expect(await through(notReady(), notReady(), done)).toMatchObject({ last: 'the Lambda answered', calls: 3 });
  });

  it('says each reason once', async () => {
    const { notes } = await through(notReady('Inactive'), notReady('Pending'), notReady('Pending'), done);
    expect(notes).toEqual([
      'Inactive. Calling it again for up to 2 min.',
      'Pending. Calling it again for up to 2 min.',
    ]);
  });

  it('ends after about two minutes', async () => {
    const { last, ms } = await through(notReady());
    expect(last).toBe('the Lambda wakes');
    expect(ms).toBeGreaterThan(READY_MS - 10_000);
    expect(ms).toBeLessThanOrEqual(READY_MS);
  });

  it.each<Invocation>([
    { kind: 'unknown', detail: 'no answer' },
    { kind: 'threw', errorType: 'Error', message: '' },
    { kind: 'not-started', why: 'no-connection', detail: 'no connection' },
  ])('does not repeat a call that ended with $kind', async (first) => {
    expect((await through(first, done)).calls).toBe(1);
  });

  it('ends when the operator stops waiting', async () => {
    const stopped = new AbortController();
    let calls = 0;
    const call = (): Promise<Invocation> => {
      calls += 1;
      stopped.abort();
      return Promise.resolve(notReady());
    };
    await untilReady(call, { clock: new FakeClock(), note: () => undefined, signal: stopped.signal });
    expect(calls).toBe(1);
  });
});
