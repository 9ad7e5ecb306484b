import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ClusterName } from '../../../functions/shared/contract';
import { NODES_PARAMETERS } from '../../../functions/community-operations/contract';
import type { Failures, SimRun } from '../sim-run';
import type { SnapshotPair, SnapshotWorld } from './snapshot-pair';
import type { Node } from './sim-raft';

/** The tag of the servers of one cluster. */
export const tagOf = (cluster: ClusterName): { key: string; value: string } => ({ key: 'vault', value: cluster });

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly CommandId?: string;
    readonly Targets?: readonly { readonly Values: readonly string[] }[];
    readonly Parameters?: Readonly<Record<string, readonly string[]>>;
  };
}

interface Sent {
  readonly at: number;
  readonly nodes: readonly Node[];
  readonly lost: ReadonlySet<string>;
}

/** After this a command that was not delivered is given up, milliseconds. */
const DELIVERY_MS = 30_000;
const TIMEOUT_MS = 5_000;

const failure = (name: string): Error => Object.assign(new Error(name), { name });
const FAILURES: Failures = {
  reset: () => failure('TimeoutError'),
  silent: () => failure('TimeoutError'),
  unavailable: () => failure('InternalServerError'),
  denied: () => failure('AccessDeniedException'),
  garbled: () => failure('SyntaxError'),
};

/** Systems Manager in the region of one cluster: it restarts or stops Vault on its servers. */
export class SimSsm {
  readonly #sent: Sent[] = [];

  constructor(
    private readonly world: SnapshotWorld,
    private readonly pair: SnapshotPair,
    private readonly cluster: ClusterName,
  ) {}

  client(run: SimRun): Pick<SSMClient, 'send'> {
    const send = (command: Command): Promise<object> => {
      const isReached =
        this.world.network.reachesTable(run.region, this.cluster) && !this.pair.isRegionLost(this.cluster);
      if (isReached) return run.call(() => this.#answer(run, command), FAILURES, TIMEOUT_MS);
      return run.call(
        async () => run.wait(TIMEOUT_MS).then(() => Promise.reject(FAILURES.silent())),
        FAILURES,
        TIMEOUT_MS,
      );
    };
    return { send };
  }

  #answer(run: SimRun, { constructor: { name }, input }: Command): object {
    if (name === 'SendCommandCommand') return { Command: { CommandId: this.#begin(run, input) } };
    const sent = this.#sent[Number(input.CommandId)];
    if (!sent) throw failure('InvalidCommandId');
    const invocations = sent.nodes.map(({ host }) => this.#invocation(sent, host));
    if (name === 'ListCommandInvocationsCommand') return { CommandInvocations: invocations };
    const isOver = invocations.every(({ Status }) => Status === 'Success' || Status === 'TimedOut');
    const Status = !isOver
      ? 'InProgress'
      : invocations.every((each) => each.Status === 'Success')
        ? 'Success'
        : 'TimedOut';
    return { Commands: [{ Status, TargetCount: sent.nodes.length }] };
  }

  #invocation({ at, lost }: Sent, host: string): { InstanceId: string; Status: string; StatusDetails: string } {
    const passed = this.world.clock.now() - at;
    if (lost.has(host)) {
      return passed < DELIVERY_MS
        ? { InstanceId: host, Status: 'Pending', StatusDetails: 'Pending' }
        : { InstanceId: host, Status: 'TimedOut', StatusDetails: 'Delivery Timed Out' };
    }
    const isOver = passed >= this.pair.habits.commandMs;
    return {
      InstanceId: host,
      Status: isOver ? 'Success' : 'InProgress',
      StatusDetails: isOver ? 'Success' : 'InProgress',
    };
  }

  #begin(run: SimRun, { Parameters = {} }: Command['input']): string {
    const { world, pair, cluster } = this;
    const raft = pair.clusters[cluster];
    raft.settle();
    const [action, except, only] = [NODES_PARAMETERS.action, NODES_PARAMETERS.except, NODES_PARAMETERS.only].map(
      (name) => Parameters[name]?.[0],
    );
    const isOne = raft.nodes.some(({ host }) => host === only);
    const named = raft.nodes.filter(({ host }) => (isOne ? host === only : host !== except));
    const isAll = named.length === raft.nodes.length;
    // One that has the role already is restarted after a restore.
    const isRestart = action === 'restart' && isAll && raft.hasData && !pair.holders.has(cluster);
    // An old primary that a killed run has stopped serves from here until it is demoted anew.
    const isForRejoin = isRestart && pair.isDemotionBegun(cluster) && world.watch.operationOf(run) === 'rejoin';
    const isPromotion = isRestart && !isForRejoin;
    if (isForRejoin) {
      world.watch.acts(run, `restart ${cluster}`);
    } else if (isPromotion) {
      world.watch.acts(run, `promote ${cluster}`);
      world.watch.promotes(run, cluster, { askedAt: world.clock.now(), withForce: false });
    } else if (action === 'stop' && isAll) {
      world.watch.acts(run, `demote ${cluster}`);
      pair.demotes(cluster);
    } else {
      world.watch.acts(
        run,
        `${action === 'stop' ? 'demote' : 'restart'} the ${isOne ? 'active server' : 'standbys'} of ${cluster}`,
      );
    }
    const meant = named.filter(({ host }) => !raft.lostAgents.has(host));
    void world.clock.wait(pair.habits.commandMs).then(() => {
      raft.settle();
      if (isPromotion) raft.promotedAt = world.clock.now();
      if (action === 'stop') raft.stop(meant);
      else raft.begin(meant);
      if (action === 'stop' && isAll) pair.fencedAt[cluster] = world.clock.now();
    });
    return String(this.#sent.push({ at: world.clock.now(), nodes: raft.nodes, lost: new Set(raft.lostAgents) }) - 1);
  }
}
