import { addressesToName } from '../../../delivery/changes/irreplaceable';
import type { Action } from '../../../delivery/summary/plan-json';

const named = (address: string, ...actions: Action[]): boolean =>
  addressesToName([{ address, actions, attributes: {} }]).includes(address);

describe('an approval has to name', () => {
  it.each([
    'aws_kms_key.home',
    'aws_kms_alias.home',
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

  it.each(['aws_lambda_function.auth', 'aws_iam_role.auth', 'terraform_data.aws_kms_key'])(
    'not %s, which can be made again',
    (address) => expect(named(address, 'delete', 'create')).toBe(false),
  );
});
