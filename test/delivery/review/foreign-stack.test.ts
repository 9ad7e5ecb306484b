import { checkForeignStack, type Stack } from '../../../delivery/review/foreign-stack';

const OURS = {
  '//': { metadata: { version: '0.21.0' } },
  terraform: {
    backend: { s3: { bucket: 'state', key: 'vault-dr/dev/terraform.tfstate' } },
    required_providers: { aws: { source: 'hashicorp/aws', version: '6.0.0' }, vault: { source: 'hashicorp/vault' } },
  },
  provider: { aws: [{ alias: 'home', allowed_account_ids: ['1'] }], vault: [{ address: 'https://vault' }] },
  data: { aws_caller_identity: { me: { provider: 'aws.home' } } },
  resource: {
    aws_lambda_function: {
      auth: {
        filename: 'assets/auth/A1/auth.zip',
        source_code_hash: '${filebase64sha256("assets/auth/A1/auth.zip")}',
        environment: { variables: { NAME: '${aws_kms_key.home.arn}' } },
        description: 'opens the file(s) of the journal',
      },
    },
  },
  output: { name: { value: 'x' } },
} satisfies Stack;

const check = (change: Partial<Record<string, unknown>>): string[] => checkForeignStack({ ...OURS, ...change }, OURS);
const checkResource = (type: string, body: object): string[] =>
  check({ resource: { ...OURS.resource, [type]: { x: body } } });

describe('the stack of a pull request', () => {
  it('is planned when it has other resources than main', () => {
    expect(check({})).toEqual([]);
    expect(checkResource('vault_policy', { name: 'x', policy: 'path "a" {}' })).toEqual([]);
    expect(check({ '//': { metadata: 'other' }, moved: [{ from: 'a.b', to: 'a.c' }] })).toEqual([]);
    expect(check({ data: { ...OURS.data, aws_vpc: { main: { id: 'vpc-1' } } } })).toEqual([]);
  });

  it.each(['module', 'ephemeral', 'action', 'check', 'import', 'removed', 'variable', 'list'])(
    'is not planned with a block "%s"',
    (block) => {
      expect(check({ [block]: {} })).toEqual([`it has a block "${block}", which can run or read something`]);
    },
  );

  it.each<[string, object]>([
    ['another state', { terraform: { ...OURS.terraform, backend: { s3: { bucket: 'mine' } } } }],
    ['one more provider', { terraform: { ...OURS.terraform, required_providers: { external: {} } } }],
    ['another Vault', { provider: { ...OURS.provider, vault: [{ address: 'https://evil' }] } }],
    ['other endpoints of AWS', { provider: { ...OURS.provider, aws: [{ endpoints: [{ sts: 'https://evil' }] }] } }],
    ['no provider at all', { provider: undefined }],
  ])('is not planned with %s', (_what, change) => {
    expect(check(change)).toContainEqual(
      expect.stringMatching(/^its block "(terraform|provider)" differs from that of main/),
    );
  });

  it.each(['provisioner', 'connection'])('is not planned with a %s', (name) => {
    expect(checkResource('aws_iam_role', { [name]: [{ 'local-exec': { command: 'id' } }] })).toEqual([
      'aws_iam_role.x has a provisioner, which runs a program',
    ]);
    expect(check({ resource: [{ aws_iam_role: { x: [{ [name]: {} }] } }] })).toEqual([
      'aws_iam_role.x has a provisioner, which runs a program',
    ]);
  });

  it('is not planned with a resource of another provider', () => {
    expect(checkResource('null_resource', {})).toEqual(['null_resource.x needs a provider that main does not have']);
  });

  it.each([
    'external',
    'http',
    'local_file',
    'vault_generic_secret',
    'aws_secretsmanager_secret_version',
    'aws_lambda_invocation',
  ])('is not planned when it reads %s', (type) => {
    expect(check({ data: { [type]: { x: {} } } })).toEqual([`data.${type}.x reads something that main does not read`]);
    expect(check({ data: [{ [type]: { x: {} } }] })).toHaveLength(1);
  });

  it.each([
    '${file("/home/jenkins/.aws/config")}',
    '${ filebase64 ("/etc/passwd") }',
    '${templatefile("/etc/passwd", {})}',
    '${file /* a comment */ ("/etc/passwd")}',
    '${file # a comment\n("/etc/passwd")}',
    '${core::file("/etc/passwd")}',
    '${fileset("/", "**")}',
    '${filebase64sha256("assets/../../x")}',
    '${filebase64sha256("/etc/passwd")}',
    '%{ if fileexists("/etc/passwd") }yes%{ endif }',
    '${nonsensitive(aws_ssm_parameter.x.value)}',
    '${provider::aws::arn_parse("x")}',
  ])('is not planned with %s', (text) => {
    expect(checkResource('vault_policy', { policy: text })).toEqual([
      expect.stringMatching(/^it calls [\w:]+, which reads a file or shows a secret$/) as string,
    ]);
    expect(check({ output: { x: { value: { [text]: 1 } } } })).toHaveLength(1);
    expect(check({ locals: { x: [text] } })).toHaveLength(1);
  });

  it.each(['/etc/passwd', '../../../secret', 'assets/../../x', '${path.root}/x'])(
    'is not planned when it uploads %s',
    (filename) => {
      expect(checkResource('aws_lambda_layer_version', { filename })).toEqual([
        `its attribute "filename" names a file outside of its own assets: ${filename}`,
      ]);
    },
  );
});
