import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';
import { ClusterLoadBalancer, type HealthCheckSettings } from 'cdktf-vault-dr';
import type { LoadBalancerResources } from './load-balancer-settings';

/** The listeners and target groups that the construct synthesises. */
export function synthesisedBalancer(settings: HealthCheckSettings): LoadBalancerResources {
  const stack = new TerraformStack(new App(), 'test');
  const provider = new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
  new ClusterLoadBalancer(stack, 'it', {
    environment: 'test',
    identifier: 'home',
    provider,
    region: 'eu-west-1',
    vpcId: 'vpc-1',
    subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
    name: 'vault-home.example.com',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    nodeSecurityGroupId: 'sg-nodes',
    sources: { clients: { cidrs: ['10.0.0.0/8'] } },
    ...settings,
  });
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: LoadBalancerResources };
  return resource;
}
