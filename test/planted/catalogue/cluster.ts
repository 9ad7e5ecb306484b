import type { PlantedBug } from '../bug';

const CHECKS = 'modules/cluster/load-balancer/health-checks.ts';
const BALANCER = 'modules/cluster/load-balancer/cluster-load-balancer.ts';
const MODEL = ['test/local/cluster/load-balancer.test.ts'];
const SYNTHESIS = ['test/modules/cluster/load-balancer.test.ts'];

const GROUP = 'modules/cluster/node-group.ts';
const NODES = ['test/modules/cluster/vault-cluster.test.ts'];

export const cluster: readonly PlantedBug[] = [
  {
    name: 'clients of Vault Enterprise reach a DR secondary',
    file: CHECKS,
    find: `? 'perfstandbyok=true&standbyok=true' :`,
    replace: `? 'perfstandbyok=true&standbyok=true&drsecondarycode=200' :`,
    tests: MODEL,
    named: 'no DR secondary while another',
  },
  {
    name: 'clients of OpenBao reach standbys',
    file: CHECKS,
    find: `|| storage !== 'raft') return '';`,
    replace: `|| storage !== 'raft') return 'standbyok=true';`,
    tests: MODEL,
    named: 'the active node alone with OpenBao',
  },
  {
    name: 'the management port calls a whole DR secondary unhealthy',
    file: CHECKS,
    find: `&drsecondarycode=200'),`,
    replace: `&drsecondarycode=472'),`,
    tests: MODEL,
    named: 'reach a whole DR secondary',
  },
  {
    name: 'replication reaches standbys',
    file: CHECKS,
    find: `cluster: check(''),`,
    replace: `cluster: check('standbyok=true'),`,
    tests: MODEL,
    named: 'on the cluster port',
  },
  {
    name: 'clients keep their connections to a former active node',
    file: BALANCER,
    find: 'enableUnhealthyConnectionTermination: true',
    replace: 'enableUnhealthyConnectionTermination: false',
    tests: MODEL,
    named: 'is cut when its node is no longer active',
  },
  {
    name: 'the load balancer may be deleted by mistake',
    file: BALANCER,
    find: 'props.deletionProtection ?? true',
    replace: 'props.deletionProtection ?? false',
    tests: SYNTHESIS,
  },
  {
    name: 'a name outside the zone is found by nobody',
    file: BALANCER,
    find: 'condition: Token.asAny(',
    replace: 'condition: true || Token.asAny(',
    tests: SYNTHESIS,
  },
  {
    name: 'the load balancer ends nodes that start',
    file: GROUP,
    find: `healthCheckType: 'EC2',`,
    replace: `healthCheckType: 'ELB',`,
    tests: NODES,
    named: 'does not end a node because',
  },
  {
    name: 'a roll begins two nodes at a time',
    file: GROUP,
    find: `(100 * (nodes + 1)) / nodes`,
    replace: `(100 * (nodes + 2)) / nodes`,
    tests: NODES,
    named: 'lets AWS begin one more, and not two',
  },
  {
    name: 'whatever is on a node can read its credentials without a token',
    file: GROUP,
    find: `httpTokens: 'required',`,
    replace: `httpTokens: 'optional',`,
    tests: NODES,
    named: 'gives out metadata to IMDSv2 alone',
  },
  {
    name: 'a shell variable of the user data is an expression of Terraform',
    file: 'modules/cluster/terraform-text.ts',
    find: `'$1$1{'`,
    replace: `'$1{'`,
    tests: ['test/modules/cluster/terraform-text.test.ts'],
    named: 'byte for byte',
  },
  {
    name: 'a key of the other region unseals the nodes',
    file: 'modules/cluster/validation.ts',
    find: `known(keyRegion) && known(region) && keyRegion !== region,`,
    replace: `known(keyRegion) && known(region) && keyRegion === '',`,
    tests: ['test/modules/cluster/validate.test.ts'],
    named: 'without a replica',
  },
  {
    name: 'a node may have AWS Private CA sign another CA',
    file: 'modules/cluster/node-role.ts',
    find: `template/EndEntityCertificate/V1`,
    replace: `template/SubordinateCACertificate_PathLen0/V1`,
    tests: ['test/modules/cluster/rights.test.ts'],
    named: 'may do what the list says',
  },
];
