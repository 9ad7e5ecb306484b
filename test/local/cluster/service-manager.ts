import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { Listener } from '../aws/listener';
import { killGroup, spawnOnLeash } from '../leash';
import { lineByLine } from './line-by-line';

interface Service {
  child: ChildProcess | undefined;
  /** Whether it starts again when it ends. */
  wanted: boolean;
  /** Whether it has said that it is ready, if others wait for that. */
  isReady?: boolean;
  /** Ends it if it is not told in time that the service is alive. */
  watchdog?: NodeJS.Timeout;
}

const STOP_SECONDS = 20;
const RESTART_MS = 200;

export interface ServiceManagerOptions {
  /** Folder of the node, which is also the working folder of its services. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called before a service starts. */
  readonly beforeStart: (service: string) => void;
  /** Output of the services. */
  readonly log: (service: string, line: string) => void;
}

/** As much of systemd as a node uses. Its `systemctl` is a program that calls this by HTTP. */
export class ServiceManager {
  readonly #services = new Map<string, Service>();
  readonly #listener = new Listener((request, response) => {
    void text(request).then(async (body) => {
      try {
        response.write(await this.systemctl(body.trim().split('\n')));
      } catch (error) {
        response.statusCode = 500;
        response.write(String(error));
      }
      response.end();
    });
  });

  constructor(private readonly options: ServiceManagerOptions) {}

  get url(): string {
    return this.#listener.url;
  }

  open(): Promise<void> {
    return this.#listener.open();
  }

  /** Process of a service, if it runs. */
  pid(service: string): number | undefined {
    const child = this.#services.get(service)?.child;
    return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  /** Like `systemctl start --no-block vault.service`. */
  async systemctl([verb = '', ...rest]: readonly string[]): Promise<string> {
    if (verb === 'notify') return this.#notify(rest);
    const names = rest.filter((word) => !word.startsWith('-')).map((word) => word.replace(/\.service$/, ''));
    if (verb === 'daemon-reload' || verb === 'enable') return '';
    if (verb === 'is-active') return this.pid(names[0] ?? '') === undefined ? 'inactive' : 'active';
    for (const name of names) await this.#act(verb, name);
    return '';
  }

  /** A process of a service says how it is: `systemd-notify`. */
  #notify([name = '', word = '']: readonly string[]): string {
    const service = this.#services.get(name);
    if (!service?.child) return '';
    if (word === '--ready') {
      service.isReady = true;
      for (const bound of this.#boundTo(name)) if (this.#services.get(bound)?.wanted) void this.#act('start', bound);
    }
    this.#watch(name, service);
    return '';
  }

  /** Like `WatchdogSec`, from the moment when the service is ready. */
  #watch(name: string, service: Service): void {
    clearTimeout(service.watchdog);
    const seconds = this.#setting(name, 'WatchdogSec');
    const { child } = service;
    if (seconds === undefined || !child) return;
    service.watchdog = setTimeout(
      () => {
        this.options.log(name, 'Watchdog timeout');
        killGroup(child, 'SIGKILL');
      },
      Number(seconds) * 1000 * Number(this.options.env['NODE_SLOW'] ?? 1),
    );
    service.watchdog.unref();
  }

  /** Started services that run only beside this one: `BindsTo`. */
  #boundTo = (name: string): string[] =>
    [...this.#services.keys()].filter((other) => this.#setting(other, 'BindsTo') === `${name}.service`);

  /** A setting of a unit, or of the files that are dropped in beside it. The last one counts. */
  #setting(name: string, key: string): string | undefined {
    const folder = join(this.options.root, 'etc', 'systemd', 'system');
    // Its power was taken away, and its folder with it.
    if (!existsSync(folder)) return undefined;
    const dropIn = join(folder, `${name}.service.d`);
    const dropped = existsSync(dropIn) ? readdirSync(dropIn).map((file) => join(dropIn, file)) : [];
    const text = [join(folder, `${name}.service`), ...dropped].map((file) => readFileSync(file, 'utf8')).join('\n');
    return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].at(-1)?.[1];
  }

  /** Takes the power away. */
  async close(): Promise<void> {
    for (const service of this.#services.values()) {
      service.wanted = false;
      clearTimeout(service.watchdog);
      if (service.child) killGroup(service.child, 'SIGKILL');
    }
    await this.#listener.close();
  }

  async #act(verb: string, name: string): Promise<void> {
    const service = this.#services.get(name) ?? { child: undefined, wanted: false };
    this.#services.set(name, service);
    switch (verb) {
      case 'start':
        service.wanted = true;
        await this.#startWhatItIsBoundTo(name);
        if (this.pid(name) === undefined && this.#mayRun(name)) this.#run(name, service);
        return;
      case 'stop':
        service.wanted = false;
        await this.#stop(service, Number(this.#setting(name, 'TimeoutStopSec') ?? STOP_SECONDS));
        return;
      case 'restart':
        await this.#act('stop', name);
        return this.#act('start', name);
      case 'reload':
        service.child?.kill('SIGHUP');
        return;
      default:
        throw new Error(`systemctl ${verb} is not modelled`);
    }
  }

  async #startWhatItIsBoundTo(name: string): Promise<void> {
    const bound = this.#setting(name, 'BindsTo')?.replace(/\.service$/, '');
    if (bound !== undefined && this.pid(bound) === undefined) await this.#act('start', bound);
  }

  /** Whether the service that it is bound to is ready. */
  #mayRun(name: string): boolean {
    const bound = this.#setting(name, 'BindsTo')?.replace(/\.service$/, '');
    return bound === undefined || (this.pid(bound) !== undefined && this.#services.get(bound)?.isReady === true);
  }

  #run(name: string, service: Service): void {
    const { root, env, beforeStart, log } = this.options;
    beforeStart(name);
    const [program = '', ...args] = this.#setting(name, 'ExecStart')?.split(' ') ?? [];
    const child = spawnOnLeash(program, args, { cwd: root, env: { ...env, NOTIFYING_UNIT: name } });
    service.child = child;
    service.isReady = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on(
        'data',
        lineByLine((line) => log(name, line)),
      );
    }
    child.on('exit', () => {
      killGroup(child, 'SIGKILL');
      clearTimeout(service.watchdog);
      for (const bound of this.#boundTo(name)) void this.#act('stop', bound);
      void sleep(RESTART_MS, undefined, { ref: false }).then(() => {
        if (!service.wanted || service.child !== child || this.#setting(name, 'Restart') !== 'always') return;
        if (this.#mayRun(name)) this.#run(name, service);
      });
    });
  }

  async #stop({ child }: Service, seconds: number): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(seconds * 1000, undefined, { ref: false })]);
    killGroup(child, 'SIGKILL');
  }
}
