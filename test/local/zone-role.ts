import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { config as dev } from '../../live/dev/config';
import { AwsApi } from './aws/api';
import { ACCOUNT_ID } from './aws/ministack';

const PAGE = join(__dirname, '..', '..', 'docs', 'zone-in-another-account.md');

/** The policies that the page tells the owner of the zone to create: who may assume the role, and what it may do. */
export function documentedPolicies(): { readonly trust: string; readonly permissions: string } {
  const [trust = '', permissions = ''] = [...readFileSync(PAGE, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = '']) => json,
  );
  return { trust, permissions };
}

/** Creates the role of the page for the pair of dev. @returns its ARN */
export async function createZoneRole(
  endpoint: string,
  RoleName: string,
  { hostedZoneId, clientName }: { readonly hostedZoneId: string; readonly clientName: string },
): Promise<string> {
  const { trust, permissions } = documentedPolicies();
  const iam = new AwsApi(endpoint);
  const xml = await iam.query('iam', 'us-east-1', {
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName,
    AssumeRolePolicyDocument: trust
      .replaceAll('111111111111', ACCOUNT_ID)
      .replaceAll('prod-eu1', `${dev.environment}-${dev.identifier}`)
      // AWS compares `aws:PrincipalArn` with the role, the emulator with the session.
      .replace(/iam::(\d+):role\/([\w-]+)/g, 'sts::$1:assumed-role/$2/*')
      // The operator of the local world uses the root credentials.
      .replace('"aws:PrincipalArn": [', `"aws:PrincipalArn": ["arn:aws:iam::${ACCOUNT_ID}:root",`),
  });
  await iam.query('iam', 'us-east-1', {
    Action: 'PutRolePolicy',
    Version: '2010-05-08',
    RoleName,
    PolicyName: 'zone',
    PolicyDocument: permissions
      .replaceAll('Z0123456789ABCDEFGHIJ', hostedZoneId)
      .replaceAll('vault.example.com', clientName)
      // The emulator checks GetChange against `*`.
      .replace('"arn:aws:route53:::change/*"', '"*"'),
  });
  return /<Arn>([^<]+)<\/Arn>/.exec(xml)?.[1] ?? '';
}
