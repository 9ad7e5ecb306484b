import { Token } from 'cdktf';
import { nameOf } from '../../private/names';
import { DNS_NAME, known, validateRegion, when, whole } from '../../validation/rules';
import type { ClusterLoadBalancerProps, TrafficSources } from './cluster-load-balancer';
import { LISTENERS } from './health-checks';

const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const ZONE_ID = /^Z[A-Z0-9]{1,31}$/;
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
  const slug = (prop: string, value: string): string[] =>
    when(
      known(value) && !SLUG.test(value),
      `${prop} is "${value}": use lower-case letters, digits and dashes, as in "prod".`,
    );
  return [
    ...slug('environment', environment),
    ...slug('identifier', identifier),
    ...when(
      known(longest) && longest.length > MOST_NAME,
      `environment and identifier are too long: shorten them, because AWS allows ${MOST_NAME} characters and the target group "${longest}" has ${longest.length}.`,
    ),
    ...validateRegion('ClusterLoadBalancer', region, provider),
    ...when(
      known(name) && !DNS_NAME.test(name),
      `name is "${name}": give a DNS name without a dot at the end, as in "vault-home.example.com".`,
    ),
    ...when(
      known(hostedZoneId) && !ZONE_ID.test(hostedZoneId),
      `hostedZoneId is "${hostedZoneId}": give the id of a Route 53 zone, as in "Z0123456789ABCDEFGHIJ".`,
    ),
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
