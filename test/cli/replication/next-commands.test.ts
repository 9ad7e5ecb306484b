import { nextCommands } from '../../../cli/init/next-commands';
import type { InitRequest } from '../../../cli/init/request';
import type { ReplicationKind } from '../../../functions/dr-operations/replication/traits';

const REQUEST: InitRequest = { shares: 1, threshold: 1, holders: [], plainKeysTo: 'keys.json' };
const next = (replication: ReplicationKind | undefined, cluster: 'home' | 'away'): string =>
  nextCommands(
    { address: 'https://away:8200', environment: 'prod', cluster, ...(replication && { replication }) },
    REQUEST,
  ).join('\n');

describe('what comes after init', () => {
  it('is enable for a pair of Vault Enterprise, and for a cluster that was given by its address', () => {
    expect(next('enterprise', 'home')).toContain('vault-dr enable prod');
    expect(next(undefined, 'home')).toContain('vault-dr enable prod');
  });

  it('is the marker for the away cluster of a pair that replicates by snapshots, and for no other', () => {
    expect(next('snapshot', 'away')).toContain('vault write dr/parked');
    expect(next('snapshot', 'home')).not.toMatch(/dr\/parked|enable/);
    expect(next('postgres', 'away')).not.toMatch(/dr\/parked|enable/);
  });
});
