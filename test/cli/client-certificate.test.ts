import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientCertificateFromFiles } from '../../cli/client-certificate';
import { judgeProbe } from '../../cli/doctor/from-here';
import { probe } from '../../cli/doctor/probe';
import { answer, primaryRoutes, startVault } from '../helpers/fake-vault';
import { ASKS_FOR_CERTIFICATE, authority, closeServers } from '../helpers/servers';

const OWN = authority.issueClient('operator');

describe('the client certificate of the tool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const VAULT_CLIENT_CERT = file('cert.pem', OWN.cert);
  const VAULT_CLIENT_KEY = file('key.pem', OWN.key);
  afterEach(closeServers);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('comes from the files that the variables of Vault name', async () => {
    const clientCertificate = clientCertificateFromFiles({ VAULT_CLIENT_CERT, VAULT_CLIENT_KEY });
    const health = answer(200, {});
    const path = 'GET sys/health?standbyok=true&perfstandbyok=true&drsecondarycode=200';
    const { address } = await startVault({ ...primaryRoutes(), [path]: health }, ASKS_FOR_CERTIFICATE);
    expect(await probe(address, { ca: authority.ca, ...(clientCertificate && { clientCertificate }) })).toMatchObject({
      status: 200,
    });
  });

  it('is asked for by doctor, if the cluster asks for one', async () => {
    const { address } = await startVault(primaryRoutes(), ASKS_FOR_CERTIFICATE);
    // Jest has an `Error` of its own, so that of Node is none for the code under test.
    const seen = await probe(address, { ca: authority.ca }).catch((error: Error) => new Error(error.message));
    expect(judgeProbe('home', { address }, seen, 0)).toEqual([
      expect.objectContaining({ hop: 'here → home client certificate', verdict: 'wrong' }),
    ]);
  });

  it('is none without the variables', () => {
    expect(clientCertificateFromFiles({})).toBeUndefined();
  });

  it.each([
    ['one variable only', { VAULT_CLIENT_CERT }, /Set both VAULT_CLIENT_CERT and VAULT_CLIENT_KEY/],
    ['a file that does not exist', { VAULT_CLIENT_CERT, VAULT_CLIENT_KEY: join(folder, 'no') }, /cannot be read/],
    [
      'the key of another certificate',
      { VAULT_CLIENT_CERT, VAULT_CLIENT_KEY: file('other.pem', authority.issueClient('other').key) },
      /the key is not that of the certificate/,
    ],
  ])('is refused with %s', (_, env, message) => {
    expect(() => clientCertificateFromFiles(env)).toThrow(message);
  });
});
