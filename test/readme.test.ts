import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'out', 'readme');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

function run(program: string, ...args: string[]): string {
  const env = { ...process.env, CDKTF_OUTDIR: join(FOLDER, 'cdktf.out') };
  return execFileSync('npx', ['--no-install', program, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
    timeout: 120_000,
  });
}

describe('the example of the README', () => {
  const [, example = ''] = /<!-- example:[^>]*-->\n```ts\n([\s\S]*?)```/.exec(read('README.md')) ?? [];

  beforeAll(() => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'example.ts'), example);
    const paths = { 'cdktf-vault-dr': ['../../modules/index.ts'] };
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { rootDir: '../..', paths },
      include: ['example.ts'],
    };
    writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  });

  it('compiles', () => {
    expect(run('tsc', '--noEmit', '--project', join(FOLDER, 'tsconfig.json'))).toBe('');
  }, 120_000);

  it('synthesises a stack with every Lambda in each region', () => {
    mkdirSync(join(FOLDER, 'cdktf.out'));
    run('tsx', '--tsconfig', join(FOLDER, 'tsconfig.json'), join(FOLDER, 'example.ts'));
    const stack = JSON.parse(readFileSync(join(FOLDER, 'cdktf.out/stacks/vault-dr-prod/cdk.tf.json'), 'utf8')) as {
      resource: { aws_lambda_function: Record<string, { function_name: string }> };
    };
    const names = Object.values(stack.resource.aws_lambda_function).map(({ function_name: name }) => name);
    expect(names.sort()).toEqual(
      ['auth', 'dns-switch', 'dr-operation-token-gen', 'dr-operations', 'events', 'watch'].flatMap((name) =>
        Array<string>(2).fill(`vault-${name}-prod-eu1`),
      ),
    );
  }, 120_000);
});
