import { Token, type TerraformProvider } from 'cdktf';
import { AUTOMATIC_DEFAULTS } from '../functions/dr-operations/contract';
import type { ClusterName } from '../functions/shared/contract';
import { partitionOf } from '../functions/shared/partition';
import { DR_PREFIX } from './vault/policy';
import { OPERATION_TOKEN_DEFAULTS } from './lambda/dr-operation-token-gen-function';
import { functionRoleName } from './private/names';
import type { RoutingControls } from './traffic/traffic-settings';
import type { VaultClusterProps, VaultDrProps } from './vault-dr-props';

const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const DNS_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;
/**
 * Retentions that CloudWatch Logs accepts, days.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const ROLE_ARN = /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/\S+$/;
const SECRET_ARN = /^arn:aws(?:-cn|-us-gov)?:secretsmanager:([a-z0-9-]+):\d{12}:secret:[^:*]+-[A-Za-z0-9]{6}$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]+$/;
const ROUTING_CONTROL_ARN = /^arn:aws[a-z-]*:route53-recovery-control::\d{12}:controlpanel\/\w+\/routingcontrol\/\w+$/;
const BOUNDARY_ARN = /^arn:aws(-cn|-us-gov)?:iam::(\d{12}|aws):policy\/\S+$/;
/** An IPv4 or IPv6 address with the length of the prefix. */
const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([0-9]|[12]\d|3[0-2])|[0-9a-f:]*:[0-9a-f:.]*\/\d{1,3})$/i;
/** Limit of IAM, characters. The name of a role is the longest of all names. */
const MOST_ROLE_NAME = 64;

/**
 * Finds every problem of the props. A value that is known only at the apply is not checked.
 *
 * @returns for each problem, what is wrong and what to do
 */
export function validateVaultDrProps(props: VaultDrProps): string[] {
  return [
    ...validateNames(props),
    ...validateTraffic(props),
    ...validateCluster('home', props.home, props.clientName),
    ...validateCluster('away', props.away, props.clientName),
    ...validatePair(props),
    ...validateWitness(props),
    ...validateOperationToken(props),
    ...validateVaultAccess(props),
    ...validateWatch(props),
    ...validateHealthChecks(props),
    ...validateAutomatic(props),
    ...validateDrill(props),
    ...validateRest(props),
  ];
}

/** Not a token of cdktf and not a Terraform expression, which have a value only at the apply. */
const known = (value: unknown): boolean =>
  value !== undefined && !Token.isUnresolved(value) && !(typeof value === 'string' && value.includes('${'));
const same = (a: string, b: string): boolean => known(a) && known(b) && a === b;
const when = (isProblem: boolean, problem: string): string[] => (isProblem ? [problem] : []);

function validateNames({ environment, identifier }: VaultDrProps): string[] {
  const slug = (prop: string, value: string): string[] =>
    when(
      known(value) && !SLUG.test(value),
      `${prop} is "${value}": use lower-case letters, digits and dashes, as in "prod".`,
    );
  const longest = functionRoleName('dr-operation-token-gen', { environment, identifier }, 'home');
  return [
    ...slug('environment', environment),
    ...slug('identifier', identifier),
    ...when(
      known(longest) && longest.length > MOST_ROLE_NAME,
      `environment and identifier are too long: shorten them, because IAM allows ${MOST_ROLE_NAME} characters and the role name "${longest}" has ${longest.length}.`,
    ),
  ];
}

function validateTraffic(props: VaultDrProps): string[] {
  const { clientName, hostedZoneId, otherHostedZoneIds = [], recordTtlSeconds, dns, home } = props;
  return [
    ...when(
      known(clientName) && !DNS_NAME.test(clientName),
      `clientName is "${clientName}": give a DNS name without a dot at the end, as in "vault.example.com".`,
    ),
    ...validateZone('hostedZoneId', hostedZoneId),
    ...otherHostedZoneIds.flatMap((id, index) => validateZone(`otherHostedZoneIds[${index}]`, id)),
    ...when(
      new Set([hostedZoneId, ...otherHostedZoneIds]).size <= otherHostedZoneIds.length,
      'hostedZoneId and otherHostedZoneIds name a zone twice: name each zone once.',
    ),
    ...whole('recordTtlSeconds', recordTtlSeconds, 1, 300),
    ...when(
      dns !== undefined && known(dns.roleArn) && !ROLE_ARN.test(dns.roleArn),
      `dns.roleArn is "${dns?.roleArn}": give the ARN of an IAM role, as in "arn:aws:iam::222222222222:role/vault-dr-zone".`,
    ),
    ...when(
      dns !== undefined && dns.provider === home.provider,
      "dns.provider and home.provider are the same: give the provider of the zone's account, or leave dns out.",
    ),
  ];
}

const validateZone = (prop: string, id: string): string[] =>
  when(
    known(id) && !/^Z[A-Z0-9]{1,31}$/.test(id),
    `${prop} is "${id}": give the id of a Route 53 zone, as in "Z0123456789ABCDEFGHIJ".`,
  );

function validateCluster(prop: string, cluster: VaultClusterProps, clientName: string): string[] {
  const { address, region, provider, subnetIds, securityGroupIds, dnsName, loadBalancer, clusterAddress } = cluster;
  const url = known(address) && URL.canParse(address) ? new URL(address) : undefined;
  const isBare = url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.username;
  return [
    ...when(
      known(address) && !isBare,
      `${prop}.address is "${address}": give it as https://host:port, without a path.`,
    ),
    ...when(
      url !== undefined && url.hostname === clientName.toLowerCase(),
      `${prop}.address is the client name, which does not always lead to this cluster: give the address of the cluster itself.`,
    ),
    ...when(
      address !== undefined && !known(address) && dnsName === undefined && loadBalancer === undefined,
      `${prop}.address is known only at the apply, so its host cannot be the target of the CNAME: give ${prop}.dnsName or ${prop}.loadBalancer as well.`,
    ),
    ...validateRegion(prop, region, provider),
    ...validateClientCertificate(prop, cluster),
    ...when(subnetIds.length === 0, `${prop}.subnetIds is empty: give the private subnets of the Lambdas.`),
    ...when(
      securityGroupIds.length === 0,
      `${prop}.securityGroupIds is empty: give the security groups of the Lambdas.`,
    ),
    ...when(
      dnsName !== undefined && loadBalancer !== undefined,
      `${prop} has both dnsName and loadBalancer: give one of them.`,
    ),
    ...when(
      known(dnsName) && !DNS_NAME.test(dnsName ?? ''),
      `${prop}.dnsName is "${dnsName}": give a DNS name, as in "vault-primary.example.com".`,
    ),
    ...when(
      known(dnsName) && dnsName?.toLowerCase() === clientName.toLowerCase(),
      `${prop}.dnsName is the client name, whose CNAME would point to itself: give the name of the cluster.`,
    ),
    ...when(
      dnsName === undefined && loadBalancer === undefined && url !== undefined && !DNS_NAME.test(url.hostname),
      `${prop}.address has no DNS name for the CNAME: give dnsName or loadBalancer as well.`,
    ),
    ...when(
      known(clusterAddress) && !/^https:\/\/[^/]+:\d+$/.test(clusterAddress ?? ''),
      `${prop}.clusterAddress is "${clusterAddress}": give it as https://host:8201.`,
    ),
  ];
}

function validateClientCertificate(prop: string, { clientCertificate, region }: VaultClusterProps): string[] {
  const { secretArn } = clientCertificate ?? {};
  if (secretArn === undefined || !known(secretArn)) return [];
  const [, secretRegion] = SECRET_ARN.exec(secretArn) ?? [];
  return [
    ...when(
      secretRegion === undefined,
      `${prop}.clientCertificate.secretArn is "${secretArn}": give the whole ARN of a secret, with the six characters at its end.`,
    ),
    ...when(
      secretRegion !== undefined && known(region) && secretRegion !== region,
      `${prop}.clientCertificate.secretArn is in ${secretRegion}: give a secret in ${region}, because the other region may be lost.`,
    ),
  ];
}

function validateRegion(prop: string, region: string, provider: TerraformProvider): string[] {
  const { region: providerRegion } = provider as { readonly region?: unknown };
  return [
    ...when(
      known(region) && !REGION.test(region),
      `${prop}.region is "${region}": give an AWS region, as in "eu-west-1".`,
    ),
    ...when(
      known(region) && known(providerRegion) && providerRegion !== region,
      `${prop}.region is "${region}", but ${prop}.provider is for "${String(providerRegion)}": give the provider of that region.`,
    ),
  ];
}

function validatePair({ home, away }: VaultDrProps): string[] {
  return [
    ...when(
      same(home.address, away.address),
      'home.address and away.address are equal: give the addresses of two clusters.',
    ),
    ...when(
      same(home.region, away.region),
      'home.region and away.region are equal: choose two, so that the loss of one region does not take both clusters.',
    ),
    ...when(
      known(home.region) && known(away.region) && partitionOf(home.region) !== partitionOf(away.region),
      `home.region "${home.region}" and away.region "${away.region}" are in two AWS partitions, and no IAM role works in both: choose regions of one partition.`,
    ),
    ...when(
      home.provider === away.provider,
      'home.provider and away.provider are the same: each region needs its own.',
    ),
    ...when(
      (home.loadBalancer === undefined) !== (away.loadBalancer === undefined),
      'Only one cluster has a loadBalancer: give one to both or to neither, because the records are both ALIAS or both CNAME.',
    ),
    ...when(
      (home.clientCertificate === undefined) !== (away.clientCertificate === undefined),
      'Only one cluster has a clientCertificate: give one to both or to neither, because the Lambdas of each region call both clusters.',
    ),
    ...when(
      (home.loadBalancer?.ipv6 ?? false) !== (away.loadBalancer?.ipv6 ?? false),
      'Only one loadBalancer has ipv6: set it for both or for neither, because a client that uses IPv6 could not reach the other cluster.',
    ),
  ];
}

/** A witness in the region of a cluster would be lost together with the cluster. */
function validateWitness({ home, away, witness }: VaultDrProps): string[] {
  if (!witness) return [];
  const beside = (cluster: 'home' | 'away', { region, provider }: VaultClusterProps): string[] => [
    ...when(
      same(region, witness.region),
      `witness.region and ${cluster}.region are equal: give a third region, or leave witness out.`,
    ),
    ...when(
      provider === witness.provider,
      `witness.provider and ${cluster}.provider are the same: each region needs its own.`,
    ),
  ];
  return [
    ...validateRegion('witness', witness.region, witness.provider),
    ...beside('home', home),
    ...beside('away', away),
  ];
}

function validateOperationToken(props: VaultDrProps): string[] {
  const ttl = props.operationTokenTtlSeconds ?? OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds;
  const rotation = props.rotationMinutes ?? OPERATION_TOKEN_DEFAULTS.rotationMinutes;
  return [
    ...whole('operationTokenTtlSeconds', ttl, 3600, 2_764_800),
    // Secrets Manager keeps each version for 24 hours, and refuses a new one when there are 100: 15 minutes make 96.
    ...whole('rotationMinutes', rotation, 15, 23_040),
    ...when(
      rotation * 60 * 2 > ttl,
      `rotationMinutes is ${rotation}: give at most ${Math.floor(ttl / 120)}, which is half of operationTokenTtlSeconds (${ttl}), so that a token is still valid after one failed run.`,
    ),
    ...(props.extraOperationTokenRules ?? []).flatMap(({ path }) =>
      when(
        // Other characters could end the path in the policy, and begin another rule.
        !path.startsWith(DR_PREFIX) || !/^[\w/*+-]+$/.test(path.slice(DR_PREFIX.length)),
        `extraOperationTokenRules has the path "${path}": give only paths under ${DR_PREFIX}, of letters, digits and _/*+-.`,
      ),
    ),
  ];
}

function validateVaultAccess({ awsAuth, boundCidrs = [] }: VaultDrProps): string[] {
  const { path, stsRegion } = awsAuth ?? {};
  return [
    ...when(
      known(path) && !/^[^\s/](\S*[^\s/])?$/.test(path ?? ''),
      `awsAuth.path is "${path}": give the mount path without a slash at either end, as in "aws" or "team/aws".`,
    ),
    ...when(
      known(stsRegion) && !REGION.test(stsRegion ?? ''),
      `awsAuth.stsRegion is "${stsRegion}": give an AWS region, as in "eu-west-1".`,
    ),
    ...boundCidrs.flatMap((cidr) =>
      when(known(cidr) && !CIDR.test(cidr), `boundCidrs has "${cidr}": give CIDR blocks, as in "10.0.0.0/16".`),
    ),
  ];
}

function validateWatch({ watch, home, away }: VaultDrProps): string[] {
  if (!watch) return [];
  const { notify, maxLagSeconds } = watch;
  const problemsOf = (cluster: ClusterName, region: string): string[] => {
    const arns = notify?.[cluster] ?? [];
    return [
      ...when(
        notify !== undefined && arns.length === 0,
        `watch.notify.${cluster} is empty: give the ARN of an SNS topic, or leave out notify for a topic of its own.`,
      ),
      ...arns.flatMap((arn) =>
        when(
          known(arn) && known(region) && !TOPIC_ARN.exec(arn)?.slice(1).includes(region),
          `watch.notify.${cluster} has "${arn}": give the ARN of an SNS topic in ${region}, because an alarm notifies topics of its own region only.`,
        ),
      ),
    ];
  };
  return [
    ...problemsOf('home', home.region),
    ...problemsOf('away', away.region),
    ...whole('watch.maxLagSeconds', maxLagSeconds, 1, 86_400),
  ];
}

/** A check that never becomes healthy, or one of two, would lead clients to a secondary. */
function validateHealthChecks({ traffic, watch, dns }: VaultDrProps): string[] {
  if (!traffic) return [];
  const { dataPlane = false, routingControls } = traffic;
  return [
    ...when(
      dataPlane && routingControls !== undefined,
      'traffic has both dataPlane and routingControls: give one of them, because a record has one health check.',
    ),
    ...when(
      dataPlane && watch === false,
      'traffic.dataPlane is true and watch is false: leave out watch, because the watch publishes the signal that the health checks follow.',
    ),
    ...when(
      dns !== undefined && (dataPlane || routingControls !== undefined),
      'traffic needs records in the account of the pair, and dns puts them into another one: move the zone, or leave out traffic. There the health checks and the records would have two owners, and a record that loses its check counts as healthy.',
    ),
    ...(routingControls ? validateRoutingControls(routingControls) : []),
  ];
}

function validateRoutingControls({ home, away, endpoints }: RoutingControls): string[] {
  const control = (cluster: ClusterName, arn: string): string[] =>
    when(
      known(arn) && !ROUTING_CONTROL_ARN.test(arn),
      `traffic.routingControls.${cluster} is "${arn}": give the ARN of a routing control, as in "arn:aws:route53-recovery-control::111111111111:controlpanel/0123456789abcdef/routingcontrol/0123456789abcdef".`,
    );
  return [
    ...control('home', home),
    ...control('away', away),
    ...when(
      same(home, away),
      'traffic.routingControls.home and traffic.routingControls.away are equal: give one control for each cluster.',
    ),
    ...when(
      endpoints.length === 0,
      'traffic.routingControls.endpoints is empty: give the cluster_endpoints of the cluster of Application Recovery Controller, which has five.',
    ),
    ...endpoints.flatMap(({ region, endpoint }, index) => [
      ...when(
        known(region) && !REGION.test(region),
        `traffic.routingControls.endpoints[${index}].region is "${region}": give an AWS region, as in "us-east-1".`,
      ),
      ...when(
        known(endpoint) && !/^https:\/\/[^/?#@]+(\/v1)?\/?$/.test(endpoint),
        `traffic.routingControls.endpoints[${index}].endpoint is "${endpoint}": give its address, as in "https://0123abcd.route53-recovery-cluster.us-east-1.amazonaws.com/v1".`,
      ),
    ]),
  ];
}

/** How often the watchers look, seconds. */
const LOOK_SECONDS = 10;
/** Defaults that the Lambda applies. */
const HEARTBEAT_GRACE_SECONDS = 12;
const MAX_FAILOVER_LAG_SECONDS = 3_600;

/** A failover that begins by itself needs three observers, and more time than a heartbeat that is late. */
function validateAutomatic(props: VaultDrProps): string[] {
  const { automatic, witness, watch, heartbeatGraceSeconds, maxFailoverLagSeconds } = props;
  if (!automatic) return [];
  const { afterSeconds, maxLossSeconds } = { ...AUTOMATIC_DEFAULTS, ...automatic };
  const grace = heartbeatGraceSeconds ?? HEARTBEAT_GRACE_SECONDS;
  const mostLoss = maxFailoverLagSeconds ?? MAX_FAILOVER_LAG_SECONDS;
  return [
    ...when(
      witness === undefined,
      'automatic needs a witness: give witness, a third region, or leave automatic out, because two regions cannot tell a lost region from a cut between them.',
    ),
    ...when(watch === false, 'automatic needs the watch: leave out watch: false, or leave automatic out.'),
    ...whole('automatic.afterSeconds', afterSeconds, 30, 3_600),
    ...when(
      afterSeconds < grace + LOOK_SECONDS,
      `automatic.afterSeconds is ${afterSeconds}: give at least ${grace + LOOK_SECONDS}, because a heartbeat counts as a sign of life for ${grace} s (heartbeatGraceSeconds), and the watchers look every ${LOOK_SECONDS} s.`,
    ),
    ...whole('automatic.maxLossSeconds', maxLossSeconds, 20, 3_600),
    ...when(
      maxLossSeconds > mostLoss,
      `automatic.maxLossSeconds is ${maxLossSeconds}: give at most ${mostLoss} (maxFailoverLagSeconds), because a failover that may lose more needs a person.`,
    ),
    ...whole('automatic.coolDownSeconds', automatic.coolDownSeconds, 600, 604_800),
  ];
}

/** What an expression of EventBridge begins with; AWS checks the rest. */
const SCHEDULE = /^(cron|rate)\([^()]+\)$/;
const PRODUCTION = /(^|-)prod(uction)?(-|$)/;

function validateDrill({ drill, watch, environment }: VaultDrProps): string[] {
  if (!drill) return [];
  const { schedule, rtoSeconds, holdSeconds, inProduction = false } = drill;
  const isScheduled = schedule !== undefined;
  return [
    ...whole('drill.rtoSeconds', rtoSeconds, 1, 3_600),
    ...whole('drill.holdSeconds', holdSeconds, 1, 3_600),
    ...when(
      known(schedule) && !SCHEDULE.test(schedule ?? ''),
      `drill.schedule is "${schedule}": give an expression of EventBridge, as in "cron(0 4 1 * ? *)".`,
    ),
    ...when(
      isScheduled && watch === false,
      'drill.schedule needs the watch: leave out watch: false, or leave drill.schedule out, because nobody would hear of a drill that failed.',
    ),
    ...when(
      isScheduled && !inProduction && known(environment) && PRODUCTION.test(environment),
      `drill.schedule is given for the environment "${environment}": set drill.inProduction to true if clients of production may wait twice per drill, or leave drill.schedule out.`,
    ),
  ];
}

function validateRest(props: VaultDrProps): string[] {
  const { caPem, linkCaFile, runtime, logRetentionDays, permissionsBoundaryArn } = props;
  return [
    ...when(
      known(caPem) && !PEM.test(caPem ?? ''),
      'caPem contains no certificate: give PEM text that begins with -----BEGIN CERTIFICATE-----.',
    ),
    ...when(/PRIVATE KEY-----/.test(caPem ?? ''), 'caPem contains a private key: give only certificates.'),
    ...when(
      known(linkCaFile) && !linkCaFile?.startsWith('/'),
      `linkCaFile is "${linkCaFile}": give an absolute path on the Vault servers.`,
    ),
    ...when(
      logRetentionDays !== undefined && known(logRetentionDays) && !LOG_RETENTION_DAYS.includes(logRetentionDays),
      `logRetentionDays is ${logRetentionDays}: give a number that CloudWatch accepts, which are ${LOG_RETENTION_DAYS.join(', ')}.`,
    ),
    ...when(
      known(permissionsBoundaryArn) && !BOUNDARY_ARN.test(permissionsBoundaryArn ?? ''),
      `permissionsBoundaryArn is "${permissionsBoundaryArn}": give the ARN of an IAM policy, as in "arn:aws:iam::111111111111:policy/boundary".`,
    ),
    ...(props.secretRecoveryDays === 0 ? [] : whole('secretRecoveryDays', props.secretRecoveryDays, 7, 30)),
    ...whole('probeTimeoutMs', props.probeTimeoutMs, 100, 5_000),
    ...whole('maxLagWals', props.maxLagWals, 1, Number.MAX_SAFE_INTEGER),
    ...whole('maxFailoverLagSeconds', props.maxFailoverLagSeconds, 1, 2_592_000),
    ...whole('heartbeatGraceSeconds', props.heartbeatGraceSeconds, 6, 120),
    ...whole('operationTimeoutSeconds', props.operationTimeoutSeconds, 120, 900),
    // With fewer, operators who look would take the runs that an operation needs.
    ...whole('reservedConcurrency', props.reservedConcurrency, 5, 1000),
    ...when(
      runtime !== undefined && known(runtime) && Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1] ?? 0) < 22,
      `runtime is "${runtime}": give nodejs22.x or newer.`,
    ),
  ];
}

const whole = (prop: string, value: number | undefined, least: number, most: number): string[] =>
  when(
    value !== undefined && known(value) && !(Number.isSafeInteger(value) && value >= least && value <= most),
    `${prop} is ${value}: give a whole number from ${least} to ${most}.`,
  );
