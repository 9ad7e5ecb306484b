import { ClusterLoadBalancer, type ClusterLoadBalancerProps } from 'cdktf-vault-dr';
import { synthesise, type Synthesised } from '../synthesise';

interface Listener {
  readonly port: number;
  readonly protocol: string;
}
interface TargetGroup {
  readonly port: number;
  readonly health_check: { readonly port: string; readonly path: string };
}
interface Rule {
  readonly from_port: number;
  readonly to_port: number;
  readonly cidr_ipv4?: string;
  readonly referenced_security_group_id?: string;
}
interface Attributes {
  readonly aws_lb: unknown;
  readonly aws_lb_listener: Listener;
  readonly aws_lb_target_group: TargetGroup;
  readonly aws_route53_record: { readonly lifecycle: { readonly precondition: readonly { condition: string }[] } };
  readonly aws_vpc_security_group_egress_rule: Rule;
  readonly aws_vpc_security_group_ingress_rule: Rule;
}

function synthesised(change: Partial<ClusterLoadBalancerProps> = {}): Synthesised {
  return synthesise((stack, { home }) => {
    new ClusterLoadBalancer(stack, 'it', {
      environment: 'test',
      identifier: 'home',
      provider: home,
      region: 'eu-west-1',
      vpcId: 'vpc-1',
      subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
      name: 'vault-home.example.com',
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      nodeSecurityGroupId: 'sg-nodes',
      product: 'vault-enterprise',
      version: '1.21.4+ent',
      storage: 'raft',
      sources: {
        clients: { cidrs: ['10.0.0.0/8'] },
        management: { securityGroupIds: ['sg-lambdas'] },
        cluster: { cidrs: ['10.9.0.0/16'] },
      },
      ...change,
    });
  });
}

const all = <T extends keyof Attributes>(stack: Synthesised, type: T): readonly Attributes[T][] =>
  Object.values(stack.resource[type] ?? {}) as unknown as readonly Attributes[T][];
const only = <T extends keyof Attributes>(stack: Synthesised, type: T): Attributes[T] => {
  const [one, ...others] = all(stack, type);
  if (one === undefined || others.length > 0) throw new Error(`the stack has not one ${type}`);
  return one;
};

describe('the load balancer', () => {
  it('is internal, reaches the nodes of every zone, and cannot be deleted by mistake', () => {
    expect(only(synthesised(), 'aws_lb')).toMatchObject({
      load_balancer_type: 'network',
      internal: true,
      enable_cross_zone_load_balancing: true,
      enable_deletion_protection: true,
    });
  });

  it('passes TLS through on three ports', () => {
    const listeners = all(synthesised(), 'aws_lb_listener').map(({ port, protocol }) => `${protocol} ${port}`);
    expect(listeners.sort()).toEqual(['TCP 8200', 'TCP 8201', 'TCP 8210']);
  });

  it('leads the cluster port to that of the nodes, and checks it on 8200', () => {
    const groups = all(synthesised(), 'aws_lb_target_group');
    const ports = groups.map(({ port, health_check }) => `${port}, checked on ${health_check.port}`);
    expect(ports.sort()).toEqual(['8200, checked on 8200', '8200, checked on 8200', '8201, checked on 8200']);
  });

  it('asks each listener’s own question', () => {
    const groups = all(synthesised(), 'aws_lb_target_group');
    const paths = groups.map(({ health_check }) => health_check.path);
    expect(new Set(paths).size).toBe(3);
  });

  it('cuts the connections to a node that is no longer healthy or has left', () => {
    for (const group of all(synthesised(), 'aws_lb_target_group'))
      expect(group).toMatchObject({
        target_health_state: [{ enable_unhealthy_connection_termination: true }],
        connection_termination: true,
        deregistration_delay: '15',
      });
  });
});

describe('its security group', () => {
  const rules = (stack: Synthesised, type: `aws_vpc_security_group_${'egress' | 'ingress'}_rule`): readonly string[] =>
    all(stack, type)
      .map(
        ({ from_port, to_port, cidr_ipv4, referenced_security_group_id }) =>
          `${cidr_ipv4 ?? referenced_security_group_id ?? 'nobody'} on ${from_port} to ${to_port}`,
      )
      .sort();

  it('lets each source use its listener alone', () => {
    expect(rules(synthesised(), 'aws_vpc_security_group_ingress_rule')).toEqual([
      '10.0.0.0/8 on 8200 to 8200',
      '10.9.0.0/16 on 8201 to 8201',
      'sg-lambdas on 8210 to 8210',
    ]);
  });

  it('reaches the nodes alone, on the ports of Vault', () => {
    expect(rules(synthesised(), 'aws_vpc_security_group_egress_rule')).toEqual([
      'sg-nodes on 8200 to 8200',
      'sg-nodes on 8201 to 8201',
    ]);
  });
});

describe('its record', () => {
  it('is an alias that does not look at the health of the nodes', () => {
    expect(only(synthesised(), 'aws_route53_record')).toMatchObject({
      name: 'vault-home.example.com',
      type: 'A',
      alias: { evaluate_target_health: false },
    });
  });

  it('is refused at the plan if the name is not in the zone', () => {
    const { lifecycle } = only(synthesised(), 'aws_route53_record');
    expect(lifecycle.precondition.map(({ condition }) => condition.replace(/data\.[^,]*\.name/, 'zone'))).toEqual([
      '${endswith(".vault-home.example.com", ".${trimsuffix(zone, ".")}")}',
    ]);
  });
});

describe('bad props', () => {
  it.each<[string, Partial<ClusterLoadBalancerProps>, string]>([
    ['two zones', { subnetIds: ['subnet-1', 'subnet-2'] }, 'subnetIds has 2 subnets: give at least 3'],
    ['the same subnet thrice', { subnetIds: ['s', 's', 's'] }, 'subnetIds has 1 subnets'],
    ['a name with a dot at the end', { name: 'vault.example.com.' }, 'give a DNS name without a dot at the end'],
    ['a zone that is a name', { hostedZoneId: 'example.com' }, 'give the id of a Route 53 zone'],
    ['half a version', { version: '1.21' }, 'give the whole version'],
    ['an interval that AWS does not take', { intervalSeconds: 2 }, 'intervalSeconds is 2'],
    ['nobody who may use it', { sources: {} }, 'sources is empty'],
    ['everybody who may use it', { sources: { clients: { cidrs: ['0.0.0.0/0'] } } }, 'has every address'],
    ['no network', { sources: { clients: { cidrs: ['10.0.0.1'] } } }, 'give IPv4 networks'],
    ['a source twice', { sources: { cluster: { securityGroupIds: ['sg-1', 'sg-1'] } } }, 'names a source twice'],
    ['a name that is too long for AWS', { identifier: 'i'.repeat(30) }, 'environment and identifier are too long'],
    ['another region than that of the provider', { region: 'eu-north-1' }, 'but ClusterLoadBalancer.provider is for'],
  ])('%s: refused', (_name, change, words) => {
    expect(() => synthesised(change)).toThrow(words);
  });

  it('are all named at once', () => {
    expect(() => synthesised({ name: 'x', version: 'y' })).toThrow(/name is "x"[^]*version is "y"/);
  });
});
