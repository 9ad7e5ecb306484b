import { Token } from 'cdktf';
import { nameOf } from '../../private/names';
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
  const { environment, identifier, region, provider, name, hostedZoneId, subnetIds, version, sources } = props;
  const longest = nameOf('vault', { environment, identifier: `${identifier}-8200` });
  return [
    ...validateSlug('environment', environment),
    ...validateSlug('identifier', identifier),
    ...when(
      known(longest) && longest.length > MOST_NAME,
      `environment and identifier are too long: shorten them, because AWS allows ${MOST_NAME} characters and the target group "${longest}" has ${longest.length}.`,
    ),
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
      LISTENERS.every((listener) => isEmpty(sources[listener])),
      'sources is empty: name who may use the load balancer, as in { clients: { cidrs: ["10.0.0.0/8"] } }.',
    ),
  ];
}

const isEmpty = ({ cidrs = [], securityGroupIds = [] }: TrafficSources = {}): boolean =>
  !Token.isUnresolved(cidrs) && cidrs.length + securityGroupIds.length === 0;

const validateSources = (prop: string, { cidrs = [], securityGroupIds = [] }: TrafficSources = {}): string[] => [
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
