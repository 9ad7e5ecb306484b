import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listEnvironments, loadSettings } from '../../cli/config';
import { findUpward } from '../../cli/config/files';
import { toPairs } from '../../cli/config/published';
import { UsageError } from '../../cli/exit-codes';
import { engineConfig } from '../../cli/operations/engine-config';
import { synthesiseCommunity } from '../modules/community/synthesise-community';
import { synthesisePair, withDataPlane, withRoutingControls, withZoneRole } from '../modules/synthesise';

const folder = mkdtempSync(join(tmpdir(), 'vault-dr-config-'));
const config = join(folder, 'vault-dr.json');
afterAll(() => rmSync(folder, { recursive: true }));

const cluster = (host: string, region: string): object => ({ address: `https://${host}:8200`, region });
const MINIMAL = {
  identifier: 'eu1',
  clientName: 'vault.example.com',
  hostedZoneId: 'Z1',
  home: cluster('vault-primary.example.com', 'eu-west-1'),
  away: cluster('vault-dr.example.com', 'eu-central-1'),
};

const write = (environments: object): void => writeFileSync(config, JSON.stringify({ environments }));
const outputs = (value: object): string => {
  const file = join(folder, 'outputs.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
};
function problemsOf(env: string): string {
  try {
    loadSettings({ env, config });
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  throw new Error('nothing was refused');
}

describe('loadSettings', () => {
  it('reads every setting from the output of the construct', () => {
    // Before an apply, the output has Terraform expressions instead of ARNs.
    const { output } = synthesisePair((valid) => ({ ...valid, otherHostedZoneIds: ['Z9876543210ABCDEFGHIJ'] }));
    write({ prod: { outputs: outputs(output) } });
    expect(loadSettings({ config })).toMatchObject({
      name: 'prod',
      clientName: 'vault.example.com',
      clientAddress: 'https://vault.example.com:8200',
      hostedZoneIds: ['Z0123456789ABCDEFGHIJ', 'Z9876543210ABCDEFGHIJ'],
      journalTable: 'vault-dr-journal-test-a1',
      ca: undefined,
      maxLagWals: 1000,
      operationTimeoutSeconds: 300,
      home: { region: 'eu-west-1', dnsName: 'vault-primary.example.com', setIdentifier: 'vault-home-test-a1' },
      away: { region: 'eu-central-1', clusterAddress: undefined },
    });
  });

  it('reads a pair without replication of Vault Enterprise, which has no token', () => {
    const { output } = synthesiseCommunity();
    write({ prod: { outputs: outputs(output) } });
    const settings = loadSettings({ config });
    expect(settings).toMatchObject({
      replication: 'snapshot',
      snapshotIntervalSeconds: 60,
      clientName: 'vault.example.com',
      operationTimeoutSeconds: 600,
      home: { region: 'eu-west-1', setIdentifier: 'vault-home-test-a1' },
    });
    expect(settings.away.functions['community-operations']).toContain('away-control-plane_community-operations');
  });

  it('reads a pair of a release that did not say how it replicates as one of Vault Enterprise', () => {
    const { output } = synthesisePair();
    write({ prod: { outputs: outputs(output) } });
    expect(output['vault-dr_operator']?.value).not.toHaveProperty('replication');
    expect(loadSettings({ config }).replication).toBe('enterprise');
  });

  it('waits for a restore also if only the file says how the pair replicates', () => {
    write({ prod: { ...MINIMAL, replication: 'snapshot' } });
    expect(loadSettings({ config })).toMatchObject({ replication: 'snapshot', operationTimeoutSeconds: 600 });
  });

  it('refuses a kind of replication that it does not know, and does not take it for another one', () => {
    const [, operator] =
      Object.entries(synthesiseCommunity().output).find(([name]) => name.endsWith('_operator')) ?? [];
    const value = { ...(operator?.value as object), replication: 'carrier-pigeon' };
    write({ prod: { outputs: outputs({ it_operator: { value } }) } });
    expect(problemsOf('prod')).toContain('it_operator: replication: expected');
  });

  it('refuses a pair of Vault Enterprise without the secret of its token', () => {
    const [, operator] =
      Object.entries(synthesiseCommunity().output).find(([name]) => name.endsWith('_operator')) ?? [];
    const value = { ...(operator?.value as object), replication: 'enterprise' };
    write({ prod: { outputs: outputs({ it_operator: { value } }) } });
    expect(problemsOf('prod')).toContain('home.operation_token_secret_arn: is missing');
  });

  it('reads the nested outputs that "cdktf output" writes', () => {
    const { output } = synthesisePair();
    const nested = { 'vault-dr-prod': { 'vault-dr': { operator: output['vault-dr_operator']?.value } } };
    write({ prod: { outputs: outputs(nested) } });
    expect(loadSettings({ config })).toMatchObject({ clientName: 'vault.example.com', home: { region: 'eu-west-1' } });
  });

  it("reads the configuration in the user's folder when none is nearer", () => {
    const before = process.env['XDG_CONFIG_HOME'];
    process.env['XDG_CONFIG_HOME'] = folder;
    mkdirSync(join(folder, 'vault-dr'), { recursive: true });
    writeFileSync(join(folder, 'vault-dr', 'vault-dr.json'), JSON.stringify({ environments: { mine: MINIMAL } }));
    try {
      expect(loadSettings({ env: 'mine' })).toMatchObject({ name: 'mine', clientName: 'vault.example.com' });
    } finally {
      process.env['XDG_CONFIG_HOME'] = before ?? '';
    }
  });

  it('reads what the stacks publish, and names two pairs of one environment by their identifiers', () => {
    const value = JSON.stringify(synthesisePair().output['vault-dr_operator']?.value);
    const parameter = (name: string, text = value): { Name: string; Value: string } => ({ Name: name, Value: text });
    const pairs = toPairs(
      [
        parameter('/vault-dr/prod/eu1/settings'),
        parameter('/vault-dr/prod/eu1/ca', 'PEM'),
        parameter('/vault-dr/prod/us1/settings'),
        parameter('/vault-dr/dev/a/settings'),
        parameter('/vault-dr/another'),
      ],
      'eu-west-1',
    );
    expect(Object.keys(pairs).sort()).toEqual(['dev', 'prod/eu1', 'prod/us1']);
    write({});
    expect(loadSettings({ config, env: 'prod/eu1', published: pairs })).toMatchObject({
      ca: 'PEM',
      hostedZoneIds: ['Z0123456789ABCDEFGHIJ'],
    });
    expect(() => loadSettings({ config, published: pairs })).toThrow(
      /Choose one with --env: dev, prod\/eu1, prod\/us1/,
    );
  });

  it('reads the limit of a probe from the output, and leaves a laptop the time that it needs', () => {
    const probeOf = (probeTimeoutMs: number): number => {
      const { output } = synthesisePair((valid) => ({ ...valid, probeTimeoutMs }));
      write({ prod: { outputs: outputs(output) } });
      return engineConfig(loadSettings({ config }), 'home').vault.probeTimeoutMs;
    };
    expect(probeOf(4000)).toBe(4000);
    expect(probeOf(300)).toBe(2000);
  });

  it('reads from the output how long a token lives, and how often it is replaced', () => {
    const { output } = synthesisePair((valid) => ({ ...valid, operationTokenTtlSeconds: 7200, rotationMinutes: 45 }));
    write({ prod: { outputs: outputs(output) } });
    expect(loadSettings({ config })).toMatchObject({ operationTokenTtlSeconds: 7200, rotationMinutes: 45 });
  });

  it('reads the role of a zone in another account from the output', () => {
    const { output } = synthesisePair(withZoneRole);
    write({ prod: { outputs: outputs(output) } });
    const roleArn = 'arn:aws:iam::222222222222:role/vault-dr-zone';
    expect(engineConfig(loadSettings({ config }), 'home')).toMatchObject({ dns: { roleArn } });
  });

  it.each([
    ['signal', withDataPlane, '"identifier":"a1"'],
    [
      'routing-controls',
      withRoutingControls,
      'https://0123abcd.route53-recovery-cluster.ap-southeast-2.amazonaws.com/v1',
    ],
  ])('reads from the output that the health checks watch a %s', (kind, withChecks, part) => {
    const { output } = synthesisePair(withChecks);
    write({ prod: { outputs: outputs(output) } });
    const { traffic } = engineConfig(loadSettings({ config }), 'home');
    expect(traffic).toMatchObject({ kind });
    expect(JSON.stringify(traffic)).toContain(part);
  });

  it('reads the limits of a failover and the witness from the output, and otherwise leaves them to the engine', () => {
    const { output } = synthesisePair();
    const [name = ''] = Object.keys(output).filter((each) => each.endsWith('_operator'));
    const limits = { max_failover_lag_seconds: 60, heartbeat_grace_ms: 9000, witness_region: 'eu-west-3' };
    const operatorOutput = output[name] as { value: object };
    write({ prod: { outputs: outputs({ [name]: { value: { ...operatorOutput.value, ...limits } } }) } });
    const given = { maxFailoverLagSeconds: 60, heartbeatGraceMs: 9000, witnessRegion: 'eu-west-3' };
    expect(loadSettings({ config })).toMatchObject(given);
    expect(engineConfig(loadSettings({ config }), 'home')).toMatchObject(given);
    write({ prod: MINIMAL });
    const nothing = Object.fromEntries(Object.keys(given).map((limit) => [limit, undefined]));
    expect(engineConfig(loadSettings({ config }), 'home')).toMatchObject(nothing);
  });

  it('reads the secret with the break-glass token from the output, for each cluster', () => {
    const { output } = synthesisePair();
    write({ prod: { outputs: outputs(output) } });
    expect(loadSettings({ config })).toMatchObject({
      home: { breakGlassSecretArn: expect.stringContaining('home-store_break-glass-token') as string },
      away: { breakGlassSecretArn: expect.stringContaining('away-store_break-glass-token') as string },
    });
  });

  it('lets the file win over the output, cluster by cluster', () => {
    const clientName = 'vault.by-hand.example.com';
    write({
      prod: { outputs: 'outputs.json', maxLagWals: 5, clientName, away: { address: 'https://10.0.0.9:8200' } },
    });
    outputs(synthesisePair().output);
    expect(loadSettings({ config })).toMatchObject({
      maxLagWals: 5,
      clientName,
      home: { address: 'https://vault-primary.example.com:8200' },
      away: { address: 'https://10.0.0.9:8200', region: 'eu-central-1' },
    });
  });

  it('takes the target of a drill from the output, and lets the file replace it alone', () => {
    const { output } = synthesisePair((valid) => ({ ...valid, drill: { rtoSeconds: 45 } }));
    const file = outputs(output);
    write({ prod: { outputs: file, drill: { probesPerSecond: 5 } } });
    expect(loadSettings({ config }).drill).toEqual({ rtoSeconds: 45, probesPerSecond: 5 });
    write({ prod: { outputs: file, drill: { rtoSeconds: 30 } } });
    expect(loadSettings({ config }).drill).toEqual({ rtoSeconds: 30 });
  });

  it('derives names by the naming rule without an output', () => {
    write({ prod: MINIMAL });
    expect(loadSettings({ config })).toMatchObject({
      journalTable: 'vault-dr-journal-prod-eu1',
      home: {
        setIdentifier: 'vault-home-prod-eu1',
        secretArn: 'vault-dr-operation-token-prod-eu1',
        breakGlassSecretArn: 'vault-dr-break-glass-token-prod-eu1',
        functions: { 'dr-operations': 'vault-dr-operations-prod-eu1', auth: 'vault-auth-prod-eu1' },
      },
      away: { setIdentifier: 'vault-away-prod-eu1' },
    });
  });

  it('reads the CA relative to the configuration', () => {
    writeFileSync(join(folder, 'ca.pem'), 'PEM');
    write({ prod: { ...MINIMAL, caFile: 'ca.pem' } });
    expect(loadSettings({ config }).ca).toBe('PEM');
  });

  it('lists every problem in one error, and quotes no value', () => {
    write({
      prod: { ...MINIMAL, colour: 'hvs.secret', maxLagWals: 0, home: { address: 'http://x/y' }, drill: { window: {} } },
    });
    const message = problemsOf('prod');
    for (const problem of [
      'environments.prod.colour: is not a setting',
      'environments.prod.maxLagWals: give a whole number greater than 0',
      'environments.prod.home.address: give it as https://host:port, without a path',
      'environments.prod.drill.window.days: is missing',
      'environments.prod.drill.window.from: is missing',
    ]) {
      expect(message).toContain(problem);
    }
    expect(message).not.toContain('hvs.secret');
  });

  it('refuses an incomplete environment, and lists what is missing', () => {
    write({ prod: { clientName: 'vault.example.com', home: cluster('a.example.com', 'eu-west-1') } });
    const message = problemsOf('prod');
    for (const path of ['identifier', 'hostedZoneId', 'away.address', 'away.region']) {
      expect(message).toContain(`environments.prod.${path} is missing`);
    }
  });

  it('refuses outputs of a stack without the operator output', () => {
    write({ prod: { outputs: outputs({ 'vault-dr_home': { value: {} } }) } });
    expect(problemsOf('prod')).toContain('has no output whose name ends with _operator');
  });

  it('refuses to guess between the pairs of one stack', () => {
    write({ prod: { outputs: outputs({ a_operator: { value: {} }, b_operator: { value: {} } }) } });
    expect(problemsOf('prod')).toContain('has a_operator, b_operator; set outputName to one of them');
  });

  it('refuses an unknown environment, and lists the known ones', () => {
    write({ prod: MINIMAL, staging: MINIMAL });
    expect(problemsOf('test')).toContain('The environment test is unknown; known are prod, staging');
    expect(() => loadSettings({ config })).toThrow(
      'Several environments are configured. Choose one with --env: prod, staging.',
    );
    expect(listEnvironments({ config })).toEqual(['prod', 'staging']);
  });

  it('refuses a file that is missing or not JSON', () => {
    expect(() => loadSettings({ config: join(folder, 'none.json') })).toThrow(/none\.json cannot be read/);
    writeFileSync(config, '{');
    expect(() => loadSettings({ config })).toThrow(/vault-dr\.json is not valid JSON: see line 1/);
  });
});

describe('findUpward', () => {
  it('finds the file in the nearest parent, or nothing', () => {
    expect(findUpward('package.json', __dirname)).toBe(join(__dirname, '..', '..', 'package.json'));
    expect(findUpward('no-such-file', __dirname)).toBeUndefined();
  });
});
