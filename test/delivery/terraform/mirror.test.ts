import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { mirrorOption } from '../../../delivery/terraform/mirror';
import { Terraform } from '../../../delivery/terraform/terraform';
import { config } from '../../../live/dev/config';

jest.setTimeout(60_000);

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-dr-mirror-'));
  file = join(folder, 'terraformrc');
});

afterEach(() => {
  delete process.env['TF_CLI_CONFIG_FILE'];
  rmSync(folder, { recursive: true, force: true });
});

const optionOf = (text: string): string[] => {
  writeFileSync(file, text);
  return mirrorOption(file);
};

describe('the mirror of the CLI configuration', () => {
  it.each<[string, string, string[]]>([
    ['a folder', 'provider_installation {\n  filesystem_mirror {\n    path = "/m"\n  }\n}', ['-fs-mirror=/m']],
    [
      'a URL',
      'provider_installation { network_mirror { url = "https://m.example/p/" } }',
      ['-net-mirror=https://m.example/p/'],
    ],
    ['one in JSON', '{"provider_installation":{"filesystem_mirror":[{"path":"/m"}]}}', ['-fs-mirror=/m']],
    ['none in a comment', '# filesystem_mirror { path = "/m" }\nplugin_cache_dir = "/c"', []],
  ])('is %s', (_what, text, expected) => {
    expect(optionOf(text)).toEqual(expected);
  });

  it('must be the only one', () => {
    expect(() => optionOf('filesystem_mirror { path = "/a" }\nnetwork_mirror { url = "https://b/" }')).toThrow(
      /has 2 mirrors, and the lock file can be made from one only/,
    );
  });

  it('gives Terraform the hashes of the lock file, for the platforms that it has', async () => {
    const mirror = join(folder, 'mirror', 'registry.terraform.io', 'hashicorp', 'null');
    mkdirSync(mirror, { recursive: true });
    const zip = zipSync({ 'terraform-provider-null_v3.2.3': strToU8('#!/bin/sh\n') });
    writeFileSync(join(mirror, 'terraform-provider-null_3.2.3_linux_arm64.zip'), zip);
    writeFileSync(file, `provider_installation { filesystem_mirror { path = "${join(folder, 'mirror')}" } }`);
    process.env['TF_CLI_CONFIG_FILE'] = file;
    const stack = { terraform: { required_providers: { null: { source: 'hashicorp/null', version: '3.2.3' } } } };
    writeFileSync(join(folder, 'stack.tf.json'), JSON.stringify(stack));
    const terraform = new Terraform({ name: 'terraform', command: 'terraform', version: '1.11.4' }, folder, config);
    await terraform.lockProviders(['linux_arm64']);
    expect(readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')).toMatch(/hashicorp\/null[^]*"h1:/);
  });
});
