import { raftStorage } from '../../../../modules/cluster/storage/raft';

describe('raftStorage', () => {
  it('takes redundancy zones with Vault Enterprise', () => {
    expect(
      raftStorage({ redundancyZones: true }).validate({ product: 'vault-enterprise', nodes: 6, region: 'eu-west-1' }),
    ).toEqual([]);
  });

  it.each(['vault', 'openbao'] as const)('refuses redundancy zones with %s, which cannot do it', (product) => {
    expect(raftStorage({ redundancyZones: true }).validate({ product, nodes: 5, region: 'eu-west-1' })).toEqual([
      `redundancyZones works with 'vault-enterprise' only, and product is '${product}': leave it out`,
    ]);
  });

  it('takes every product without redundancy zones', () => {
    expect(raftStorage().validate({ product: 'openbao', nodes: 5, region: 'eu-west-1' })).toEqual([]);
  });
});
