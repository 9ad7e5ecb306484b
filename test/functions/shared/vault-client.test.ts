import { BadAnswerError, NoAnswerError, VaultDrError, VaultResponseError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import { VaultClient } from '../../../functions/shared/vault-client';
import { everythingIn, failure } from '../../helpers/errors';
import { answer, refusal, startVault, type VaultAnswer } from '../../helpers/fake-vault';
import { quotedJson, quotedPart } from '../../helpers/quoted-json';
import { createAuthority } from '../../helpers/certificates';
import { authority, closeServers, connectionsClosed, refusingAddress, startHttps } from '../../helpers/servers';

const TOKEN = 'hvs.CAESIJlUa1-2bc3_deFghIjkLmnoPqrStuvwxYz0123456789';

const HTML = answer(503, '<html><body>503 Service Temporarily Unavailable</body></html>');
const NO_OBJECTS: [string, VaultAnswer, BadAnswerError['badAnswer']][] = [
  ['HTML', HTML, 'not-json'],
  ['half a JSON', answer(400, '{"errors":["a'), 'not-json'],
  ['a JSON array', answer(400, '["a"]'), 'not-vault'],
  ['a JSON text', answer(400, '"a"'), 'not-vault'],
  ['null', answer(400, 'null'), 'not-vault'],
];

const inOneLine = (words: string): string => words.replace(/\s+/g, ' ').trim();

describe('VaultClient', () => {
  let client: VaultClient | undefined;
  afterEach(async () => {
    client?.close();
    await closeServers();
  });

  const open = (address: string): VaultClient => (client = new VaultClient('home', address, authority.ca));
  const openAt = async (path: string, given: VaultAnswer): Promise<VaultClient> =>
    open((await startVault({ [`GET ${path}`]: given, [`POST ${path}`]: given })).address);
  const write = (given: VaultClient): Promise<unknown> =>
    given.write('a/b', { token: new Secret(TOKEN), timeoutMs: 1000, body: { dr_operation_token: TOKEN } });

  describe('read', () => {
    it.each([200, 429, 472, 473, 501, 503])('takes a %i for an answer', async (status) => {
      const vault = await openAt('sys/health', answer(status, { sealed: status === 503 }));
      expect(await vault.read('sys/health', 1000)).toEqual({ status, body: { sealed: status === 503 } });
    });

    it('sends no token', async () => {
      const server = await startVault({});
      await open(server.address).read('sys/health', 1000);
      expect(server.requests).toMatchObject([{ method: 'GET', path: '/v1/sys/health', body: '' }]);
      expect(server.requests[0]?.headers).not.toHaveProperty('x-vault-token');
    });

    it.each([...NO_OBJECTS, ['nothing', answer(200, ''), 'not-json'] as const])(
      'fails when it gets %s',
      async (_name, given, badAnswer) => {
        const error = await failure((await openAt('a', given)).read('a', 1000));
        expect(error).toBeInstanceOf(BadAnswerError);
        expect(error).toMatchObject({ badAnswer, path: 'a' });
      },
    );
  });

  describe('write', () => {
    it('sends the token in its header and nowhere else', async () => {
      const server = await startVault({ 'POST a/b': answer(200, { data: { c: 1 } }) });
      const body = await open(server.address).write('a/b', {
        token: new Secret(TOKEN),
        timeoutMs: 1000,
        body: { d: 2 },
      });
      expect(body).toEqual({ data: { c: 1 } });
      expect(server.requests).toMatchObject([{ method: 'POST', path: '/v1/a/b', body: '{"d":2}' }]);
      const { 'x-vault-token': sent, ...others } = server.requests[0]?.headers ?? {};
      expect(sent).toBe(TOKEN);
      expect(JSON.stringify(others)).not.toContain(TOKEN);
    });

    it('sends an empty object and no token when there are none', async () => {
      const server = await startVault({ 'POST a': answer(204, '') });
      expect(await open(server.address).write('a', { timeoutMs: 1000 })).toEqual({});
      expect(server.requests[0]?.body).toBe('{}');
      expect(server.requests[0]?.headers).not.toHaveProperty('x-vault-token');
    });

    it.each(NO_OBJECTS)('fails when a refusal is %s', async (_name, given, badAnswer) => {
      expect(await failure(write(await openAt('a/b', given)))).toMatchObject({ name: 'BadAnswerError', badAnswer });
    });

    it('fails when a refusal has no list of errors', async () => {
      const vault = await openAt('a/b', answer(400, { errors: 'denied' }));
      expect(await failure(write(vault))).toMatchObject({ name: 'BadAnswerError', badAnswer: 'not-vault' });
    });

    it.each([
      [400, ['path disabled in replication DR secondary mode'], false],
      [403, ['1 error occurred:\n\t* permission denied\n\n'], false],
      [404, [], false],
      [412, ['required index state not present'], true],
      [429, ['request path "x": rate limit quota exceeded'], true],
      [500, ['local node not active but active cluster node not found'], true],
      [503, ['Vault is sealed'], true],
    ])('fails with the words of a %i, in one line', async (status, errors, retryable) => {
      const error = await failure(write(await openAt('a/b', refusal(status, ...errors))));
      expect(error).toBeInstanceOf(VaultResponseError);
      expect(error).toMatchObject({ status, path: 'a/b', retryable, errors: errors.map(inOneLine) });
      expect(error.message).toContain(errors.map(inOneLine)[0] ?? 'no reason given');
    });

    it.each<[string, () => Promise<VaultClient>]>([
      ['an error that echoes it', () => openAt('a/b', refusal(403, `bad token ${TOKEN}, "${TOKEN}"`))],
      ['errors that are no texts', () => openAt('a/b', answer(400, { errors: [[TOKEN], null, 1] }))],
      ...quotedJson(TOKEN).map(([name, text]): [string, () => Promise<VaultClient>] => [
        name,
        () => openAt('a/b', answer(400, text)),
      ]),
      ['a redirect', () => openAt('a/b', answer(307, ''))],
      ['a refused connection', async () => open(await refusingAddress())],
      ['no answer', async () => open((await startHttps(() => {})).address)],
      [
        'a closed connection',
        async () => open((await startHttps((_, response) => response.socket?.destroy())).address),
      ],
      ['another certificate', async () => open((await startHttps(() => {}, authority.issue('a.example'))).address)],
    ])('fails without showing the token on %s', async (_name, start) => {
      const error = await failure(write(await start()));
      expect(error).toBeInstanceOf(VaultDrError);
      expect(everythingIn(error)).not.toContain(quotedPart(TOKEN));
    });
  });

  it.each([
    ['another authority', createAuthority().ca, '127.0.0.1'],
    ["the system's roots", undefined, '127.0.0.1'],
    ['the trusted authority for this address', authority.ca, 'vault.example.com'],
  ])('refuses a server that is not certified by %s, and sends it no token', async (_name, ca, name) => {
    const server = await startHttps((_, response) => response.end('{}'), authority.issue(name));
    client = new VaultClient('home', server.address, ca);
    expect(await failure(write(client))).toMatchObject({ name: 'BadAnswerError', badAnswer: 'certificate' });
    await connectionsClosed(server);
    expect(server.requests).toEqual([]);
  });

  it('ends its connections when it is closed', async () => {
    const { address } = await startHttps(() => {});
    const pending = failure(open(address).read('a', 5000));
    client?.close();
    expect(await pending).toBeInstanceOf(NoAnswerError);
  });
});
