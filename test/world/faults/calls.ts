import { config as dev } from '../../../live/dev/config';
import type { AwsFaultScope } from '../../local/aws/faults';
import type { AwsService } from '../../local/aws/strict-proxy';
import type { Behaviour, ClusterName } from '../../local/vault';

/** An outgoing call of a Lambda, and the operation during which a fault hits it. */
export interface OutgoingCall {
  readonly name: string;
  readonly during: 'switchover' | 'failover' | 'token';
  readonly target:
    | { readonly kind: 'vault'; readonly cluster: ClusterName; readonly paths: readonly string[] }
    | { readonly kind: 'aws'; readonly service: AwsService; readonly scope: AwsFaultScope };
  /** Behaviour of the clusters without which this call would not be made. */
  readonly behaviour?: Partial<Behaviour>;
}

const vault = (cluster: ClusterName, ...paths: string[]): OutgoingCall['target'] => ({ kind: 'vault', cluster, paths });
const aws = (service: AwsService, operation: string, more: AwsFaultScope = {}): OutgoingCall['target'] => ({
  kind: 'aws',
  service,
  scope: { service, operation, ...more },
});

const READS = ['sys/health', 'dr/status'] as const;
/** The table in the region of the cluster to promote, without which no lease can be taken. */
const DECISIVE = { region: dev.away.region };

export const CALLS: readonly OutgoingCall[] = [
  { name: 'health and status of the primary', during: 'switchover', target: vault('home', ...READS) },
  { name: 'health and status of the secondary', during: 'switchover', target: vault('away', ...READS) },
  { name: 'demote', during: 'switchover', target: vault('home', 'primary/demote') },
  { name: 'promote', during: 'switchover', target: vault('away', 'secondary/promote') },
  { name: 'secondary-token', during: 'switchover', target: vault('away', 'primary/secondary-token') },
  {
    name: 'revoke-secondary',
    during: 'switchover',
    target: vault('away', 'primary/revoke-secondary'),
    // The first link fails, so its secondary id is revoked.
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
