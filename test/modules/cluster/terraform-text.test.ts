import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { run } from '../../../delivery/run';
import { locateProgram } from '../../../delivery/terraform/locate';
import { renderUserData } from '../../../modules/cluster/node/user-data';
import type { NodeSettings } from '../../../modules/cluster/node/settings';
import { terraformText } from '../../../modules/cluster/terraform-text';

const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/mrk-1';
const LIMIT_MS = 60_000;

/** What real Terraform makes of a text, which is compressed as in a launch template. */
async function inTerraform(text: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'terraform-text-'));
  try {
    const stack = {
      locals: { text, key: KEY },
      output: { user_data: { value: '${base64gzip(local.text)}' } },
    };
    writeFileSync(join(cwd, 'main.tf.json'), JSON.stringify(stack));
    const { command } = await locateProgram();
    const terraform = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(command, args, { cwd, timeoutMs: LIMIT_MS });
      if (code !== 0) throw new Error(stderr);
      return stdout;
    };
    await terraform('init', '-input=false', '-no-color');
    await terraform('apply', '-auto-approve', '-input=false', '-no-color');
    const output = (await terraform('output', '-raw', 'user_data')).trim();
    return gunzipSync(Buffer.from(output, 'base64')).toString();
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const settings = (sealKeyArn: string): NodeSettings => ({
  product: 'vault',
  version: '1.21.4',
  region: 'eu-west-1',
  name: 'vault-home.example.com',
  otherNames: [],
  joinTag: { key: 'vault-cluster', value: 'vault' },
  storage: { kind: 'raft', stanza: 'storage "raft" {\n}' },
  sealKeyArn,
  tls: { kind: 'secret', secretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:tls-AbCdEf' },
  group: 'vault',
  hooks: { launch: 'join', terminate: 'leave' },
  login: { mount: 'vault-nodes', role: 'vault-nodes' },
  devices: { data: '/dev/sdf', audit: '/dev/sdg' },
  autoHeal: false,
  metricNamespace: 'VaultCluster',
});

describe('a text that Terraform completes', () => {
  it('is the user data of a node with the ARN of its key, byte for byte', async () => {
    const completed = await inTerraform(terraformText(settings('${local.key}'), renderUserData));
    expect(completed).toBe(renderUserData(settings(KEY)));
  }, 120_000);

  it('keeps whatever a shell or a template writes', async () => {
    const shell = (key: string): string => `a="\${x:-\\"y\\"}" %{ if } $\${z} $$ %% \\n 'é' ${key}`;
    const completed = await inTerraform(terraformText({ key: '<${local.key}>' }, ({ key }) => shell(key)));
    expect(completed).toBe(shell(`<${KEY}>`));
  }, 120_000);
});
