import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateProgram } from '../../../delivery/terraform/locate';
import { TERRAFORM, type PinnedProgram } from '../../../delivery/terraform/versions';
import { zipFiles } from '../../../functions/zip';

/** A version that does not exist, so it is on no PATH. */
const VERSION = '0.0.1';
const zip = zipFiles({ terraform: Buffer.from(`#!/bin/sh\necho '{"terraform_version":"${VERSION}"}'\n`) });
const sha256 = createHash('sha256').update(zip).digest('hex');
const platforms = (hash: string): Record<string, string> =>
  Object.fromEntries(Object.keys(TERRAFORM.sha256).map((platform) => [platform, hash]));

let server: Server;
let folder: string;
let downloads: number;

const pinned = (hash: string, path = 'terraform.zip'): PinnedProgram => ({
  version: VERSION,
  sha256: platforms(hash),
  url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
});

beforeEach(async () => {
  downloads = 0;
  folder = mkdtempSync(join(tmpdir(), 'terraform-install-'));
  server = createServer((request, response) => {
    downloads += 1;
    response.writeHead(request.url === '/terraform.zip' ? 200 : 404).end(zip);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await once(server.close(), 'close');
});

describe('a Terraform that is not installed', () => {
  it('is downloaded once, when it has the pinned checksum', async () => {
    const program = await locateProgram('terraform', pinned(sha256), folder);
    expect(program).toEqual({ name: 'terraform', command: join(folder, `terraform-${VERSION}`), version: VERSION });
    await locateProgram('terraform', pinned(sha256), folder);
    expect([existsSync(program.command), downloads]).toEqual([true, 1]);
  });

  it('is refused with another checksum, and not installed', async () => {
    await expect(locateProgram('terraform', pinned('0'.repeat(64)), folder)).rejects.toThrow(
      `is ${sha256} instead of ${'0'.repeat(64)}: do not use it`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what to do when it cannot be downloaded', async () => {
    await expect(locateProgram('terraform', pinned(sha256, 'gone.zip'), folder)).rejects.toThrow(
      /^terraform 0\.0\.1 is not on PATH, and http:\S+ cannot be downloaded \(HTTP 404\): put that version on PATH$/,
    );
  });
});

describe('the program that TF names', () => {
  it('is terraform or tofu', async () => {
    await expect(locateProgram('terragrunt')).rejects.toThrow('TF=terragrunt is unknown: use terraform or tofu');
  });

  it('says which OpenTofu is needed when there is none', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      await expect(locateProgram('tofu')).rejects.toThrow(
        'TF=tofu needs OpenTofu 1.10.0 or newer on PATH, and there is none: install it, or unset TF',
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});
