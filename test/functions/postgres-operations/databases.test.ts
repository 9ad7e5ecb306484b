import type { OperationsConfig } from '../../../functions/dr-operations/config';
import { openRds } from '../../../functions/postgres-operations/databases';

describe('openRds', () => {
  it('asks RDS in the region of each cluster', async () => {
    const rds = openRds({ regions: { home: 'eu-west-1', away: 'eu-central-1' } } as OperationsConfig);
    expect([await rds.home.config.region(), await rds.away.config.region()]).toEqual(['eu-west-1', 'eu-central-1']);
  });
});
