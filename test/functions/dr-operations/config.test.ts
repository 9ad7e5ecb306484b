import { parseOperationsConfig, parsePairConfig } from '../../../functions/dr-operations/config';
import { ConfigError } from '../../../functions/shared/errors';
import { thrown } from '../../helpers/errors';
import { PAIR_ENV } from '../../helpers/pair-env';

const ENV = {
  VAULT_HOME_ADDR: 'https://a:8200',
  VAULT_AWAY_ADDR: 'https://b:8200',
  ...PAIR_ENV,
  AWS_REGION: 'eu-central-1',
};

describe('parsePairConfig', () => {
  it('takes the documented limits and no witness by default', () => {
    const config = parsePairConfig(ENV);
    expect(config).toMatchObject({ maxLagWals: 1000, maxFailoverLagSeconds: 3600, heartbeatGraceMs: 12_000 });
    expect(config.witnessRegion).toBeUndefined();
    expect(config).not.toHaveProperty('secretArn');
  });

  it('reads the limits and the witness', () => {
    const given = { MAX_FAILOVER_LAG_SECONDS: '600', HEARTBEAT_GRACE_MS: '20000', WITNESS_REGION: 'eu-north-1' };
    expect(parsePairConfig({ ...ENV, ...given })).toMatchObject({
      maxFailoverLagSeconds: 600,
      heartbeatGraceMs: 20_000,
      witnessRegion: 'eu-north-1',
    });
  });

  it.each(['MAX_LAG_WALS', 'MAX_FAILOVER_LAG_SECONDS', 'HEARTBEAT_GRACE_MS'])('refuses %s of 0', async (name) => {
    const error = await thrown(() => parsePairConfig({ ...ENV, [name]: '0' }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(name);
  });
});

describe('servers that stop by themselves', () => {
  it('do not unless it is said', () => expect(parsePairConfig(ENV)).not.toHaveProperty('selfFenceAfterSeconds'));

  it('have the time that is given', () =>
    expect(parsePairConfig({ ...ENV, SELF_FENCE_AFTER_SECONDS: '45' })).toMatchObject({ selfFenceAfterSeconds: 45 }));

  it('have no less than they take', async () => {
    const error = await thrown(() => parsePairConfig({ ...ENV, SELF_FENCE_AFTER_SECONDS: '29' }));
    expect(error.message).toContain('Give at least 30');
  });
});

describe('the health checks of the client name', () => {
  const ENDPOINT = { region: 'us-east-1', endpoint: 'https://a.example.com/v1' };
  const CONTROLS = { kind: 'routing-controls', controls: { home: 'arn:1', away: 'arn:2' }, endpoints: [ENDPOINT] };

  it('are none without the variable', () => {
    expect(parsePairConfig(ENV)).not.toHaveProperty('traffic');
  });

  it.each([[{ kind: 'signal', environment: 'prod', identifier: 'eu1' }], [CONTROLS]])('watch %j', (traffic) => {
    expect(parsePairConfig({ ...ENV, TRAFFIC: JSON.stringify(traffic) }).traffic).toEqual(traffic);
  });

  it.each([
    'signal',
    '{"kind":"signal"}',
    JSON.stringify({ ...CONTROLS, controls: { home: 'arn:1' } }),
    JSON.stringify({ ...CONTROLS, endpoints: [] }),
  ])('refuse %s', async (text) => {
    const error = await thrown(() => parsePairConfig({ ...ENV, TRAFFIC: text }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain('TRAFFIC');
  });
});

describe('parseOperationsConfig', () => {
  it('needs the secret as well', async () => {
    const error = await thrown(() => parseOperationsConfig(ENV));
    expect(error.message).toContain('OPERATION_TOKEN_SECRET_ARN');
    expect(parseOperationsConfig({ ...ENV, OPERATION_TOKEN_SECRET_ARN: 'arn:x' })).toMatchObject({
      secretArn: 'arn:x',
    });
  });
});
