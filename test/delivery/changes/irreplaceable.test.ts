import { addressesToName, lossesOf } from '../../../delivery/changes/irreplaceable';
import type { Action } from '../../../delivery/summary/plan-json';

const named = (address: string, ...actions: Action[]): boolean =>
  addressesToName([{ address, actions, attributes: {} }]).includes(address);

describe('an approval has to name', () => {
  it.each([
    'aws_kms_key.home',
    'aws_kms_alias.home',
    'aws_kms_replica_key.away_seal',
    'aws_autoscaling_group.home_nodes',
    'aws_launch_template.home_nodes',
    'aws_lb.home',
    'aws_alb.home',
    'aws_lb_listener.home_clients',
    'aws_lb_target_group.home_clients',
    'aws_s3_bucket.home_snapshots',
    'aws_acmpca_certificate_authority.nodes',
    'aws_secretsmanager_secret.token',
    'aws_dynamodb_table.journal',
    'aws_route53_record.away',
    'aws_ssm_parameter.outputs',
    'aws_rds_cluster.main',
    'vault_auth_backend.aws',
    'module.a.module.b["x.y"].aws_kms_key.home[0]',
  ])('%s when it is deleted or replaced', (address) => {
    expect(named(address, 'delete')).toBe(true);
    expect(named(address, 'delete', 'create')).toBe(true);
    expect(named(address, 'create', 'delete')).toBe(true);
    expect(named(address, 'forget')).toBe(true);
  });

  it('nothing that is only created or changed', () => {
    expect(named('aws_kms_key.home', 'create')).toBe(false);
    expect(named('aws_kms_key.home', 'update')).toBe(false);
  });

  it.each([
    'aws_lambda_function.auth',
    'aws_iam_role.auth',
    'terraform_data.aws_kms_key',
    'aws_autoscaling_lifecycle_hook.launch',
    'aws_lb_target_group_attachment.home',
    'aws_s3_bucket_policy.snapshots',
    'vault_cert_auth_backend_role.home',
  ])('not %s, which can be made again', (address) => expect(named(address, 'delete', 'create')).toBe(false));
});

describe('a loss says what to do instead', () => {
  it.each([
    ['aws_kms_key.seal', 'use the rotation of KMS'],
    ['aws_kms_replica_key.seal', 'use the rotation of KMS'],
    ['aws_autoscaling_group.nodes', 'the instance refresh replaces one node after the other'],
    ['aws_launch_template.nodes', 'the instance refresh rolls it out'],
    ['aws_lb.home', 'vault-dr switchover'],
    ['aws_dynamodb_table.data', 'Make a backup of it first'],
    ['aws_s3_bucket.snapshots', 'Make a backup of it first'],
  ])('%s: %s', (address, advice) => {
    const [loss] = lossesOf([{ address, actions: ['delete', 'create'], attributes: {} }]);
    expect(loss?.instead).toContain(advice);
  });

  it('unless nothing smaller can have been meant', () => {
    expect(lossesOf([{ address: 'aws_route53_record.away', actions: ['delete'], attributes: {} }])).toEqual([
      { address: 'aws_route53_record.away' },
    ]);
  });
});
