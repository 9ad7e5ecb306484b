import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXAMPLES = join(__dirname, '..', 'examples');
const NAMES = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

interface Stack {
  readonly terraform: { readonly backend: object };
  readonly resource: Resources;
}

const outdir = mkdtempSync(join(tmpdir(), 'cdktf-vault-dr-examples-'));
afterAll(() => {
  delete process.env['CDKTF_OUTDIR'];
  rmSync(outdir, { recursive: true, force: true });
});

/** Runs the `main.ts` of an example, which writes its stack. */
async function synthesise(name: string): Promise<Stack> {
  process.env['CDKTF_OUTDIR'] = join(outdir, name);
  await import(join(EXAMPLES, name, 'main'));
  const folder = join(outdir, name, 'stacks');
  const stacks = readdirSync(folder).map(
    (stack) => JSON.parse(readFileSync(join(folder, stack, 'cdk.tf.json'), 'utf8')) as Stack,
  );
  return stacks.reduce((all, { terraform, resource }) => ({ terraform, resource: together(all.resource, resource) }));
}

const together = (some: Resources, others: Resources): Resources => {
  const types = [...new Set([...Object.keys(some), ...Object.keys(others)])];
  return Object.fromEntries(types.map((type) => [type, { ...some[type], ...others[type] }]));
};

const resourcesOf = ({ resource }: Stack, type: string): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(resource[type] ?? {});

const variablesOf = (stack: Stack, functionName: string): Readonly<Record<string, string>>[] =>
  resourcesOf(stack, 'aws_lambda_function')
    .filter(({ function_name: name }) => name === functionName)
    .map(({ environment }) => (environment as { variables: Record<string, string> }).variables);

describe('the example', () => {
  const stacks = new Map<string, Stack>();
  beforeAll(async () => {
    for (const name of NAMES) stacks.set(name, await synthesise(name));
  });
  const stackOf = (name: string): Stack => {
    const stack = stacks.get(name);
    if (!stack) throw new Error(`There is no example ${name}`);
    return stack;
  };

  it.each(NAMES)('%s has a page, is listed, and synthesises the Lambdas of a pair', (name) => {
    expect(readFileSync(join(EXAMPLES, name, 'README.md'), 'utf8')).toMatch(/^# .+\n/);
    expect(readFileSync(join(EXAMPLES, 'README.md'), 'utf8')).toContain(`[${name}](${name})`);
    const names = resourcesOf(stackOf(name), 'aws_lambda_function').map(({ function_name: each }) => each);
    expect(names).toContainEqual(expect.stringMatching(/^vault-(dr|community)-operations-prod-/));
  });

  it('own-repository keeps its state in S3, encrypted', () => {
    expect(stackOf('own-repository').terraform.backend).toMatchObject({ s3: { encrypt: true } });
  });

  it('own-lambda may invoke auth, which may log in with its role', () => {
    const stack = stackOf('own-lambda');
    const policy = resourcesOf(stack, 'aws_iam_role_policy').find(({ name }) => name === 'auth');
    const statement = { Effect: 'Allow', Sid: 'Auth', Action: ['lambda:InvokeFunction'] };
    expect(JSON.parse(String(policy?.['policy']))).toMatchObject({ Statement: [statement] });
    for (const { VAULT_AWS_AUTH_ROLES: roles } of variablesOf(stack, 'vault-auth-prod-eu1')) {
      expect(roles).toBe('dr-operation-token-gen-prod-eu1,reports');
    }
    const role = resourcesOf(stack, 'vault_aws_auth_backend_role').find(({ role: name }) => name === 'reports');
    expect(role?.['bound_iam_principal_arns']).toHaveLength(2);
  });

  it('two-pairs gives the Lambdas of each region different names', () => {
    const names = resourcesOf(stackOf('two-pairs'), 'aws_lambda_function').map(
      ({ provider, function_name: name }) => `${String(provider)} ${String(name)}`,
    );
    expect(new Set(names).size).toBe(24);
  });

  it('whole-pair has the nodes of two clusters, and leads the client name to their load balancers', () => {
    const stack = stackOf('whole-pair');
    const names = resourcesOf(stack, 'aws_autoscaling_group').map(({ name }) => name);
    expect(names.sort()).toEqual(['vault-prod-eu1-away', 'vault-prod-eu1-home']);
    const aliases = resourcesOf(stack, 'aws_route53_record')
      .filter(({ name }) => name === 'vault.example.com')
      .map(({ alias }) => (alias as { name: string }).name);
    expect(aliases).toEqual(Array(2).fill(expect.stringContaining('terraform_remote_state')));
  });

  it('openbao-pair copies snapshots in each region, and may park both clusters', () => {
    const stack = stackOf('openbao-pair');
    const pullers = variablesOf(stack, 'vault-snapshot-puller-prod-eu1').map(({ OWN_CLUSTER: own }) => own);
    expect(pullers.sort()).toEqual(['away', 'home']);
    const documents = resourcesOf(stack, 'aws_ssm_document').map(({ content }) => String(content));
    expect(documents).toEqual(Array(2).fill(expect.stringContaining('wipe-stopped')));
    // The same roles in both clusters, because a restore brings those of the other one.
    const roles = resourcesOf(stack, 'vault_aws_auth_backend_role').map(
      ({ provider, role }) => `${String(provider)} ${String(role)}`,
    );
    const engines = roles.filter((role) => role.includes('vault-dr-engine-prod-eu1'));
    expect(engines.sort()).toEqual(['vault.away vault-dr-engine-prod-eu1', 'vault.home vault-dr-engine-prod-eu1']);
  });

  it('private-ca makes the Lambdas and the Vault servers trust the CA', () => {
    const variables = variablesOf(stackOf('private-ca'), 'vault-dr-operations-prod-eu1');
    expect(variables).toHaveLength(2);
    for (const each of variables) {
      expect(each).toMatchObject({ VAULT_CACERT: 'ca.pem', VAULT_LINK_CA_FILE: '/etc/vault.d/ca.pem' });
    }
  });
});
