import { VaultDr } from 'cdktf-vault-dr';
import { AUTH_ENV } from '../../functions/auth/contract';
import { BREAK_GLASS_ENV, TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import { DNS_ENV, FUNCTION_NAMES, SECRET_ENV, VAULT_ENV } from '../../functions/shared/contract';
import {
  resourcesOf,
  statementsOf,
  synthesise,
  synthesisePair,
  validProps,
  variablesOf,
  withWitness,
} from './synthesise';

const pair = synthesisePair();
const withThird = synthesisePair(withWitness);
const PLACES = FUNCTION_NAMES.flatMap((lambda) =>
  ['home', 'away'].map((cluster) => `${cluster}-control-plane_${lambda}`),
);

const REQUIRED_DNS = Object.values(DNS_ENV).filter((name) => name !== DNS_ENV.roleArn);

/** Types whose resources have the name of the one that they belong to. */
const NAMED_BY_ANOTHER = ['aws_iam_role_policy', 'aws_lambda_function_event_invoke_config', 'aws_sns_topic_policy'];

describe('VaultDr', () => {
  it('creates the four Lambdas, the watch and the sender of events in each region', () => {
    expect(Object.keys(resourcesOf(pair, 'aws_lambda_function')).sort()).toEqual(
      [...PLACES, 'home-watch', 'away-watch', 'home-events', 'away-events'].map((place) => `${place}_lambda`).sort(),
    );
  });

  it.each(PLACES)('runs %s in the VPC on Node 22, arm64, traced, encrypted', (place) => {
    expect(resourcesOf(pair, 'aws_lambda_function')[`${place}_lambda`]).toMatchObject({
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      tracing_config: { mode: 'Active' },
      provider: place.startsWith('home') ? 'aws.home' : 'aws.away',
      vpc_config: {
        subnet_ids: place.startsWith('home') ? ['subnet-1', 'subnet-2'] : ['subnet-3'],
        security_group_ids: [place.startsWith('home') ? 'sg-1' : 'sg-2'],
      },
      kms_key_arn: expect.stringContaining('aws_kms_key') as string,
    });
    expect(resourcesOf(pair, 'aws_cloudwatch_log_group')[`${place}_lambda_logs`]).toMatchObject({
      retention_in_days: 365,
      kms_key_id: expect.stringContaining('aws_kms_key') as string,
    });
  });

  it.each([undefined, 5])(
    'reserves %s runs for each of the twelve Lambdas, as the prop says',
    (reservedConcurrency) => {
      const reserved = synthesisePair((valid) => ({ ...valid, reservedConcurrency }));
      const lambdas = Object.values(resourcesOf(reserved, 'aws_lambda_function'));
      expect(lambdas.map((each) => each['reserved_concurrent_executions'])).toEqual(
        Array.from({ length: 12 }, () => reservedConcurrency),
      );
    },
  );

  it('does not let AWS repeat a failed asynchronous run of dr-operations and dns-switch', () => {
    const configs = resourcesOf(pair, 'aws_lambda_function_event_invoke_config');
    for (const cluster of ['home', 'away']) {
      for (const lambda of ['dr-operations', 'dns-switch']) {
        expect(configs[`${cluster}-control-plane_${lambda}_lambda_async`]).toMatchObject({ maximum_retry_attempts: 0 });
      }
    }
  });

  it.each([
    [
      'auth',
      [VAULT_ENV.homeAddress, VAULT_ENV.awayAddress, AUTH_ENV.mountPath, AUTH_ENV.serverId, AUTH_ENV.allowedRoles],
    ],
    [
      'dr-operation-token-gen',
      [
        VAULT_ENV.homeAddress,
        ...Object.values(TOKEN_GEN_ENV),
        ...Object.values(SECRET_ENV),
        ...Object.values(BREAK_GLASS_ENV),
      ],
    ],
    [
      'dns-switch',
      [
        VAULT_ENV.awayAddress,
        ...REQUIRED_DNS,
        OPERATIONS_ENV.journalTable,
        OPERATIONS_ENV.homeRegion,
        OPERATIONS_ENV.awayRegion,
      ],
    ],
    [
      'dr-operations',
      [
        ...REQUIRED_DNS,
        ...Object.values(SECRET_ENV),
        OPERATIONS_ENV.journalTable,
        OPERATIONS_ENV.homeRegion,
        OPERATIONS_ENV.awayRegion,
      ],
    ],
  ])('gives %s every variable that its contract requires', (lambda, names) => {
    expect(Object.keys(variablesOf(pair, `away-control-plane_${lambda}`))).toEqual(expect.arrayContaining(names));
  });

  it('passes optional settings to the Lambdas as variables', () => {
    const synthesised = synthesisePair((valid) => ({
      ...valid,
      home: { ...valid.home, clusterAddress: 'https://home-8201.example.com:8201' },
      linkCaFile: '/etc/vault/ca.pem',
      maxLagWals: 7,
      maxFailoverLagSeconds: 600,
      heartbeatGraceSeconds: 20,
      awsAuth: { stsRegion: 'us-east-1', path: 'aws-dr', serverId: 'vault.internal' },
    }));
    expect(variablesOf(synthesised, 'home-control-plane_dr-operations')).toMatchObject({
      [OPERATIONS_ENV.homeClusterAddress]: 'https://home-8201.example.com:8201',
      [OPERATIONS_ENV.linkCaFile]: '/etc/vault/ca.pem',
      [OPERATIONS_ENV.maxLagWals]: '7',
      [OPERATIONS_ENV.maxFailoverLagSeconds]: '600',
      [OPERATIONS_ENV.heartbeatGraceMs]: '20000',
    });
    expect(variablesOf(synthesised, 'home-control-plane_auth')).toMatchObject({
      [AUTH_ENV.stsRegion]: 'us-east-1',
      [AUTH_ENV.mountPath]: 'aws-dr',
      [AUTH_ENV.serverId]: 'vault.internal',
    });
  });

  it('keeps the variables of every Lambda below the limit of 4 KiB', () => {
    for (const place of PLACES) {
      expect(JSON.stringify(variablesOf(pair, place)).length).toBeLessThan(4096);
    }
  });

  it('creates two encrypted secrets without a value in each region', () => {
    expect(Object.values(resourcesOf(pair, 'aws_secretsmanager_secret'))).toHaveLength(4);
    expect(pair.resource['aws_secretsmanager_secret_version']).toBeUndefined();
    for (const secret of Object.values(resourcesOf(pair, 'aws_secretsmanager_secret'))) {
      expect(secret).toMatchObject({ kms_key_id: expect.stringContaining('aws_kms_key') as string });
    }
  });

  it('rotates the key, and lets only the account, its own log groups and its own alarms use it', () => {
    for (const key of Object.values(resourcesOf(pair, 'aws_kms_key'))) {
      expect(key['enable_key_rotation']).toBe(true);
      const { Statement } = JSON.parse(String(key['policy'])) as { Statement: { Sid: string }[] };
      expect(Statement.map(({ Sid }) => Sid)).toEqual(['Account', 'Logs', 'Alarms']);
    }
  });

  it('creates a table with lease and journal in each region, with expiry, recovery and protection', () => {
    for (const table of Object.values(resourcesOf(pair, 'aws_dynamodb_table'))) {
      expect(table).toMatchObject({
        hash_key: 'pk',
        range_key: 'sk',
        ttl: { attribute_name: 'expires_at', enabled: true },
        point_in_time_recovery: { enabled: true },
        deletion_protection_enabled: true,
      });
    }
  });

  it('creates a third table with the same name and its own key, if there is a witness', () => {
    const tables = resourcesOf(withThird, 'aws_dynamodb_table');
    expect(Object.keys(tables).sort()).toEqual(['away-store_journal', 'home-store_journal', 'witness_lease']);
    // Only the journal has changes to send.
    const { stream_enabled, stream_view_type, ...journal } = tables['home-store_journal'] ?? {};
    expect([stream_enabled, stream_view_type]).toEqual([true, 'NEW_AND_OLD_IMAGES']);
    expect(tables['witness_lease']).toEqual({
      ...journal,
      provider: 'aws.witness',
      server_side_encryption: { enabled: true, kms_key_arn: expect.stringContaining('witness_key') as string },
    });
    const key = resourcesOf(withThird, 'aws_kms_key')['witness_key'];
    expect(key).toMatchObject({ enable_key_rotation: true, provider: 'aws.witness' });
    const { Statement } = JSON.parse(String(key?.['policy'])) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['Account']);
  });

  it('invokes the token generator on a schedule, and lets only that rule do so', () => {
    const rules = resourcesOf(pair, 'aws_cloudwatch_event_rule');
    expect(rules['home-control-plane_dr-operation-token-gen_schedule']).toMatchObject({
      schedule_expression: 'rate(180 minutes)',
    });
    expect(
      resourcesOf(pair, 'aws_lambda_permission')['home-control-plane_dr-operation-token-gen_permission'],
    ).toMatchObject({
      principal: 'events.amazonaws.com',
      source_arn: expect.stringContaining('aws_cloudwatch_event_rule') as string,
    });
  });

  it('has the outputs that operators need', () => {
    expect(Object.keys(pair.output).sort()).toEqual([
      'vault-dr_away',
      'vault-dr_client_name',
      'vault-dr_home',
      'vault-dr_operator',
      'vault-dr_vault',
    ]);
    expect(Object.keys(pair.output['vault-dr_home']?.value as object)).toEqual([
      'auth_function_arn',
      'break_glass_token_secret_arn',
      'dns_switch_function_arn',
      'dr_operation_token_gen_function_arn',
      'dr_operations_function_arn',
      'journal_table_arn',
      'operation_token_secret_arn',
    ]);
  });

  it("has an output with everything that the operator's tool needs, and nothing secret", () => {
    expect(pair.output['vault-dr_operator']?.value).toEqual({
      environment: 'test',
      identifier: 'a1',
      client_name: 'vault.example.com',
      hosted_zone_id: 'Z0123456789ABCDEFGHIJ',
      journal_table: 'vault-dr-journal-test-a1',
      operation_timeout_seconds: 300,
      operation_token_ttl_seconds: 28_800,
      rotation_minutes: 180,
      home: {
        region: 'eu-west-1',
        address: 'https://vault-primary.example.com:8200',
        dns_name: 'vault-primary.example.com',
        set_identifier: 'vault-home-test-a1',
        operation_token_secret_arn: expect.stringContaining('home-store_operation-token') as string,
        break_glass_token_secret_arn: expect.stringContaining('home-store_break-glass-token') as string,
        functions: {
          ...Object.fromEntries(
            FUNCTION_NAMES.map((lambda) => [
              lambda,
              expect.stringContaining(`home-control-plane_${lambda}_lambda`) as string,
            ]),
          ),
          watch: expect.stringContaining('home-watch_lambda') as string,
        },
      },
      away: expect.objectContaining({ region: 'eu-central-1', set_identifier: 'vault-away-test-a1' }) as object,
    });
  });

  it("has the optional settings in the output for the operator's tool", () => {
    const unusual = synthesisePair((valid) => ({
      ...valid,
      away: { ...valid.away, clusterAddress: 'https://away-8201.example.com:8201' },
      caPem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      linkCaFile: '/etc/vault/ca.pem',
      maxLagWals: 7,
      maxFailoverLagSeconds: 600,
      heartbeatGraceSeconds: 20,
      operationTimeoutSeconds: 600,
      probeTimeoutMs: 700,
    }));
    expect(unusual.output['vault-dr_operator']?.value).toMatchObject({
      ca_pem: expect.stringContaining('BEGIN CERTIFICATE') as string,
      link_ca_file: '/etc/vault/ca.pem',
      max_lag_wals: 7,
      max_failover_lag_seconds: 600,
      heartbeat_grace_ms: 20_000,
      operation_timeout_seconds: 600,
      probe_timeout_ms: 700,
      away: { cluster_address: 'https://away-8201.example.com:8201' },
    });
  });

  it("has the region of the witness in the output for the operator's tool", () => {
    expect(withThird.output['vault-dr_operator']?.value).toMatchObject({ witness_region: 'eu-north-1' });
  });

  it('gives two pairs in one stack different names', () => {
    const both = synthesise((stack, providers) => {
      new VaultDr(stack, 'one', validProps(providers));
      new VaultDr(stack, 'two', { ...validProps(providers), identifier: 'b2', clientName: 'vault-b.example.com' });
    });
    const named = [
      'function_name',
      'alarm_name',
      'dashboard_name',
      'name',
      'set_identifier',
      'role_name',
      'role',
    ] as const;
    for (const [type, resources] of Object.entries(both.resource)) {
      if (NAMED_BY_ANOTHER.includes(type)) continue;
      const names = Object.values(resources).map((attributes) => {
        const key = named.find(
          (attribute) => typeof attributes[attribute] === 'string' && !String(attributes[attribute]).includes('${'),
        );
        return `${String(attributes['provider'])} ${String(attributes[key ?? 'name'])} ${String(attributes['set_identifier'])}`;
      });
      const global =
        type.startsWith('aws_cloudwatch_event_target') ||
        ['aws_kms_key', 'aws_lambda_permission', 'aws_lambda_event_source_mapping'].includes(type);
      if (!global) expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('permissions', () => {
  /** AWS knows no resource for these actions. */
  const WILDCARDS = ['Tracing', 'Network', 'NetworkNotByCode'];

  it.each(PLACES)('gives %s named actions on named ARNs', (place) => {
    for (const { Sid, Action, Resource } of statementsOf(withThird, place)) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      if (!WILDCARDS.includes(Sid ?? '')) expect(Resource).not.toContain('*');
    }
  });

  it('denies the code of a Lambda the permissions for network interfaces', () => {
    for (const place of PLACES) {
      const [cluster, lambda] = place.split('-control-plane_');
      const allowed = statementsOf(pair, place).find(({ Sid }) => Sid === 'Network');
      const region = cluster === 'home' ? 'eu-west-1' : 'eu-central-1';
      expect(statementsOf(pair, place).filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
        {
          Action: allowed?.Action,
          Condition: {
            ArnEquals: {
              'lambda:SourceFunctionArn': expect.stringMatching(
                new RegExp(`^arn:aws:lambda:${region}:\\$\\{.*\\}:function:vault-${lambda}-test-a1$`),
              ) as string,
            },
          },
        },
      ]);
    }
  });

  it('lets only the token generator write the token, and only dr-operations read it', () => {
    const who = (action: string): string[] =>
      PLACES.filter((place) => statementsOf(pair, place).some(({ Action }) => Action.includes(action)));
    expect(who('secretsmanager:PutSecretValue').map((place) => place.split('_')[1])).toEqual([
      'dr-operation-token-gen',
      'dr-operation-token-gen',
    ]);
    expect(who('secretsmanager:GetSecretValue').map((place) => place.split('_')[1])).toEqual([
      'dr-operations',
      'dr-operations',
    ]);
  });

  it('limits changes of records to UPSERTs of the client name', () => {
    const change = statementsOf(pair, 'away-control-plane_dns-switch').find(({ Sid }) => Sid === 'ChangeWeights');
    expect(change).toMatchObject({
      Action: ['route53:ChangeResourceRecordSets'],
      Resource: ['arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ'],
      Condition: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['vault.example.com'],
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        },
      },
    });
  });

  it.each(['dr-operations', 'dns-switch'])("lets %s use both regions' journals", (lambda) => {
    const journal = statementsOf(pair, `home-control-plane_${lambda}`).find(({ Sid }) => Sid === 'Journal');
    expect(journal?.Action).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query']);
    expect(journal?.Resource.map((arn) => /(home|away)-store/.exec(arn)?.[1])).toEqual(['home', 'away']);
  });

  it.each(['dr-operations', 'dns-switch'])(
    'lets %s hold the lease of a witness, and touch nothing else there',
    (lambda) => {
      const ofWitnesses = statementsOf(withThird, `away-control-plane_${lambda}`).filter(({ Resource }) =>
        Resource.some((arn) => arn.includes('witness')),
      );
      expect(ofWitnesses).toMatchObject([
        {
          Sid: 'Witness',
          Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
          Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['lease'] } },
        },
        { Sid: 'WitnessKey' },
      ]);
      expect(variablesOf(withThird, `away-control-plane_${lambda}`)[OPERATIONS_ENV.witnessRegion]).toBe('eu-north-1');
      expect(variablesOf(pair, `away-control-plane_${lambda}`)).not.toHaveProperty(OPERATIONS_ENV.witnessRegion);
    },
  );

  it('gives the other Lambdas no access to a table', () => {
    for (const place of PLACES.filter((name) => /auth$|token-gen$/.test(name))) {
      const actions = statementsOf(withThird, place).flatMap(({ Action }) => Action);
      expect(actions.filter((action) => action.startsWith('dynamodb:'))).toEqual([]);
    }
  });
});
