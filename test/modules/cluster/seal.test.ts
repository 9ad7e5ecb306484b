import { ClusterSeal, type Seal } from 'cdktf-vault-dr';
import { synthesise, type Synthesised } from '../synthesise';

const deployment = { environment: 'test', identifier: 'a1-home' };

const sealWithReplica = (deletionProtection?: boolean): Synthesised =>
  synthesise((stack, { home, away }) => {
    const seal = new ClusterSeal(stack, 'seal', {
      ...deployment,
      provider: home,
      region: 'eu-west-1',
      deletionProtection,
    });
    seal.replicaIn(stack, 'replica', { provider: away, region: 'eu-central-1' });
  });

const [key, replica] = (() => {
  const { resource } = sealWithReplica();
  return [Object.entries(resource['aws_kms_key'] ?? {}), Object.values(resource['aws_kms_replica_key'] ?? {})];
})();

describe('the seal of a cluster', () => {
  it('is a multi-Region key that rotates and can be restored for 30 days', () => {
    expect(key).toHaveLength(1);
    expect(key[0]?.[1]).toMatchObject({
      multi_region: true,
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('has a replica in the other region that no plan can delete', () => {
    expect(replica).toHaveLength(1);
    expect(replica[0]).toMatchObject({
      provider: 'aws.away',
      primary_key_arn: `\${aws_kms_key.${key[0]?.[0]}.arn}`,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
  });

  it('has the same alias in both regions', () => {
    const aliases = Object.values(sealWithReplica().resource['aws_kms_alias'] ?? {}).map(({ name }) => name);
    expect(aliases).toEqual(['alias/vault-seal-test-a1-home', 'alias/vault-seal-test-a1-home']);
  });

  it('can be deleted, with its replica, where that is asked for', () => {
    expect(JSON.stringify(sealWithReplica(false).resource)).not.toContain('prevent_destroy');
  });

  it('can be a key that exists, whose ARN tells the region', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    expect(ClusterSeal.fromKey(keyArn)).toEqual<Seal>({ keyArn, region: 'eu-west-1' });
  });
});
