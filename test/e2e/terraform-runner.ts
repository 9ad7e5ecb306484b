import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../delivery/paths';
import { run, type Ran } from '../../delivery/run';
import { effectOf, type PlanJson } from '../../delivery/summary/plan-json';
import { locateProgram } from '../../delivery/terraform/locate';

const INIT_MS = 300_000;
const CHANGE_MS = 600_000;
const PLAN = 'e2e.tfplan';

/** Runs Terraform with the real providers in one folder. */
export class TerraformRunner {
  constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  /** @returns why the providers cannot be installed; `undefined` when they are installed */
  async init(): Promise<string | undefined> {
    // Short time-outs, so that init does not hang without a network.
    const env = { TF_REGISTRY_CLIENT_TIMEOUT: '10', TF_REGISTRY_DISCOVERY_RETRY: '1' };
    const { code, stderr } = await this.terraform(['init', '-input=false', '-no-color'], INIT_MS, env);
    if (code === 0) return undefined;
    return /Error: [\s\S]*?(?=\n\nTo see|\n\nError:|$)/.exec(stderr)?.[0].trim() ?? stderr.trim();
  }

  /** @throws Error with what does not agree with the schemas of the providers */
  async validate(): Promise<void> {
    await this.succeed(['validate', '-no-color']);
  }

  async apply(): Promise<Readonly<Record<string, unknown>>> {
    await this.succeed(['apply', '-auto-approve', '-input=false', '-no-color']);
    const outputs = JSON.parse(await this.succeed(['output', '-json'])) as Record<string, { readonly value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** @returns addresses of the resources that the next apply would change */
  async plan(): Promise<string[]> {
    await this.succeed(['plan', '-input=false', '-no-color', `-out=${PLAN}`]);
    const { resource_changes: changes = [] } = JSON.parse(await this.succeed(['show', '-json', PLAN])) as PlanJson;
    return changes.filter((change) => effectOf(change) !== undefined).map(({ address }) => address);
  }

  /** @returns addresses of the resources that are left */
  async destroy(): Promise<string[]> {
    await this.succeed(['destroy', '-auto-approve', '-input=false', '-no-color']);
    return (await this.succeed(['state', 'list'])).split('\n').filter(Boolean);
  }

  /** Sends later changes of Vault to another cluster, as the client name does after a failover. */
  moveVault(address: string): void {
    const file = join(this.folder, 'cdk.tf.json');
    const stack = JSON.parse(readFileSync(file, 'utf8')) as { provider: { vault: { address: string }[] } };
    for (const provider of stack.provider.vault) provider.address = address;
    writeFileSync(file, JSON.stringify(stack));
  }

  private async succeed(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform(args, CHANGE_MS);
    if (code !== 0) throw new Error(`terraform ${args[0] ?? ''}: ${stderr.trim()}`);
    return stdout.trim();
  }

  private async terraform(args: readonly string[], timeoutMs: number, env: object = {}): Promise<Ran> {
    const { command } = await locateProgram();
    const TF_PLUGIN_CACHE_DIR = process.env['TF_PLUGIN_CACHE_DIR'] ?? join(ROOT, 'out', 'providers');
    mkdirSync(TF_PLUGIN_CACHE_DIR, { recursive: true });
    return run(command, args, { cwd: this.folder, env: { TF_PLUGIN_CACHE_DIR, ...this.env, ...env }, timeoutMs });
  }
}
