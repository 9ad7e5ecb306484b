import type { OperationsConfig } from '../../../functions/dr-operations/config';
import { DNS } from './fake-aws';

/** A configuration of `dr-operations` that runs in away's region. @param vault addresses of the clusters */
export const operationsConfig = (
  vault: OperationsConfig['vault'],
  more: Partial<OperationsConfig> = {},
): OperationsConfig => ({
  vault,
  dns: DNS,
  secretArn: 'arn:secret',
  journalTable: 'journal',
  regions: { home: 'eu-central-1', away: 'eu-west-1' },
  region: 'eu-west-1',
  clusterAddresses: { home: undefined, away: undefined },
  linkCaFile: undefined,
  maxLagWals: 1000,
  ...more,
});
