import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE, renderExamples } from '../../docs/generate/runbook/example';
import { RUNBOOKS } from '../../cli/runbook/kinds';
import { POSTGRES_TRAITS } from '../../cli/runbook/kinds/postgres';
import { SNAPSHOT_TRAITS } from '../../functions/dr-operations/replication/snapshot/traits';
import { renderRunbook } from '../../cli/runbook/render';
import { SITUATIONS } from '../../cli/runbook/situations';
import { STEP_GUIDE } from '../../cli/runbook/steps';
import { postgres } from '../../functions/dr-operations/replication/postgres';
import { snapshot } from '../../functions/dr-operations/replication/snapshot';
import { runCli } from './run-cli';

describe('docs/runbook.md', () => {
  const written = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');

  it.each(Object.entries(renderExamples()))('is up to date in %s: if this fails, run make docs', (file, text) => {
    expect(readFileSync(join(__dirname, '..', '..', 'docs', file), 'utf8')).toBe(text);
  });

  it('shows the status and the steps by hand for each situation', () => {
    for (const { title, command } of SITUATIONS) {
      const [, section = ''] = written.split(`## ${title}\n`);
      expect(section).toContain(`**Command:** \`${command(EXAMPLE)}\``);
      expect(section).toMatch(/CLUSTER +REGION +ROLE/);
      expect(section).toMatch(/1\. \[[a-z-]+\]\(#[a-z-]+\)/);
    }
  });

  it('describes every step and how to undo it', () => {
    for (const kind of Object.keys(STEP_GUIDE)) expect(written).toMatch(new RegExp(`### ${kind}\n\n.*\n\n\\*\\*Undo:`));
  });

  it('passes no secret as an argument', () => {
    const commands = written.split('\n').filter((line) => /^ *(vault|aws|printf) /.test(line));
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const [outer = ''] = command.replace(/printf '[^']*' ("\$\w+" ?)+\|/, '').split(' -otp=');
      expect(outer).not.toMatch(/\$(DR_OPERATION_TOKEN|SECONDARY_TOKEN)/);
    }
  });
});

describe.each(['snapshot', 'postgres'] as const)('docs/runbook-%s.md', (kind) => {
  const written = renderExamples()[`runbook-${kind}.md`] ?? '';

  it('has the traits of the driver, so that its plans are those of the engine', () => {
    const driver = kind === 'snapshot' ? snapshot({ nodes: { park: true } } as never) : postgres({} as never);
    expect(driver.traits).toEqual(kind === 'snapshot' ? SNAPSHOT_TRAITS : POSTGRES_TRAITS);
  });

  it('shows the status and the steps by hand for each situation', () => {
    for (const { title, command } of RUNBOOKS[kind].situations) {
      const [, section = ''] = written.split(`## ${title}\n`);
      expect(section).toContain(`**Command:** \`${command(EXAMPLE)}\``);
      expect(section).toMatch(/1\. \[[a-z-]+\]\(#[a-z-]+\)/);
    }
  });

  it('has no call of Vault Enterprise, no token of it, and no step without a command', () => {
    expect(written).not.toMatch(/replication\/dr|DR_OPERATION_TOKEN|break-glass|token rotate|stream-wals/);
    expect(written).not.toMatch(/```sh\n +```/);
  });

  it('describes every step and how to undo it', () => {
    for (const step of Object.keys(STEP_GUIDE)) expect(written).toMatch(new RegExp(`### ${step}\n\n.*\n\n\\*\\*Undo:`));
  });
});

describe('docs/runbook-snapshot.md', () => {
  const written = renderExamples()['runbook-snapshot.md'] ?? '';
  const section = (title: string): string => (written.split(`## ${title}\n`)[1] ?? '').split('\n## ')[0] ?? '';

  it('restores the last file of a primary that hands over, and none of the bucket', () => {
    const commands = section('Planned maintenance of the primary');
    expect(commands).toMatch(/snapshot save -address=\S+ last-home\.snap/);
    expect(commands).toMatch(/snapshot restore -address=\S+ last-home\.snap/);
    expect(commands).not.toContain('aws s3');
  });

  it('restores the newest file of the bucket if the primary is lost', () => {
    expect(section('The primary is lost')).toMatch(/aws s3 cp .* restore\.snap\n +vault .* restore\.snap/);
  });
});

describe('renderRunbook', () => {
  const own = {
    ...EXAMPLE,
    name: 'stage',
    clientName: 'vault.corp.test',
    hostedZoneIds: ['Z0OWN'],
    ca: 'PEM',
    dnsRoleArn: 'arn:aws:iam::222222222222:role/zone',
    home: {
      ...EXAMPLE.home,
      region: 'us-west-2',
      address: 'https://a.corp.test:8200',
      setIdentifier: 'set-a',
      breakGlassSecretArn: 'glass-a',
    },
    away: {
      ...EXAMPLE.away,
      region: 'us-east-2',
      address: 'https://b.corp.test:8200',
      setIdentifier: 'set-b',
      breakGlassSecretArn: 'glass-b',
    },
  };
  const text = renderRunbook(own, 'Ours.');

  it('reads the break-glass token from the secret of the pair', () => {
    expect(text).toContain('get-secret-value --region us-east-2 --secret-id glass-b ');
    expect(text).toContain('The other region is us-west-2, with glass-a.');
  });

  it('has nothing of the example', () => {
    expect(text).not.toMatch(/example\.com|\bprod\b|eu-west-1|eu-central-1|Z0123456789|vault-home-|vault-away-/);
  });

  it('has the commands and addresses of the pair', () => {
    expect(text).toContain("vault-dr failover stage --reason 'us-west-2 is down'");
    expect(text).toContain('vault write -address=https://a.corp.test:8200');
    expect(text).toContain('--hosted-zone-id Z0OWN');
  });

  it('says what the commands by hand need for this pair', () => {
    expect(text).toContain('Set `VAULT_CACERT`');
    expect(text).toContain('run the commands for Route 53 as `arn:aws:iam::222222222222:role/zone`');
    expect(renderExamples()['runbook.md']).not.toMatch(/VAULT_CACERT|run the commands for Route 53 as/);
  });
});

describe('vault-dr runbook', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('prints it for the pair that is configured, and calls nothing', async () => {
    const cluster = (host: string, region: string) => ({ address: `https://${host}:8200`, region });
    const ours = {
      identifier: 'eu1',
      clientName: 'vault.corp.test',
      hostedZoneId: 'Z0OWN',
      home: cluster('a.corp.test', 'us-west-2'),
      away: cluster('b.corp.test', 'us-east-2'),
    };
    writeFileSync(join(folder, 'vault-dr.json'), JSON.stringify({ environments: { ours } }));
    const { code, stdout } = await runCli(['runbook', 'ours'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Runbook\n/);
    expect(stdout).toContain('vault write -address=https://a.corp.test:8200');
    expect(stdout).not.toContain('example.com');
  });
});
