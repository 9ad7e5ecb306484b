import type { RoutingControlEndpoint } from '../../functions/dr-operations/contract';
/**
 * How clients follow a promotion while the control plane of Route 53 is down. Without it, the weights of the two records
 * alone lead them. Give one of the two.
 */
export interface TrafficSettings {
    /**
     * Whether both records get a health check on a signal that the region of the other cluster publishes. Needs the watch.
     *
     * @default false
     */
    readonly dataPlane?: boolean;
    /** Two routing controls of Application Recovery Controller that you have. @default - none */
    readonly routingControls?: RoutingControls;
}
/** Two routing controls of one cluster of Application Recovery Controller. */
export interface RoutingControls {
    /** ARN of the control of `home`. It is on on a normal day. */
    readonly home: string;
    /** ARN of the control of `away`. It is on on a normal day, too: the weights decide. */
    readonly away: string;
    /** The regional endpoints of the cluster: `cluster_endpoints` of the resource. */
    readonly endpoints: readonly RoutingControlEndpoint[];
}
