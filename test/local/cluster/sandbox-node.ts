import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killGroup, spawnOnLeash } from '../leash';
import { lineByLine } from './line-by-line';
import { InstanceMetadata } from './imds';
import type { Instance } from './instance';
import { writeNodePrograms } from './node-programs';
import { ServiceManager } from './service-manager';

/** What a node has, whatever its user data do. */
export interface NodeImage {
  readonly binary: { readonly name: string; readonly path: string };
  /** Programs that it lacks. @default [] */
  readonly without?: readonly string[];
}

export interface SandboxOptions {
  /** Folder of the node, which is its root file system. */
  readonly root: string;
  readonly image: NodeImage;
  readonly userData: string;
  /** Key of the static seal that stands for KMS, 32 bytes. */
  readonly sealKey: Buffer;
  /** Endpoints of AWS. */
  readonly env: Readonly<Record<string, string>>;
  /** What the metadata say is to become of it. */
  readonly targetLifecycleState: () => string | undefined;
}

const VOLUME_BYTES = 16 * 1024 * 1024;

/** An instance that runs the rendered user data below a folder, with real programs on a loopback address of its own. */
export class SandboxNode {
  readonly root: string;
  readonly services: ServiceManager;
  readonly lines: string[] = [];
  readonly #metadata: InstanceMetadata;
  /** Exit code of the user data, once they have ended. */
  bootCode: number | undefined;
  #boot: ReturnType<typeof spawnOnLeash> | undefined;

  constructor(
    readonly instance: Instance,
    private readonly options: SandboxOptions,
  ) {
    this.root = options.root;
    this.#metadata = new InstanceMetadata(() => ({
      'instance-id': instance.id,
      'local-ipv4': instance.privateIp,
      'placement/availability-zone': instance.zone,
      'autoscaling/target-lifecycle-state': options.targetLifecycleState(),
    }));
    const env = (): NodeJS.ProcessEnv => this.#env();
    this.services = new ServiceManager({
      root: this.root,
      get env() {
        return env();
      },
      beforeStart: (service) => {
        if (service === 'vault') this.#replaceSeal();
      },
      log: (service, line) => this.lines.push(`${service}: ${line}`),
    });
  }

  /** Runs the user data to their end. */
  async boot(): Promise<void> {
    this.#prepare();
    await Promise.all([this.#metadata.open(), this.services.open()]);
    const script = join(this.root, 'user-data.sh');
    writeFileSync(script, this.options.userData);
    const child = spawnOnLeash('/bin/bash', [script], { cwd: this.root, env: this.#env() });
    this.#boot = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on(
        'data',
        lineByLine((line) => this.lines.push(`boot: ${line}`)),
      );
    }
    const [code] = (await once(child, 'close')) as [number | null];
    this.bootCode = code ?? -1;
  }

  /** Everything that the node wrote to its log. */
  log(): string {
    return this.lines.join('\n');
  }

  /** Arguments of every program that it ran. */
  calls(): string {
    const file = join(this.root, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Text of one of its files. */
  file(...path: readonly string[]): string {
    return readFileSync(join(this.root, ...path), 'utf8');
  }

  /** Takes the power away. */
  async kill(): Promise<void> {
    if (this.#boot) killGroup(this.#boot, 'SIGKILL');
    await Promise.all([this.services.close(), this.#metadata.close()]);
  }

  /** Files that somebody else could read, with their permissions. */
  readableFiles(): readonly string[] {
    return readdirSync(join(this.root, 'etc', 'vault.d'), { recursive: true, encoding: 'utf8' }).filter((name) => {
      const status = statSync(join(this.root, 'etc', 'vault.d', name));
      return status.isFile() && (status.mode & 0o077) !== 0;
    });
  }

  /** The working folder of each process is the root, so that the configuration of all nodes is equal, as it is on real nodes. */
  #env(): NodeJS.ProcessEnv {
    return {
      PATH: './bin',
      HOME: this.root,
      NODE_ROOT: '.',
      SERVICE_MANAGER: this.services.url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: this.#metadata.url,
      ...this.options.env,
    };
  }

  #prepare(): void {
    const { image } = this.options;
    for (const folder of ['etc/systemd/system', 'dev/disk/by-id', 'opt/vault/plugins', 'run', 'tmp'])
      mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(join(this.root, 'etc', 'fstab'), '');
    writeFileSync(join(this.root, 'opt', 'vault', 'plugins', 'seal-plugin'), '', { mode: 0o755 });
    for (const { id } of this.instance.volumes) {
      const path = join(this.root, 'dev/disk/by-id', `nvme-Amazon_Elastic_Block_Store_${id.replace('-', '')}`);
      writeFileSync(path, '');
      truncateSync(path, VOLUME_BYTES);
    }
    writeNodePrograms({ folder: join(this.root, 'bin'), calls: join(this.root, 'calls'), ...image });
  }

  /** There is no KMS for OpenBao here, and its plugin is not installed. */
  #replaceSeal(): void {
    const key = join(this.root, 'seal.key');
    writeFileSync(key, this.options.sealKey, { mode: 0o600 });
    writeFileSync(
      join(this.root, 'etc', 'vault.d', 'seal.hcl'),
      `seal "static" {\n  current_key_id = "test"\n  current_key = "file://${key}"\n}\n`,
    );
  }
}
