import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Listener } from '../aws/listener';
import { answerQuery } from './auto-scaling-api';
import {
  groupSettings,
  type GroupResources,
  type GroupSettings,
  type HookResult,
  type Transition,
} from './group-settings';
import type { ChangingInstance, Instance, LifecycleState } from './instance';
import { LifecycleWaits } from './lifecycle-waits';
import { freeLoopback } from './loopback';

/** What an instance of the group is in the local world. */
export interface InstanceCallbacks {
  /** Boots it. The instance waits for its launch hooks meanwhile. An error is a failed launch. */
  readonly start: (instance: Instance) => Promise<void> | void;
  /** Takes its power away. */
  readonly kill: (instance: Instance) => Promise<void> | void;
  /** Registers it with the load balancer, just before it is in service. @default - there is no load balancer */
  readonly register?: (instance: Instance) => void;
  /** Takes it out of the load balancer, and waits until its connections have ended. The hooks of the end begin afterwards. */
  readonly deregister?: (instance: Instance) => Promise<void>;
}

export interface GroupOptions {
  /** Length of a second of the synthesised settings, milliseconds. @default 1000 */
  readonly secondMs?: number;
  /** Ports that have to be free on the address of an instance. @default [8200, 8201] */
  readonly ports?: readonly number[];
  /** @default 'eu-west-1' */
  readonly region?: string;
}

export type RefreshResult = 'Successful' | 'Failed' | 'RollbackSuccessful' | 'RollbackFailed';

/** A moment in the life of an instance. */
export interface GroupEvent {
  readonly at: number;
  readonly id: string;
  readonly state: LifecycleState;
}

/** How often a launch is tried before the group gives up. AWS goes on for ever. */
const MOST_LAUNCHES = 3;
/** AWS waits so long for the protection of an instance to end. */
const PROTECTION_SECONDS = 3600;
const ZONES = ['a', 'b', 'c'];

/**
 * A model of an Auto Scaling group with `EC2` health, configured by the synthesised resources. It launches and ends instances by
 * callbacks, and answers what the nodes ask EC2 and Auto Scaling. It keeps the group's size by launching before it terminates.
 *
 * Not modelled: scaling, the load balancer's health, warm pools, checkpoints, and the global timeout of a hook. A refresh fails with
 * the first launch that is abandoned.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html
 */
export class AutoScalingGroup {
  readonly settings: GroupSettings;
  readonly region: string;
  readonly events: GroupEvent[] = [];
  /** Actions that were called, such as `autoscaling:CompleteLifecycleAction`. */
  readonly calls: string[] = [];
  readonly #instances = new Map<string, ChangingInstance>();
  readonly #waits: LifecycleWaits;
  readonly #listener: Listener;
  readonly #changed = new EventEmitter().setMaxListeners(0);
  readonly #secondMs: number;
  readonly #running = new Set<Promise<unknown>>();
  #version = '1';
  #closed = false;
  #refreshing = false;
  #launched = 0;

  constructor(
    resources: GroupResources,
    private readonly callbacks: InstanceCallbacks,
    private readonly options: GroupOptions = {},
  ) {
    this.settings = groupSettings(resources);
    this.region = options.region ?? 'eu-west-1';
    this.#secondMs = options.secondMs ?? 1000;
    this.#waits = new LifecycleWaits(this.#secondMs);
    this.#listener = new Listener((request, response) => answerQuery(this, request, response));
  }

  /** Endpoint of EC2 and of Auto Scaling. */
  get url(): string {
    return this.#listener.url;
  }

  /** Version of the launch template that the group launches now. */
  get version(): string {
    return this.#version;
  }

  /** Opens the endpoint and begins to launch the instances. It does not wait for them. */
  async open(): Promise<void> {
    await this.#listener.open();
    for (let count = 0; count < this.settings.desired; count += 1) this.#track(this.#launch());
  }

  /** Kills all instances and closes the endpoint. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.instances().map(({ id }) => this.#kill(id)));
    await Promise.allSettled(this.#running);
    await this.#listener.close();
  }

  /** Oldest first, without those that were terminated. */
  instances(): readonly Instance[] {
    return this.allInstances().filter(({ state }) => state !== 'Terminated');
  }

  /** Oldest first. EC2 still describes an instance that was terminated. */
  allInstances(): readonly Instance[] {
    return [...this.#instances.values()];
  }

  /** What the metadata of an instance tell it. */
  targetLifecycleState(id: string): 'InService' | 'Terminated' | undefined {
    const state = this.#instances.get(id)?.state;
    if (state === undefined) return undefined;
    return state.startsWith('Terminat') ? 'Terminated' : 'InService';
  }

  /** Waits until as many instances as desired are in service, and no other one is left. */
  async settled(): Promise<void> {
    await this.#until(() => {
      const states = this.instances().map(({ state }) => state);
      return states.length === this.settings.desired && states.every((state) => state === 'InService');
    });
  }

  /**
   * Replaces the instances of other versions of the launch template, as an instance refresh does. If that fails, it brings the former
   * version back, where the synthesised preferences say so.
   */
  async refresh(version: string): Promise<RefreshResult> {
    if (this.#refreshing) throw new Error('a refresh is running already: wait for its end');
    this.#refreshing = true;
    const former = this.#version;
    try {
      this.#version = version;
      if (await this.#replaceOthers(version)) return 'Successful';
      if (!this.settings.refresh.autoRollback) return 'Failed';
      this.#version = former;
      return (await this.#replaceOthers(former)) ? 'RollbackSuccessful' : 'RollbackFailed';
    } finally {
      this.#refreshing = false;
    }
  }

  /** Terminates an instance with its hooks, and launches another one at the same time. */
  async terminate(id: string): Promise<void> {
    const instance = this.#known(id);
    await Promise.all([this.#end(instance), this.#launch()]);
  }

  /** The instance is gone at once, as after a fault of the host. Another one is launched. */
  async lose(id: string): Promise<void> {
    await this.#kill(id);
    await this.#launch();
  }

  /** Marks an instance as unhealthy, and replaces it. @returns whether its grace period was over */
  reportUnhealthy(id: string, respectGracePeriod = true): boolean {
    const instance = this.#known(id);
    const since = Date.now() - (instance.inServiceAt ?? Date.now());
    if (respectGracePeriod && since < this.settings.graceSeconds * this.#secondMs) return false;
    if (instance.health === 'Unhealthy') return true;
    instance.health = 'Unhealthy';
    this.#track(this.#replace(instance));
    return true;
  }

  protect(id: string, isProtected: boolean): void {
    this.#known(id).protectedFromScaleIn = isProtected;
    this.#changed.emit('change');
  }

  /** @returns whether the instance was waiting for the hook */
  completeLifecycleAction(id: string, hook: string, result: HookResult): boolean {
    return this.#waits.complete(id, hook, result);
  }

  /** @returns whether the instance was waiting for the hook */
  recordHeartbeat(id: string, hook: string): boolean {
    return this.#waits.heartbeat(id, hook);
  }

  async #replace(instance: ChangingInstance): Promise<void> {
    const launchFirst = this.settings.maxHealthyPercentage > 100;
    if (!launchFirst) {
      await Promise.all([this.#end(instance), this.#launch()]);
    } else if (await this.#launch()) {
      await this.#end(instance);
    }
  }

  /** @returns whether none is left that had to be replaced */
  async #replaceOthers(version: string): Promise<boolean> {
    const { skipMatching, warmupSeconds } = this.settings.refresh;
    const begin = new Set(this.#instances.keys());
    const others = (): ChangingInstance[] =>
      [...this.#instances.values()].filter(
        (each) => each.state === 'InService' && begin.has(each.id) && !(skipMatching && each.version === version),
      );
    for (let left = others(); left.length > 0; left = others()) {
      const batch = await this.#batch(left);
      if (batch === 'all-ignored') return true;
      if (batch === 'protected-too-long') return false;
      const launched = (): Promise<readonly (Instance | undefined)[]> => Promise.all(batch.map(() => this.#launch(1))); // one that is abandoned fails the refresh
      const ended = (): Promise<unknown> => Promise.all(batch.map((each) => this.#end(each)));
      const { maxHealthyPercentage } = this.settings.refresh;
      if (maxHealthyPercentage <= 100) await ended();
      if ((await launched()).includes(undefined)) return false;
      await new Promise((resolve) => setTimeout(resolve, warmupSeconds * this.#secondMs));
      if (maxHealthyPercentage > 100) {
        // A protection may have begun meanwhile.
        const stillFree = await this.#batch(others());
        if (stillFree === 'protected-too-long') return false;
        if (stillFree !== 'all-ignored')
          await Promise.all(stillFree.slice(0, batch.length).map((each) => this.#end(each)));
      }
      if (this.#closed) return false;
    }
    return true;
  }

  /** The instances that are replaced next. Waits while all of them are protected, if the preferences say so. */
  async #batch(
    others: readonly ChangingInstance[],
  ): Promise<ChangingInstance[] | 'all-ignored' | 'protected-too-long'> {
    const { protectedInstances, minHealthyPercentage, maxHealthyPercentage } = this.settings.refresh;
    const { desired } = this.settings;
    const most =
      maxHealthyPercentage > 100
        ? Math.floor((desired * maxHealthyPercentage) / 100) - desired
        : desired - Math.ceil((desired * minHealthyPercentage) / 100);
    const free = (): ChangingInstance[] =>
      others
        .filter(
          ({ state, protectedFromScaleIn }) =>
            state === 'InService' && (protectedInstances === 'Refresh' || !protectedFromScaleIn),
        )
        .slice(0, Math.max(1, most));
    if (free().length === 0 && protectedInstances === 'Ignore') return 'all-ignored';
    const inTime = await this.#until(
      () => free().length > 0 || !others.some(({ state }) => state === 'InService'),
      PROTECTION_SECONDS * this.#secondMs,
    );
    return inTime ? free() : 'protected-too-long';
  }

  /** @returns nothing if it was abandoned, as often as it was tried */
  async #launch(tries = MOST_LAUNCHES): Promise<Instance | undefined> {
    if (this.#closed) return undefined;
    const instance = await this.#create();
    if (this.#closed) {
      this.#enter(instance, 'Terminated');
      return undefined;
    }
    const waiting = this.#waits.waitFor(instance.id, this.#hooks('autoscaling:EC2_INSTANCE_LAUNCHING'));
    // The instance boots while it waits, and may end the wait itself.
    const booting = Promise.resolve(this.callbacks.start(instance)).catch(() => this.#waits.abandon(instance.id));
    this.#track(booting);
    const result = await waiting;
    if (instance.state === 'Terminated') return undefined;
    if (result === 'ABANDON') {
      await this.#end(instance);
      return tries > 1 ? this.#launch(tries - 1) : undefined;
    }
    instance.inServiceAt = Date.now();
    instance.protectedFromScaleIn = this.settings.protectFromScaleIn;
    this.callbacks.register?.(instance);
    this.#enter(instance, 'InService');
    return instance;
  }

  async #create(): Promise<ChangingInstance> {
    const index = (this.#launched += 1);
    const version = this.#version;
    const privateIp = await freeLoopback(this.options.ports ?? [8200, 8201]);
    const instance: ChangingInstance = {
      id: `i-${randomBytes(9).toString('hex').slice(1)}`,
      privateIp,
      zone: `${this.region}${ZONES[(index - 1) % ZONES.length] ?? 'a'}`,
      version,
      launchedAt: new Date(),
      tags: {
        ...this.settings.tags,
        'aws:autoscaling:groupName': this.settings.name,
        'aws:ec2launchtemplate:version': version,
      },
      volumes: this.settings.devices.map((device) => ({
        device,
        id: `vol-${randomBytes(9).toString('hex').slice(1)}`,
      })),
      state: 'Pending:Wait',
      health: 'Healthy',
      protectedFromScaleIn: false,
    };
    this.#instances.set(instance.id, instance);
    this.#enter(instance, 'Pending:Wait');
    return instance;
  }

  async #end(instance: ChangingInstance): Promise<void> {
    if (instance.state.startsWith('Terminat')) return;
    const wasInService = instance.state === 'InService';
    this.#waits.abandon(instance.id);
    this.#enter(instance, 'Terminating');
    if (wasInService) await this.callbacks.deregister?.(instance);
    if (this.#hasEnded(instance)) return;
    this.#enter(instance, 'Terminating:Wait');
    await this.#waits.waitFor(instance.id, this.#hooks('autoscaling:EC2_INSTANCE_TERMINATING'));
    if (!this.#hasEnded(instance)) this.#enter(instance, 'Terminating:Proceed');
    await this.#kill(instance.id);
  }

  async #kill(id: string): Promise<void> {
    const instance = this.#known(id);
    if (this.#hasEnded(instance)) return;
    this.#enter(instance, 'Terminated');
    this.#waits.abandon(id);
    await this.callbacks.kill(instance);
    void this.callbacks.deregister?.(instance);
  }

  #hasEnded({ state }: ChangingInstance): boolean {
    return state === 'Terminated';
  }

  #hooks(transition: Transition): GroupSettings['hooks'] {
    return this.settings.hooks.filter((hook) => hook.transition === transition);
  }

  #enter(instance: ChangingInstance, state: LifecycleState): void {
    instance.state = state;
    this.events.push({ at: Date.now(), id: instance.id, state });
    this.#changed.emit('change');
  }

  #known(id: string): ChangingInstance {
    const instance = this.#instances.get(id);
    if (!instance) throw new Error(`the group has no instance ${id}`);
    return instance;
  }

  #track(work: Promise<unknown>): void {
    this.#running.add(work);
    void work.catch(() => undefined).finally(() => this.#running.delete(work));
  }

  /** @returns whether it became true in time */
  #until(isSo: () => boolean, withinMs?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (answer: boolean): void => {
        clearTimeout(timer);
        this.#changed.off('change', look);
        resolve(answer);
      };
      const look = (): void => {
        if (isSo()) end(true);
      };
      const timer = withinMs === undefined ? undefined : setTimeout(() => end(false), Math.min(withinMs, 2 ** 31 - 1));
      this.#changed.on('change', look);
      look();
    });
  }
}
