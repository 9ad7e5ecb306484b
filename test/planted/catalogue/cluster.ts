import type { PlantedBug } from '../bug';

const CHECKS = 'modules/cluster/load-balancer/health-checks.ts';
const BALANCER = 'modules/cluster/load-balancer/cluster-load-balancer.ts';
const MODEL = ['test/local/cluster/load-balancer.test.ts'];
const SYNTHESIS = ['test/modules/cluster/load-balancer.test.ts'];

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
];
