import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
}

const STOP_MS = 20_000;
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
        await this.systemctl(body.trim().split('\n'));
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
  async systemctl([verb = '', ...rest]: readonly string[]): Promise<void> {
    const names = rest.filter((word) => !word.startsWith('-')).map((word) => word.replace(/\.service$/, ''));
    if (verb === 'daemon-reload' || verb === 'enable') return;
    for (const name of names) await this.#act(verb, name);
  }

  /** Takes the power away. */
  async close(): Promise<void> {
    for (const service of this.#services.values()) {
      service.wanted = false;
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
        if (this.pid(name) === undefined) this.#run(name, service);
        return;
      case 'stop':
        service.wanted = false;
        await this.#stop(service);
        return;
      case 'restart':
        await this.#act('stop', name);
        return this.#act('start', name);
      case 'reload':
        service.child?.kill('SIGHUP');
        return;
      case 'is-active':
        if (this.pid(name) === undefined) throw new Error(`${name} is not active`);
        return;
      default:
        throw new Error(`systemctl ${verb} is not modelled`);
    }
  }

  #run(name: string, service: Service): void {
    const { root, env, beforeStart, log } = this.options;
    beforeStart(name);
    const unit = readFileSync(join(root, 'etc', 'systemd', 'system', `${name}.service`), 'utf8');
    const [program = '', ...args] = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];
    const child = spawnOnLeash(program, args, { cwd: root, env });
    service.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on(
        'data',
        lineByLine((line) => log(name, line)),
      );
    }
    child.on('exit', () => {
      killGroup(child, 'SIGKILL');
      void sleep(RESTART_MS, undefined, { ref: false }).then(() => {
        if (service.wanted && service.child === child && /^Restart=always$/m.test(unit)) this.#run(name, service);
      });
    });
  }

  async #stop({ child }: Service): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    killGroup(child, 'SIGKILL');
  }
}
