"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateHealthChecks = validateHealthChecks;
const rules_1 = require("./rules");
const ROUTING_CONTROL_ARN = /^arn:aws[a-z-]*:route53-recovery-control::\d{12}:controlpanel\/\w+\/routingcontrol\/\w+$/;
/** A check that never becomes healthy, or one of two, would lead clients to a secondary. */
function validateHealthChecks({ traffic, watch, dns }) {
    if (!traffic)
        return [];
    const { dataPlane = false, routingControls } = traffic;
    return [
        ...(0, rules_1.when)(dataPlane && routingControls !== undefined, 'traffic has both dataPlane and routingControls: give one of them, because a record has one health check.'),
        ...(0, rules_1.when)(dataPlane && watch === false, 'traffic.dataPlane is true and watch is false: leave out watch, because the watch publishes the signal that the health checks follow.'),
        ...(0, rules_1.when)(dns !== undefined && (dataPlane || routingControls !== undefined), 'traffic needs records in the account of the pair, and dns puts them into another one: move the zone, or leave out traffic. There the health checks and the records would have two owners, and a record that loses its check counts as healthy.'),
        ...(routingControls ? validateRoutingControls(routingControls) : []),
    ];
}
function validateRoutingControls({ home, away, endpoints }) {
    const control = (cluster, arn) => (0, rules_1.when)((0, rules_1.known)(arn) && !ROUTING_CONTROL_ARN.test(arn), `traffic.routingControls.${cluster} is "${arn}": give the ARN of a routing control, as in "arn:aws:route53-recovery-control::111111111111:controlpanel/0123456789abcdef/routingcontrol/0123456789abcdef".`);
    return [
        ...control('home', home),
        ...control('away', away),
        ...(0, rules_1.when)((0, rules_1.same)(home, away), 'traffic.routingControls.home and traffic.routingControls.away are equal: give one control for each cluster.'),
        ...(0, rules_1.when)(endpoints.length === 0, 'traffic.routingControls.endpoints is empty: give the cluster_endpoints of the cluster of Application Recovery Controller, which has five.'),
        ...endpoints.flatMap(({ region, endpoint }, index) => [
            ...(0, rules_1.when)((0, rules_1.known)(region) && !rules_1.REGION.test(region), `traffic.routingControls.endpoints[${index}].region is "${region}": give an AWS region, as in "us-east-1".`),
            ...(0, rules_1.when)((0, rules_1.known)(endpoint) && !/^https:\/\/[^/?#@]+(\/v1)?\/?$/.test(endpoint), `traffic.routingControls.endpoints[${index}].endpoint is "${endpoint}": give its address, as in "https://0123abcd.route53-recovery-cluster.us-east-1.amazonaws.com/v1".`),
        ]),
    ];
}
//# sourceMappingURL=health-checks.js.map