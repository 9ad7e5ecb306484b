/**
 * Applies the stack of dev to the local world with the real providers, fails over, plans again, and destroys it. Without the
 * providers, every part is reported as skipped. Usage: `tsx test/e2e/main.ts`
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorld, type Invocation, type World } from '../local/world';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import { findProviders } from './providers';
import { TerraformRunner } from './terraform-runner';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'whole-pair', 'main.ts');

const PARTS = {
  clusters: 'two clusters and their VaultDr agree with the schemas of the providers',
  apply: 'terraform apply makes dev in the local world',
  again: 'a second plan has no changes',
  failover: 'a failover runs with the resources that Terraform made',
  weights: 'the plan after the failover changes no live weight',
  destroy: 'terraform destroy leaves nothing',
} as const;

async function main(): Promise<void> {
  const { names, problem } = await findProviders();
  if (problem !== undefined) {
    for (const part of Object.values(PARTS)) console.log(`skipped: ${part}`);
    console.log(
      `\n${names.join(' and ')} cannot be installed: give Terraform access to its registry or a mirror. Its error:\n${problem}`,
    );
    console.log(`\n0 passed, 0 failed, ${Object.keys(PARTS).length} skipped`);
    return;
  }
  const failures = await runParts();
  console.log(`\n${Object.keys(PARTS).length - failures.length} passed, ${failures.length} failed, 0 skipped`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** Runs the parts in order, because each needs the one before. @returns the parts that failed or were not reached */
async function runParts(): Promise<string[]> {
  const left = new Set<string>(Object.values(PARTS));
  const pass = (part: string): void => {
    left.delete(part);
    console.log(`passed: ${part}`);
  };
  if (await reaches(validateClusters)) pass(PARTS.clusters);
  let terraform: TerraformRunner | undefined;
  const world = await startWorld({
    load: async ({ directory, vaultToken }) => {
      terraform = new TerraformRunner(directory, {
        AWS_ACCESS_KEY_ID: ROOT_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ROOT_CREDENTIALS.secretAccessKey,
        VAULT_TOKEN: vaultToken,
      });
      const problem = await terraform.init();
      if (problem !== undefined) throw new Error(problem);
      return { outputs: await terraform.apply() };
    },
  });
  try {
    if (terraform === undefined) throw new Error('the local world was not loaded');
    pass(PARTS.apply);
    await proveStack(world, terraform, pass);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    await world.stop();
  }
  return [...left];
}

/** Prints why a part fails. @returns whether it does not */
async function reaches(part: () => Promise<void>): Promise<boolean> {
  try {
    await part();
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/** The example has a stack of its own for the nodes. AWS is not asked for anything. */
async function validateClusters(): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), 'vault-dr-clusters-'));
  try {
    process.env['CDKTF_OUTDIR'] = outdir;
    await import(EXAMPLE);
    for (const stack of readdirSync(join(outdir, 'stacks'))) {
      const terraform = new TerraformRunner(join(outdir, 'stacks', stack));
      const problem = await terraform.init();
      if (problem !== undefined) throw new Error(problem);
      await terraform.validate();
    }
  } finally {
    delete process.env['CDKTF_OUTDIR'];
    rmSync(outdir, { recursive: true, force: true });
  }
}

async function proveStack(world: World, terraform: TerraformRunner, pass: (part: string) => void): Promise<void> {
  expectNone('the second plan changes', await terraform.plan());
  pass(PARTS.again);

  for (const cluster of ['home', 'away'] as const) succeeded(await world.invoke(cluster, 'dr-operation-token-gen'));
  await world.pair.home.inject({ kind: 'black-hole' });
  succeeded(await world.invoke('away', 'dr-operations', { operation: 'failover', reason: 'e2e', actor: 'e2e' }));
  await expectWeights(world, { home: 0, away: 255 });
  pass(PARTS.failover);

  terraform.moveVault(world.pair.away.address);
  const changes = await terraform.plan();
  expectNone(
    'the plan after the failover changes',
    changes.filter((address) => address.startsWith('aws_route53_record.')),
  );
  await terraform.apply();
  await expectWeights(world, { home: 0, away: 255 });
  pass(PARTS.weights);

  expectNone('is left', await terraform.destroy());
  pass(PARTS.destroy);
}

function expectNone(what: string, addresses: readonly string[]): void {
  if (addresses.length > 0) throw new Error(`${what}: ${addresses.join(', ')}`);
}

async function expectWeights(world: World, expected: { home: number; away: number }): Promise<void> {
  const { home, away } = await world.weights();
  if (home !== expected.home || away !== expected.away) {
    throw new Error(`the weights are ${home} and ${away} instead of ${expected.home} and ${expected.away}`);
  }
}

function succeeded({ error }: Invocation): void {
  if (error) throw new Error(`${error.errorType}: ${error.errorMessage}`);
}

void main();
