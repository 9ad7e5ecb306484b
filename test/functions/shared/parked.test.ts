import { BadAnswerError, VaultResponseError } from '../../../functions/shared/errors';
import { isParked } from '../../../functions/shared/parked';
import { Secret } from '../../../functions/shared/secret';
import type { Vault } from '../../../functions/shared/vault-client';

const ADDRESS = 'https://vault-away';
const call = { mount: 'dr', token: new Secret('only-a-test'), timeoutMs: 1_000 };

/** A cluster that answers every call with this error, as OpenBao 2.7 gave it. */
const clusterWith = (error: Error): Vault =>
  ({ address: ADDRESS, call: () => Promise.reject(error) }) as unknown as Vault;
const notFound = (...errors: string[]): Error => new VaultResponseError(ADDRESS, 'dr/parked', 404, errors);

describe('whether a cluster is parked', () => {
  it('is denied by a KV engine of version 1 that has no marker', async () => {
    expect(await isParked(clusterWith(notFound()), call)).toBe(false);
  });

  it.each([
    ['of version 2, which answers with warnings', new BadAnswerError(ADDRESS, 'dr/parked', 'not-vault')],
    ['of another kind', notFound('1 error occurred: * unsupported path')],
    ['that is missing', notFound('no handler for route "dr/parked". route entry not found.')],
  ])('is not told by an engine %s: a person has to see to it', async (_what, error) => {
    await expect(isParked(clusterWith(error), call)).rejects.toThrow(
      'dr/ of https://vault-away is no KV engine of version 1',
    );
  });

  it('is not told by a cluster that answers nothing which Vault would', async () => {
    const error = new BadAnswerError(ADDRESS, 'dr/parked', 'not-json');
    await expect(isParked(clusterWith(error), call)).rejects.toBe(error);
  });
});
