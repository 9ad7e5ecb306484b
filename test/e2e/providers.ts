import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { CONFIGS } from '../../live/environments';
import { EnvironmentStack } from '../../live/shared/environment-stack';
import { TerraformRunner } from './terraform-runner';

/** The providers that the stack of dev needs, and whether `terraform init` can install them. */
export interface Providers {
  /** For example `hashicorp/aws 6.2.0`. */
  readonly names: readonly string[];
  /** Why they cannot be installed. @default - they can */
  readonly problem?: string;
}

export async function findProviders(): Promise<Providers> {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-providers-'));
  try {
    const required = requiredProviders(directory);
    writeFileSync(join(directory, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: required } }));
    const problem = await new TerraformRunner(directory).init();
    const names = Object.values(required).map(({ source, version }) => `${source} ${version}`);
    return { names, ...(problem !== undefined && { problem }) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function requiredProviders(directory: string): Record<string, { readonly source: string; readonly version: string }> {
  const outdir = join(directory, 'synth');
  const app = new App({ outdir });
  const stack = new EnvironmentStack(app, CONFIGS.dev);
  app.synth();
  const text = readFileSync(join(outdir, 'stacks', stack.node.id, 'cdk.tf.json'), 'utf8');
  const { terraform } = JSON.parse(text) as {
    terraform: { required_providers: Record<string, { source: string; version: string }> };
  };
  return terraform.required_providers;
}
