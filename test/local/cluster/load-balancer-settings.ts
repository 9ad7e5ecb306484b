import { list, number, only, text, type Attributes } from './attributes';

/** The synthesised resources that decide what a load balancer does, by their Terraform ids. */
export interface LoadBalancerResources {
  readonly aws_lb_listener: Readonly<Record<string, Attributes>>;
  readonly aws_lb_target_group: Readonly<Record<string, Attributes>>;
}

export interface CheckSettings {
  readonly port: number;
  readonly path: string;
  readonly isHealthy: (status: number) => boolean;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface ListenerSettings {
  readonly port: number;
  /** Port of the nodes. */
  readonly targetPort: number;
  readonly check: CheckSettings;
  readonly deregistrationSeconds: number;
  /** Whether connections to a node are cut at the end of its deregistration. */
  readonly cutsDeregistered: boolean;
  /** Whether connections to a node are cut when it becomes unhealthy. */
  readonly cutsUnhealthy: boolean;
}

/** @throws Error if the resources are not those of a load balancer that passes TLS through and checks by HTTPS */
export const listenerSettings = (resources: LoadBalancerResources): readonly ListenerSettings[] =>
  Object.values(resources.aws_lb_listener).map((listener) => {
    const port = number(listener['port'], 0);
    const target = text(only(listener['default_action'])['target_group_arn'], '');
    const id = /^\$\{aws_lb_target_group\.(?<id>[\w-]+)\.arn\}$/.exec(target)?.groups?.['id'] ?? '';
    const group = resources.aws_lb_target_group[id];
    if (!group) throw new Error(`the listener ${port} leads to "${target}", which is not among the target groups`);
    const check = only(group['health_check']);
    if (listener['protocol'] !== 'TCP' || group['protocol'] !== 'TCP' || check['protocol'] !== 'HTTPS')
      throw new Error(`the listener ${port} is not TCP with HTTPS checks, and nothing else is modelled`);
    const targetPort = number(group['port'], 0);
    return {
      port,
      targetPort,
      check: {
        port: check['port'] === 'traffic-port' ? targetPort : number(check['port'], targetPort),
        path: text(check['path'], '/'),
        isHealthy: matcherOf(text(check['matcher'], '200-399')),
        intervalSeconds: number(check['interval'], 30),
        timeoutSeconds: number(check['timeout'], 10),
        healthyThreshold: number(check['healthy_threshold'], 3),
        unhealthyThreshold: number(check['unhealthy_threshold'], 3),
      },
      deregistrationSeconds: number(group['deregistration_delay'], 300),
      cutsDeregistered: group['connection_termination'] === true,
      // AWS cuts them unless told otherwise.
      cutsUnhealthy: list(group['target_health_state']).every(
        (state) => state['enable_unhealthy_connection_termination'] === true,
      ),
    };
  });

/** `200`, `200-299` or `200,473`. */
function matcherOf(matcher: string): (status: number) => boolean {
  const ranges = matcher.split(',').map((range) => range.split('-').map(Number));
  return (status) => ranges.some(([from = 0, to = from]) => status >= from && status <= to);
}
