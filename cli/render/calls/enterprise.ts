import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { NAME_CALLS } from './name';
import { read as readPaths, type CallFacts, type PlannedCall, type StepCalls } from './planned-call';

const TOKEN = '<operation token>';

const read = (facts: CallFacts, cluster: ClusterName, until: string): PlannedCall[] =>
  readPaths(facts, cluster, ['sys/health', 'sys/replication/dr/status'], until);

const write = (
  { settings }: CallFacts,
  cluster: ClusterName,
  path: string,
  body: Readonly<Record<string, unknown>> = {},
): PlannedCall => ({
  service: 'Vault',
  call: `POST /v1/sys/replication/dr/${path}`,
  at: settings[cluster].address,
  body,
});

/** The calls of DR replication of Vault Enterprise. */
export const ENTERPRISE_CALLS: StepCalls = {
  ...NAME_CALLS,
  settle: ({ cluster }, facts) => read(facts, cluster, 'it reports its role'),
  listen: ({ cluster }, facts) => [
    ...read(facts, cluster, `it hears ${otherCluster(cluster)} again, or has not heard it for too long`),
    ...read(facts, otherCluster(cluster), `it answers, or ${cluster} has an answer`),
  ],
  demote: ({ cluster }, facts) => [write(facts, cluster, 'primary/demote')],
  // What it does is the kind of replication's own, and DR replication of Vault Enterprise has none.
  fence: ({ cluster }, facts) => read(facts, cluster, 'it takes no writes'),
  unfence: ({ cluster }, facts) => read(facts, cluster, 'it answers again'),
  'catch-up': ({ cluster }, facts) => [
    ...read(facts, otherCluster(cluster), 'its last WAL is known'),
    ...read(facts, cluster, 'it has received that WAL'),
  ],
  promote: ({ cluster, ...step }, facts) => {
    const { clusterAddress } = facts.settings[cluster];
    const body = {
      dr_operation_token: TOKEN,
      ...(clusterAddress !== undefined && { primary_cluster_addr: clusterAddress }),
    };
    const again = write(facts, cluster, 'secondary/promote', { ...body, force: true });
    return [
      write(facts, cluster, 'secondary/promote', body),
      ...('force' in step && step.force
        ? [{ ...again, onlyIf: 'Vault refuses because the cluster is catching up' }]
        : []),
    ];
  },
  verify: ({ cluster }, facts) =>
    read(facts, otherCluster(cluster), `its last WAL proves that ${cluster} has every write`),
  'await-primary': ({ cluster }, facts) => read(facts, cluster, 'it serves'),
  link: ({ cluster }, facts) => {
    const primary = otherCluster(cluster);
    const { observation } = facts.before[primary];
    const isKnown =
      !facts.promoted.has(primary) && observation.kind === 'up' && observation.knownSecondaries.includes(cluster);
    return [
      ...(isKnown ? [write(facts, primary, 'primary/revoke-secondary', { id: cluster })] : []),
      write(facts, primary, 'primary/secondary-token', { id: cluster }),
      write(facts, cluster, 'secondary/update-primary', {
        dr_operation_token: TOKEN,
        token: '<secondary token>',
        primary_api_addr: facts.settings[primary].address,
        ...(facts.settings.linkCaFile !== undefined && { ca_file: facts.settings.linkCaFile }),
      }),
      ...read(facts, cluster, 'it follows'),
    ];
  },
};
