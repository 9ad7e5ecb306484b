import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ROOT } from '../../delivery/paths';
import { integrityOf, packFiles } from '../../delivery/release/tarball';

interface Version {
  readonly name: string;
  readonly version: string;
  readonly dist: { readonly tarball: string; readonly integrity: string };
}

interface Package {
  readonly name: string;
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, Version>;
}

/** Body of `npm publish`. */
interface Publication extends Package {
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

/** A small npm registry on loopback, for publishing and installing. It has fflate, a dependency of the module. */
export class NpmRegistry {
  readonly #packages = new Map<string, Package>();
  readonly #tarballs = new Map<string, Uint8Array>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<NpmRegistry> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const registry = new NpmRegistry(server);
    server.on('request', (request: IncomingMessage, response) => {
      void registry.answer(request).then(
        ({ status, body }) => response.writeHead(status).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    registry.addInstalled('fflate');
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @returns the lock file of the checkout, with the hashes that the packages have here */
  lockFile(): string {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { integrity?: string }>;
    };
    for (const { name, versions } of this.#packages.values()) {
      const [version] = Object.values(versions);
      const locked = lock.packages[`node_modules/${name}`];
      if (locked && version) locked.integrity = version.dist.integrity;
    }
    return `${JSON.stringify(lock, undefined, 2)}\n`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: Uint8Array | string }> {
    const path = decodeURIComponent(new URL(request.url ?? '/', this.url).pathname.slice(1));
    if (request.method === 'PUT') {
      this.publish(JSON.parse((await buffer(request)).toString('utf8')) as Publication);
      return { status: 201, body: '{"ok":true}' };
    }
    const found = this.#tarballs.get(path) ?? this.render(path);
    return found === undefined ? { status: 404, body: '{"error":"not found"}' } : { status: 200, body: found };
  }

  private render(name: string): string | undefined {
    const found = this.#packages.get(name);
    return found && JSON.stringify(found);
  }

  private publish({ name, versions, 'dist-tags': tags, _attachments: attachments }: Publication): void {
    const [attachment] = Object.values(attachments);
    for (const version of Object.values(versions)) this.add(version, Buffer.from(attachment?.data ?? '', 'base64'));
    Object.assign(this.#packages.get(name)?.['dist-tags'] ?? {}, tags);
  }

  private add(manifest: { readonly name: string; readonly version: string }, tarball: Uint8Array): void {
    const { name, version } = manifest;
    const path = `${name}/-/${name}-${version}.tgz`;
    const known = this.#packages.get(name) ?? { name, 'dist-tags': { latest: version }, versions: {} };
    const dist = { tarball: `${this.url}/${path}`, integrity: integrityOf(tarball) };
    known.versions[version] = { ...manifest, dist };
    this.#packages.set(name, known);
    this.#tarballs.set(path, tarball);
  }

  private addInstalled(name: string): void {
    const folder = join(ROOT, 'node_modules', name);
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = paths.filter((path) => statSync(join(folder, path)).isFile());
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    this.add(
      { name, version },
      packFiles(Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path))]))),
    );
  }
}
