import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipFiles } from '../../../../functions/zip';
import { locateProgram } from '../../../../live/delivery/terraform/locate';
import { TERRAFORM, type PinnedProgram } from '../../../../live/delivery/terraform/versions';

/** A version that no PATH has. */
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

describe('a Terraform that is not there', () => {
  it('is downloaded once, when its checksum is the pinned one', async () => {
    const program = await locateProgram('terraform', pinned(sha256), folder);
    expect(program).toEqual({ name: 'terraform', command: join(folder, `terraform-${VERSION}`), version: VERSION });
    await locateProgram('terraform', pinned(sha256), folder);
    expect([existsSync(program.command), downloads]).toEqual([true, 1]);
  });

  it('is refused with another checksum, and nothing is left of it', async () => {
    await expect(locateProgram('terraform', pinned('0'.repeat(64)), folder)).rejects.toThrow(
      `has the SHA-256 ${sha256} and should have ${'0'.repeat(64)}: do not use it`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what to do when it cannot be had', async () => {
    await expect(locateProgram('terraform', pinned(sha256, 'gone.zip'), folder)).rejects.toThrow(
      /^terraform 0\.0\.1 is not on PATH and http:\S+ cannot be had \(HTTP 404\): put that version on PATH$/,
    );
  });
});

describe('the program that TF names', () => {
  it('is none but terraform and tofu', async () => {
    await expect(locateProgram('terragrunt')).rejects.toThrow('TF=terragrunt is unknown: use terraform or tofu');
  });

  it('says which OpenTofu is needed when there is none', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      await expect(locateProgram('tofu')).rejects.toThrow(
        'OpenTofu 1.10.0 or newer is needed, and none is on PATH: install it, or unset TF',
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});
