import { Token } from 'cdktf';
import { nameOf, type DeploymentName } from '../../private/names';
import { DNS_NAME, known, validateRegion, validateSlug, validateZone, when, whole } from '../../validation/rules';
import type { ClusterLoadBalancerProps, TrafficSources } from './cluster-load-balancer';
import { LISTENERS } from './health-checks';

const VERSION = /^\d+\.\d+\.\d+/;
const IPV4_NETWORK = /^(?:\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;
/** Limit of AWS on the name of a load balancer and of a target group, characters. */
const MOST_NAME = 32;
/** One per availability zone, so that two zones are left after the loss of one. */
const LEAST_SUBNETS = 3;

/** Finds every problem of the props. A value that is known only at the apply is not checked. */
export function validateLoadBalancerProps(props: ClusterLoadBalancerProps): string[] {
  const { region, provider, name, hostedZoneId, subnetIds, version, sources } = props;
  return [
    ...validateDeploymentName(props),
    ...validateRegion('ClusterLoadBalancer', region, provider),
    ...when(
      known(name) && !DNS_NAME.test(name),
      `name is "${name}": give a DNS name without a dot at the end, as in "vault-home.example.com".`,
    ),
    ...validateZone('hostedZoneId', hostedZoneId),
    ...when(
      known(version) && !VERSION.test(version),
      `version is "${version}": give the whole version of the nodes, as in "1.21.4".`,
    ),
    ...when(
      known(subnetIds) && new Set(subnetIds).size < LEAST_SUBNETS,
      `subnetIds has ${new Set(subnetIds).size} subnets: give at least ${LEAST_SUBNETS}, each in another availability zone.`,
    ),
    ...whole('intervalSeconds', props.intervalSeconds, 5, 300),
    ...LISTENERS.flatMap((listener) => validateSources(`sources.${listener}`, sources[listener])),
    ...when(
      LISTENERS.every((listener) => hasNoSource(sources[listener])),
      'sources is empty: name who may use the load balancer, as in { clients: { cidrs: ["10.0.0.0/8"] } }.',
    ),
  ];
}

/** Two parts of every name. The target groups of a cluster have the longest ones. */
export function validateDeploymentName({ environment, identifier }: DeploymentName): string[] {
  const longest = nameOf('vault', { environment, identifier: `${identifier}-8200` });
  return [
    ...validateSlug('environment', environment),
    ...validateSlug('identifier', identifier),
    ...when(
      known(longest) && longest.length > MOST_NAME,
      `environment and identifier are too long: shorten them, because AWS allows ${MOST_NAME} characters and the target group "${longest}" has ${longest.length}.`,
    ),
  ];
}

/** Whether nobody is named. */
export const hasNoSource = ({ cidrs = [], securityGroupIds = [] }: TrafficSources = {}): boolean =>
  !Token.isUnresolved(cidrs) && !Token.isUnresolved(securityGroupIds) && cidrs.length + securityGroupIds.length === 0;

/** Networks are those of IPv4, not all of them, and each is named once. */
export const validateSources = (prop: string, { cidrs = [], securityGroupIds = [] }: TrafficSources = {}): string[] => [
  ...cidrs.flatMap((cidr) =>
    when(
      known(cidr) && !IPV4_NETWORK.test(cidr),
      `${prop}.cidrs has "${cidr}": give IPv4 networks, as in "10.0.0.0/8".`,
    ),
  ),
  ...when(
    cidrs.some((cidr) => /\/0+$/.test(cidr)),
    `${prop}.cidrs has every address: name the networks that may use it.`,
  ),
  ...when(
    new Set(cidrs).size < cidrs.length || new Set(securityGroupIds).size < securityGroupIds.length,
    `${prop} names a source twice: name each once.`,
  ),
];
