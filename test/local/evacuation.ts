import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { Evacuation } from 'cdktf-vault-dr';
import { config as dev } from '../../live/dev/config';
import { loadStack } from './aws/load-stack';
import { ACCOUNT_ID } from './aws/ministack';
import type { World } from './world';

/** Synthesises an `Evacuation` for the pair of the world, and creates it in the emulators. */
export async function createEvacuation(world: Pick<World, 'aws' | 'admin' | 'kms' | 'hostedZoneId'>): Promise<string> {
  const { region } = dev.away;
  const outdir = mkdtempSync(join(tmpdir(), 'vault-dr-evacuation-'));
  try {
    const app = new App({ outdir });
    const stack = new TerraformStack(app, 'evacuation');
    const provider = new AwsProvider(stack, 'aws', { region });
    const { environment } = dev;
    new Evacuation(stack, 'evacuation', {
      environment,
      provider,
      region,
      pairRegions: [dev.home.region, region],
      hostedZoneIds: [world.hostedZoneId],
    });
    app.synth();
    await loadStack({
      directory: join(outdir, 'stacks', 'evacuation'),
      endpoint: world.aws.url,
      vault: world.admin,
      grants: world.kms,
      accountId: ACCOUNT_ID,
    });
    return `arn:aws:states:${region}:${ACCOUNT_ID}:stateMachine:vault-dr-evacuation-${environment}-${region}`;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
