import { config as dev } from '../../../live/dev/config';
import type { AwsFaultScope } from '../../local/aws/faults';
import type { AwsService } from '../../local/aws/strict-proxy';
import type { Behaviour, ClusterName } from '../../local/vault';

/** A call that goes out of a Lambda, and what is running when it goes wrong. */
export interface OutgoingCall {
  readonly name: string;
  readonly during: 'switchover' | 'failover' | 'token';
  readonly target:
    | { readonly kind: 'vault'; readonly cluster: ClusterName; readonly paths: readonly string[] }
    | { readonly kind: 'aws'; readonly service: AwsService; readonly scope: AwsFaultScope };
  /** What has to be different for this call to be made at all. */
  readonly behaviour?: Partial<Behaviour>;
}

const vault = (cluster: ClusterName, ...paths: string[]): OutgoingCall['target'] => ({ kind: 'vault', cluster, paths });
const aws = (service: AwsService, operation: string, more: AwsFaultScope = {}): OutgoingCall['target'] => ({
  kind: 'aws',
  service,
  scope: { service, operation, ...more },
});

const LOOK = ['sys/health', 'dr/status'] as const;
/** The table without which there is no lease: that of the cluster to be promoted. */
const DECISIVE = { region: dev.away.region };

export const CALLS: readonly OutgoingCall[] = [
  { name: 'health and status of the primary', during: 'switchover', target: vault('home', ...LOOK) },
  { name: 'health and status of the secondary', during: 'switchover', target: vault('away', ...LOOK) },
  { name: 'demote', during: 'switchover', target: vault('home', 'primary/demote') },
  { name: 'promote', during: 'switchover', target: vault('away', 'secondary/promote') },
  { name: 'secondary-token', during: 'switchover', target: vault('away', 'primary/secondary-token') },
  {
    name: 'revoke-secondary',
    during: 'switchover',
    target: vault('away', 'primary/revoke-secondary'),
    // An id is revoked that a try before has used up.
    behaviour: { linkFailuresAfterDemote: 1 },
  },
  { name: 'update-primary', during: 'switchover', target: vault('home', 'secondary/update-primary') },
  { name: 'GetSecretValue', during: 'switchover', target: aws('secretsmanager', 'GetSecretValue') },
  { name: 'ListResourceRecordSets', during: 'switchover', target: aws('route53', 'ListResourceRecordSets') },
  { name: 'ChangeResourceRecordSets', during: 'switchover', target: aws('route53', 'ChangeResourceRecordSets') },
  { name: 'GetChange', during: 'switchover', target: aws('route53', 'GetChange') },
  {
    name: 'PutItem (lease)',
    during: 'switchover',
    target: aws('dynamodb', 'PutItem', { subject: 'lease', ...DECISIVE }),
  },
  { name: 'DeleteItem (lease)', during: 'switchover', target: aws('dynamodb', 'DeleteItem', DECISIVE) },
  { name: 'Query (journal)', during: 'switchover', target: aws('dynamodb', 'Query') },
  { name: 'PutItem (journal)', during: 'switchover', target: aws('dynamodb', 'PutItem', { subject: 'operation' }) },
  { name: 'promote', during: 'failover', target: vault('away', 'secondary/promote') },
  { name: 'GetSecretValue', during: 'failover', target: aws('secretsmanager', 'GetSecretValue') },
  { name: 'ListResourceRecordSets', during: 'failover', target: aws('route53', 'ListResourceRecordSets') },
  { name: 'ChangeResourceRecordSets', during: 'failover', target: aws('route53', 'ChangeResourceRecordSets') },
  {
    name: 'PutItem (lease)',
    during: 'failover',
    target: aws('dynamodb', 'PutItem', { subject: 'lease', ...DECISIVE }),
  },
  { name: 'Invoke of auth', during: 'token', target: aws('lambda', 'Invoke') },
  { name: 'login', during: 'token', target: vault('home', 'auth/aws/login') },
  { name: 'token create', during: 'token', target: vault('home', 'auth/token/create') },
  { name: 'PutSecretValue', during: 'token', target: aws('secretsmanager', 'PutSecretValue') },
];
