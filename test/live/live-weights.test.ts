import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { CONFIGS } from '../../live/environments';
import { EnvironmentStack } from '../../live/shared/environment-stack';

interface Record53 {
  readonly weighted_routing_policy: { readonly weight: number };
  readonly lifecycle: { readonly ignore_changes: readonly string[] };
}

const records = (): readonly Record53[] => {
  const stack = JSON.parse(Testing.synth(new EnvironmentStack(Testing.app(), CONFIGS.prod))) as {
    resource: { aws_route53_record: Record<string, Record53> };
  };
  return Object.values(stack.resource.aws_route53_record);
};

describe('the weights that a failover has changed', () => {
  let folder: string;
  const terraform = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('terraform', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, TF_IN_AUTOMATION: '1' } });

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'live-weights-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are in ignore_changes of every record', () => {
    expect(records().map(({ lifecycle }) => lifecycle)).toEqual([
      { ignore_changes: ['weighted_routing_policy'] },
      { ignore_changes: ['weighted_routing_policy'] },
    ]);
  });

  // Uses Terraform's built-in resource, because the records need the AWS provider. `make e2e` tests the records.
  it('are kept by the next plan, which would reset them without ignore_changes', () => {
    const write = (lifecycle: object): void => {
      const record = { input: { weighted_routing_policy: 255 }, lifecycle };
      writeFileSync(join(folder, 'main.tf.json'), JSON.stringify({ resource: { terraform_data: { home: record } } }));
    };
    const { lifecycle } = records()[0] ?? {};
    const protectedBy = { ignore_changes: lifecycle?.ignore_changes.map((name) => `input["${name}"]`) };
    write(protectedBy);
    expect(terraform('init', '-input=false').status).toBe(0);
    expect(terraform('apply', '-auto-approve', '-input=false').status).toBe(0);

    const state = JSON.parse(terraform('state', 'pull').stdout) as {
      serial: number;
      resources: [
        { instances: [{ attributes: Record<'input' | 'output', { value: { weighted_routing_policy: number } }> }] },
      ];
    };
    const { attributes } = state.resources[0].instances[0];
    for (const value of ['input', 'output'] as const) attributes[value].value.weighted_routing_policy = 0;
    state.serial += 1;
    writeFileSync(join(folder, 'failed-over.json'), JSON.stringify(state));
    expect(terraform('state', 'push', 'failed-over.json').status).toBe(0);

    expect(terraform('plan', '-detailed-exitcode', '-input=false').status).toBe(0);
    write({});
    expect(terraform('plan', '-detailed-exitcode', '-input=false').status).toBe(2);
  });
});
