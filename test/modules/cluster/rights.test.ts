import { join } from 'node:path';
import { dynamoDbStorage, type VaultClusterProps } from 'cdktf-vault-dr';
import { expectKept } from '../../helpers/kept-file';
import type { Statement } from '../synthesise';
import { nodeStatements, only, synthesiseCluster, withProduct } from './synthesise-cluster';

const MEANING =
  'The nodes of a cluster have other rights than before. Read each line as an attacker on a node would, and keep only what is needed.';

/** A cluster that has everything that adds rights. */
const withEverything = (valid: VaultClusterProps): VaultClusterProps => ({
  ...valid,
  tls: {
    privateCaArn: 'arn:aws:acm-pca:eu-west-1:111111111111:certificate-authority/11111111-2222-3333-4444-555555555555',
  },
  license: {
    secretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:vault-license-AbCdEf',
    kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/license',
  },
  awsAuth: { roleArns: ['arn:aws:iam::222222222222:role/vault-auth'] },
  instances: { sessionManager: true, permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary' },
});

const clusters = {
  'Vault Enterprise': synthesiseCluster(),
  'Vault Enterprise with everything': synthesiseCluster(withEverything),
  'Vault on DynamoDB': synthesiseCluster((valid, providers) => ({
    ...withProduct('vault')(valid, providers),
    storage: dynamoDbStorage(),
  })),
  OpenBao: synthesiseCluster(withProduct('openbao')),
  'OpenBao that stops by itself': synthesiseCluster((valid, providers) => ({
    ...withProduct('openbao')(valid, providers),
    selfFence: {
      pair: 'a1',
      cluster: 'home',
      regions: { home: 'eu-west-1', away: 'eu-central-1', witness: 'eu-north-1' },
    },
  })),
};

const plain = (text: string): string => text.replace(/_[0-9A-F]{8}\b/g, '');

const render = ({ Sid, Effect, Action, Resource, Condition }: Statement): string =>
  [
    `  ${Sid}: ${Effect}`,
    ...Action.map((action) => `    may ${action}`),
    ...Resource.map((resource) => `    on ${plain(resource)}`),
    ...(Condition === undefined ? [] : [`    if ${JSON.stringify(Condition)}`]),
  ].join('\n');

describe('the nodes', () => {
  it('of every kind of cluster may do what the list says', () => {
    const text = Object.entries(clusters).map(
      ([name, cluster]) => `${name}\n${nodeStatements(cluster).map(render).join('\n')}\n`,
    );
    expectKept(join(__dirname, '..', 'lists', 'aws-rights-of-nodes.txt'), text.join('\n'), MEANING);
  });

  it.each(Object.entries(clusters))('of %s name each action', (_name, cluster) => {
    const actions = nodeStatements(cluster).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it.each(Object.entries(clusters))('of %s name each resource where AWS knows one', (_name, cluster) => {
    const everything = nodeStatements(cluster).filter(({ Resource }) => Resource.includes('*'));
    const actions = everything.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('ssm'));
    expect(new Set(actions)).toEqual(
      new Set(['autoscaling:DescribeAutoScalingGroups', 'cloudwatch:PutMetricData', 'ec2:DescribeInstances']),
    );
  });

  it.each(Object.entries(clusters))('of %s have a Sid of its own for each statement', (_name, cluster) => {
    const sids = nodeStatements(cluster).map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
  });

  it('write metrics into one namespace alone', () => {
    const statement = nodeStatements(clusters.OpenBao).find(({ Sid }) => Sid === 'Metrics');
    expect(statement?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'VaultCluster' } });
  });

  it('are limited by the boundary that is given', () => {
    const role = only(clusters['Vault Enterprise with everything'], 'aws_iam_role');
    expect(role['permissions_boundary']).toBe('arn:aws:iam::111111111111:policy/boundary');
  });

  it('may be nothing but instances', () => {
    const trust = String(only(clusters.OpenBao, 'aws_iam_role')['assume_role_policy']);
    expect(JSON.parse(trust)).toMatchObject({ Statement: [{ Principal: { Service: 'ec2.amazonaws.com' } }] });
  });
});
