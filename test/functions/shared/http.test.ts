import { Agent } from 'node:https';
import type { ServerResponse } from 'node:http';
import { BadAnswerError, NoAnswerError } from '../../../functions/shared/errors';
import { exchange, type HttpAnswer, type HttpRequest } from '../../../functions/shared/http';
import { createAuthority } from '../../helpers/certificates';
import { failure } from '../../helpers/errors';
import {
  authority,
  closeServers,
  connectionsClosed,
  refusingAddress,
  startHttps,
  startTcp,
  type RunningServer,
  type SeenRequest,
} from '../../helpers/servers';

describe('exchange', () => {
  let agent: Agent;
  beforeEach(() => (agent = new Agent({ keepAlive: true, ca: authority.ca })));
  afterEach(async () => {
    agent.destroy();
    await closeServers();
  });

  // Every limit below is far under jest's own, so a call that exceeds its limit fails the test.
  const get = (address: string, more: Partial<HttpRequest> = {}): Promise<HttpAnswer> =>
    exchange(agent, { method: 'GET', address, path: '/v1/x', timeoutMs: 4000, ...more });

  it('returns the status and the text of the answer', async () => {
    const { address } = await startHttps((_, response) => response.writeHead(472).end('{"näme": 1}'));
    expect(await get(address)).toEqual({ status: 472, text: '{"näme": 1}' });
  });

  it('sends the body as JSON and the headers it was given', async () => {
    const server = await startHttps((_, response) => response.end());
    await get(server.address, { method: 'POST', body: { name: 'ä' }, headers: { 'x-vault-token': 'abc' } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/x', body: '{"name":"ä"}' });
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': '13',
      'x-vault-token': 'abc',
    });
  });

  it('keeps the connection for the next call', async () => {
    const server = await startHttps((_, response) => response.end('{}'));
    for (let call = 0; call < 3; call++) await get(server.address);
    expect(server.requests).toHaveLength(3);
    expect(server.sockets).toHaveLength(1);
  });

  type Answer = (request: SeenRequest, response: ServerResponse, server: RunningServer) => void;
  const breakOff = ({ sockets }: RunningServer): void => sockets.forEach((socket) => socket.resetAndDestroy());
  const half = (response: ServerResponse, then: () => void): void => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{"half":', then);
  };

  it.each<[string, NoAnswerError['noAnswer'], boolean, Answer]>([
    ['is never given', 'timeout', true, () => {}],
    ['stops half-way', 'timeout', true, (_, response) => half(response, () => {})],
    ['is a closed connection', 'reset', true, (_, response) => response.socket?.destroy()],
    ['is a reset', 'reset', true, (_request, _response, server) => breakOff(server)],
    ['is reset half-way', 'reset', true, (_, response, server) => half(response, () => breakOff(server))],
    ['is shorter than its length', 'reset', true, (_, response) => half(response, () => response.socket?.end())],
    [
      'is a chunked one without an end',
      'reset',
      true,
      (_, response) => response.write('{}', () => response.socket?.end()),
    ],
    ['is not HTTP', 'reset', true, (_, response) => response.socket?.end('220 mail.example.com ESMTP\r\n')],
  ])('fails when the answer %s', async (_name, noAnswer, mayHaveEffect, answer) => {
    const server = await startHttps(answer);
    const timeoutMs = noAnswer === 'timeout' ? 500 : 4000;
    const error = await failure(get(server.address, { method: 'POST', body: {}, timeoutMs }));
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({ noAnswer, mayHaveEffect, retryable: true, address: server.address, path: '/v1/x' });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, NoAnswerError['noAnswer'], () => Promise<string>]>([
    ['nobody listens', 'refused', refusingAddress],
    ['the server accepts and says nothing', 'timeout', async () => (await startTcp()).address],
    ['the server resets before TLS', 'reset', async () => (await startTcp((socket) => socket.destroy())).address],
    ['the name does not resolve', 'name', () => Promise.resolve('https://vault.invalid:8200')],
  ])('fails without an effect when %s', async (_name, noAnswer, start) => {
    const lookupless = new Agent({
      ca: authority.ca,
      // No test uses a real name server.
      lookup: (name, _options, callback) =>
        callback(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }), '', 4),
    });
    const timeoutMs = noAnswer === 'timeout' ? 100 : 4000;
    const error = await failure(
      exchange(lookupless, { method: 'POST', address: await start(), path: '/v1/x', body: {}, timeoutMs }),
    );
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({ noAnswer, mayHaveEffect: false, retryable: true });
  });

  it('fails with a possible effect when a kept connection breaks', async () => {
    const server = await startHttps((_, response, { requests }) =>
      requests.length === 1 ? response.end('{}') : response.socket?.destroy(),
    );
    await get(server.address);
    expect(await failure(get(server.address))).toMatchObject({ noAnswer: 'reset', mayHaveEffect: true });
    expect(server.sockets).toHaveLength(1);
  });

  const stranger = createAuthority('Test CA');
  it.each([
    ['is signed by another authority of the same name', stranger.issue('127.0.0.1')],
    ['names another address', authority.issue('127.0.0.2')],
    ['names a host', authority.issue('localhost')],
  ])('refuses a certificate that %s, and sends nothing', async (_name, identity) => {
    const server = await startHttps((_, response) => response.end('{}'), identity);
    const error = await failure(get(server.address, { headers: { 'x-vault-token': 'abc' } }));
    expect(error).toBeInstanceOf(BadAnswerError);
    expect(error).toMatchObject({ badAnswer: 'certificate', retryable: false });
    await connectionsClosed(server); // before that, a request could still arrive
    expect(server.sockets).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });

  it('refuses a server without TLS', async () => {
    const answer = 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n';
    const { address } = await startTcp((socket) => socket.once('data', () => socket.end(answer)));
    expect(await failure(get(address))).toMatchObject({ name: 'BadAnswerError', badAnswer: 'certificate' });
  });

  it.each([301, 302, 303, 307, 308])(
    'refuses to follow a %i, so that no token is sent to another host',
    async (status) => {
      const target = await startHttps((_, response) => response.end('{}'));
      const { address } = await startHttps((_, response) =>
        response.writeHead(status, { location: `${target.address}/v1/x` }).end(),
      );
      const error = await failure(get(address, { method: 'POST', body: {}, headers: { 'x-vault-token': 'abc' } }));
      expect(error).toMatchObject({ name: 'BadAnswerError', badAnswer: 'redirect' });
      expect(target.sockets).toEqual([]);
    },
  );

  const MOST_BYTES = 1024 * 1024;

  it('takes an answer of 1 MiB', async () => {
    const { address } = await startHttps((_, response) => response.end('x'.repeat(MOST_BYTES)));
    expect((await get(address)).text).toHaveLength(MOST_BYTES);
  });

  it('refuses an answer of more than 1 MiB', async () => {
    const { address } = await startHttps((_, response) => response.end('x'.repeat(MOST_BYTES + 1)));
    expect(await failure(get(address))).toMatchObject({ name: 'BadAnswerError', badAnswer: 'not-json' });
  });
});
