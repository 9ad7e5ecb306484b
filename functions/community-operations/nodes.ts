import {
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  type Command,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { ClusterNodes, StopOutcome } from '../dr-operations/replication/snapshot';
import { isAnswer } from '../dr-operations/items';
import type { Clock, Deadline } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { StepError, VaultDrError } from '../shared/errors';
import type { Log } from '../shared/log';
import { poll } from '../shared/retry';
import type { VaultClients } from '../shared/vault-config';
import { NOBODY, NODES_PARAMETERS, type NodesAction } from './contract';

/** An EC2 tag that the servers of one cluster have, and no others. */
export interface NodeTag {
  readonly key: string;
  readonly value: string;
}

export interface SsmNodesOptions {
  readonly ssm: Readonly<Record<ClusterName, Pick<SSMClient, 'send'>>>;
  readonly vault: VaultClients;
  /** Name of the SSM document. */
  readonly document: string;
  readonly tags: Readonly<Record<ClusterName, NodeTag>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Limit of one call to a cluster, milliseconds. */
const CALL_MS = 2_000;
/** Time for a cluster to name its active server before the others are stopped. */
const NAMED_MS = 3_000;
/** A server that does not take the command within this time is not waited for. A lost one must not hold up a failover. */
const RESTART_MS = 20_000;
/** A command to delete must not be under way any more when this operation ends: delivery, run, and the look at the end. */
const WIPE_MS = 150_000;
const START_MS = 60_000;
/** The shortest time that SSM takes for the delivery of a command, seconds. */
const DELIVER_SECONDS = 30;
const BETWEEN_LOOKS = { firstMs: 200, mostMs: 1_000 };
const REMEDY =
  'Check the SSM agent of the servers, the document and the permissions of this Lambda, then run the same operation again.';

const LEADER = v.object({ leader_address: v.pipe(v.string(), v.url()) });
/** A command that ran on a server, and did not do what it should. */
const RAN_AND_FAILED = ['Failed', 'TimedOut', 'Cancelled'];

/** Which servers of a cluster a command is for. @default - all */
interface Servers {
  /** Address of the one that is left out. */
  readonly except?: string | undefined;
  /** Address of the one that is meant. */
  readonly only?: string;
  /** Id of the instance that is meant. */
  readonly id?: string;
}

/** The servers of both clusters, reached by Run Command of Systems Manager. They are found by a tag. */
export class SsmNodes implements ClusterNodes {
  constructor(private readonly options: SsmNodesOptions) {}

  /**
   * A server that cannot be reached is left as it is, because Vault begins anew there when it comes back.
   *
   * @throws StepError
   */
  async restart(
    cluster: ClusterName,
    which: 'all' | 'standbys',
    deadline: Deadline,
    mayGoOn?: () => Promise<void>,
  ): Promise<void> {
    const active = which === 'all' ? undefined : await this.#active(cluster, deadline);
    // A cluster that has just begun anew may take a minute to name it.
    if (active !== undefined) await mayGoOn?.();
    const { meant } = await this.#restart(cluster, { except: active }, deadline);
    // The active one is the only one.
    if (active === undefined || meant === 1) return;
    await mayGoOn?.();
    await this.#restart(cluster, { only: active }, deadline);
  }

  async #restart(cluster: ClusterName, servers: Servers, deadline: Deadline): Promise<Outcome> {
    const id = await this.#send(cluster, 'restart', servers);
    const outcome = await this.#outcome(cluster, id, deadline.within(RESTART_MS));
    const { failed, silent } = outcome;
    if (failed.length > 0) throw notDone(cluster, 'restarted', failed);
    if (silent.length > 0) {
      this.options.log.warn('servers did not take the command to restart', { cluster, instances: silent });
    }
    return outcome;
  }

  /** @throws StepError if a standby may go on */
  async stopStandbys(cluster: ClusterName, deadline: Deadline, mayGoOn: () => Promise<void>): Promise<void> {
    const active = await this.#active(cluster, deadline.within(NAMED_MS));
    await mayGoOn();
    const id = await this.#send(cluster, 'stop', { except: active });
    const { failed, silent } = await this.#outcome(cluster, id, deadline);
    if (failed.length + silent.length > 0) throw notDone(cluster, 'stopped', [...failed, ...silent]);
  }

  /** A server that Systems Manager does not know is not asked: each of them needs its agent. */
  async stopAll(cluster: ClusterName, deadline: Deadline): Promise<StopOutcome> {
    let isSent = false;
    try {
      const id = await this.#send(cluster, 'stop');
      isSent = true;
      const { failed, silent } = await this.#outcome(cluster, id, deadline);
      if (failed.length + silent.length === 0) return { kind: 'stopped' };
      const { message: detail } = notDone(cluster, 'stopped', [...failed, ...silent]);
      return { kind: 'not-certain', detail, mayHaveEffect: true };
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      return { kind: 'not-certain', detail: error.message, mayHaveEffect: isSent || mayHaveArrived(error.cause) };
    }
  }

  /**
   * Stops Vault on all servers, and deletes its data there.
   *
   * @param isStopped the cluster was stopped in place of a seal: a server on which Vault runs again keeps its data
   * @returns the servers
   * @throws StepError if one of them may have kept its data
   */
  async wipe(cluster: ClusterName, deadline: Deadline, isStopped = false): Promise<readonly string[]> {
    const id = await this.#send(cluster, isStopped ? 'wipe-stopped' : 'wipe');
    const { done, failed, silent, meant } = await this.#outcome(cluster, id, deadline.within(WIPE_MS), true);
    if (done.length !== meant) throw notDone(cluster, 'stopped and emptied', [...failed, ...silent]);
    return done;
  }

  /**
   * Starts Vault where it does not run. A server that cannot be reached begins by itself when it comes back.
   *
   * @param only the one server that is meant. @default - all
   * @throws StepError
   */
  async start(cluster: ClusterName, deadline: Deadline, only?: string): Promise<void> {
    const id = await this.#send(cluster, 'start', only === undefined ? {} : { id: only });
    const { failed, silent } = await this.#outcome(cluster, id, deadline.within(START_MS));
    const missing = only === undefined ? failed : [...failed, ...silent];
    if (missing.length > 0) throw notDone(cluster, 'started', missing);
    if (silent.length === 0) return;
    this.options.log.warn('servers did not take the command to start', { cluster, instances: silent });
  }

  /** @throws StepError */
  async restartOne(cluster: ClusterName, only: string, deadline: Deadline): Promise<void> {
    const id = await this.#send(cluster, 'restart', { id: only });
    const { failed, silent } = await this.#outcome(cluster, id, deadline.within(START_MS));
    if (failed.length + silent.length > 0) throw notDone(cluster, 'restarted', [...failed, ...silent]);
  }

  /** Host of the active server. Asking each server itself would be a race: without the others it is no longer active. */
  async #active(cluster: ClusterName, deadline: Deadline): Promise<string> {
    const { vault, clock } = this.options;
    const host = await poll(
      async () => {
        try {
          const { body } = await vault[cluster].read('sys/leader', CALL_MS);
          const parsed = v.safeParse(LEADER, body);
          return parsed.success ? new URL(parsed.output.leader_address).hostname : undefined;
        } catch (error) {
          if (error instanceof VaultDrError) return undefined;
          throw error;
        }
      },
      { clock, deadline, backOff: BETWEEN_LOOKS },
    );
    if (host !== undefined) return host;
    throw new StepError(`${cluster} names no active server`, 'Look at its logs, then run the same operation again.', {
      retryable: true,
    });
  }

  /** @param isNamed whether each server on which the command succeeded has to be named */
  async #outcome(cluster: ClusterName, id: string, deadline: Deadline, isNamed = false): Promise<Outcome> {
    const { clock } = this.options;
    const ended = await poll(
      async () => {
        const command = await this.#look(cluster, id);
        return command !== undefined && !RUNNING.includes(command.Status ?? 'Pending') ? command : undefined;
      },
      { clock, deadline, backOff: BETWEEN_LOOKS },
    );
    if (ended?.TargetCount === 0) {
      const { key, value } = this.options.tags[cluster];
      throw new StepError(`No server of ${cluster} has the tag ${key}=${value} and an SSM agent`, REMEDY);
    }
    const meant = ended?.TargetCount;
    if (ended?.Status === 'Success' && !isNamed) return { meant, done: [], failed: [], silent: [] };
    return { ...(await this.#outcomes(cluster, id)), meant };
  }

  async #send(cluster: ClusterName, action: NodesAction, servers: Servers = {}): Promise<string> {
    const { except = NOBODY, only = NOBODY, id } = servers;
    const { document, tags } = this.options;
    const { key, value } = tags[cluster];
    const targets = id === undefined ? { Targets: [{ Key: `tag:${key}`, Values: [value] }] } : { InstanceIds: [id] };
    const { Command: sent } = await this.#call(cluster, 'SendCommand', (ssm) =>
      ssm.send(
        new SendCommandCommand({
          DocumentName: document,
          ...targets,
          Parameters: {
            [NODES_PARAMETERS.action]: [action],
            [NODES_PARAMETERS.except]: [except],
            [NODES_PARAMETERS.only]: [only],
          },
          TimeoutSeconds: DELIVER_SECONDS,
          MaxConcurrency: '100%',
          MaxErrors: '100%',
        }),
      ),
    );
    if (sent?.CommandId === undefined) throw new StepError(`SSM gave no id for the command at ${cluster}`, REMEDY);
    return sent.CommandId;
  }

  async #look(cluster: ClusterName, id: string): Promise<Command | undefined> {
    const { Commands } = await this.#call(cluster, 'ListCommands', (ssm) =>
      ssm.send(new ListCommandsCommand({ CommandId: id })),
    );
    return Commands?.[0];
  }

  async #outcomes(cluster: ClusterName, id: string): Promise<Outcome> {
    const { CommandInvocations = [] } = await this.#call(cluster, 'ListCommandInvocations', (ssm) =>
      ssm.send(new ListCommandInvocationsCommand({ CommandId: id })),
    );
    const found = CommandInvocations.map(({ InstanceId = 'unknown', Status = 'Pending', StatusDetails = '' }) => ({
      id: InstanceId,
      isDone: Status === 'Success',
      // The server never got it, although the status alone says the same as for one that took too long.
      ran: RAN_AND_FAILED.includes(Status) && !NOT_DELIVERED.includes(StatusDetails.replaceAll(' ', '')),
    }));
    const idsOf = (isMeant: (one: (typeof found)[number]) => boolean): string[] =>
      found.filter(isMeant).map(({ id }) => id);
    // Nothing to list yet: nobody has the command.
    if (CommandInvocations.length === 0) return { done: [], failed: [], silent: ['all'] };
    return {
      done: idsOf(({ isDone }) => isDone),
      failed: idsOf(({ isDone, ran }) => !isDone && ran),
      silent: idsOf(({ isDone, ran }) => !isDone && !ran),
    };
  }

  /** @throws StepError: the step that needs this was begun, and can be repeated */
  async #call<T>(cluster: ClusterName, call: string, send: (ssm: Pick<SSMClient, 'send'>) => Promise<T>): Promise<T> {
    try {
      return await send(this.options.ssm[cluster]);
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : 'unknown';
      throw new StepError(`SSM ${call} in the region of ${cluster} failed (${name})`, REMEDY, {
        cause,
        retryable: true,
      });
    }
  }
}

/** Whether a call that failed may have reached the service. One that was refused, or never left this machine, did not. */
const mayHaveArrived = (error: unknown): boolean =>
  error !== undefined && !isAnswer(error) && !UNSENT.includes((error as { code?: string }).code ?? '');
const UNSENT = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

/** Instances on which the command succeeded, on which it ran and failed, and that did not take it in time. */
interface Outcome {
  /** How many the command was meant for. @default - it has not ended */
  readonly meant?: number | undefined;
  readonly done: readonly string[];
  readonly failed: readonly string[];
  readonly silent: readonly string[];
}

const RUNNING = ['Pending', 'InProgress', 'Cancelling'];
const NOT_DELIVERED = ['DeliveryTimedOut', 'Undeliverable', 'Terminated', 'InvalidPlatform', 'AccessDenied'];

const notDone = (cluster: ClusterName, done: string, instances: readonly string[]): StepError =>
  new StepError(`Vault could not be ${done} on servers of ${cluster}: ${instances.join(', ')}`, REMEDY, {
    retryable: true,
  });
