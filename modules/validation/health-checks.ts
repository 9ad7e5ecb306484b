import type { ClusterName } from '../../functions/shared/contract';
import type { RoutingControls } from '../traffic/traffic-settings';
import type { VaultDrProps } from '../vault-dr-props';
import { known, REGION, same, when } from './rules';

const ROUTING_CONTROL_ARN = /^arn:aws[a-z-]*:route53-recovery-control::\d{12}:controlpanel\/\w+\/routingcontrol\/\w+$/;

/** A check that never becomes healthy, or one of two, would lead clients to a secondary. */
export function validateHealthChecks({ traffic, watch, dns }: VaultDrProps): string[] {
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
