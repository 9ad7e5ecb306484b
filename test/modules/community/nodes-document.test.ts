import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotPairProps } from 'cdktf-vault-dr';
import { synthesiseCommunity, withDataPath } from './synthesise-community';

interface Content {
  readonly parameters: { readonly Action: { readonly allowedValues: readonly string[] } };
  readonly mainSteps: readonly [{ readonly inputs: { readonly runCommand: readonly string[] } }];
}

const contentOf = (change: (valid: SnapshotPairProps) => SnapshotPairProps): Content => {
  const [document] = Object.values(synthesiseCommunity(change).resource['aws_ssm_document'] ?? {});
  return JSON.parse(String(document?.['content'])) as Content;
};

describe('the SSM document', () => {
  it('deletes nothing if nobody says where the data are', () => {
    const { parameters, mainSteps } = contentOf((valid) => valid);
    expect(parameters.Action.allowedValues).toEqual(['restart', 'stop']);
    expect(mainSteps[0].inputs.runCommand.join()).not.toContain('vault.db');
  });

  it('deletes nothing if the system must not park', () => {
    const { parameters } = contentOf((valid) => ({ ...withDataPath('/opt/vault/data')(valid), parkBySystem: false }));
    expect(parameters.Action.allowedValues).toEqual(['restart', 'stop']);
  });
});

describe('the script of the SSM document, run by a shell', () => {
  const root = mkdtempSync(join(tmpdir(), 'vault-dr-document-'));
  const dataPath = join(root, 'data');
  const bin = join(root, 'bin');
  const calls = join(root, 'calls');
  const running = join(root, 'running');
  const enabled = join(root, 'enabled');
  const readOnly = join(root, 'read-only');
  const atBoot = join(root, 'vault-dr-at-boot');
  const commands = contentOf(withDataPath(dataPath)).mainSteps[0].inputs.runCommand.join('\n');
  const script = commands.replaceAll('/var/lib/', `${root}/`);
  const file = (...names: string[]): string => join(dataPath, ...names);

  beforeAll(() => {
    mkdirSync(bin);
    const systemctl = [
      '#!/bin/sh',
      `[ "$1" = is-active ] && exec test -e ${running}`,
      `[ "$1" = is-enabled ] && exec test -e ${enabled}`,
      `echo "$@" >> ${calls}`,
      `[ -e ${readOnly} ] && case "$1" in enable|disable) exit 1 ;; esac`,
      `case "$1" in enable) touch ${enabled} ;; disable) rm -f ${enabled} ;; esac`,
    ];
    writeFileSync(join(bin, 'systemctl'), systemctl.join('\n'));
    chmodSync(join(bin, 'systemctl'), 0o755);
  });
  beforeEach(() => {
    rmSync(dataPath, { recursive: true, force: true });
    rmSync(calls, { force: true });
    for (const state of [running, enabled, readOnly, atBoot]) rmSync(state, { force: true });
    mkdirSync(file('raft', 'snapshots'), { recursive: true });
    writeFileSync(file('vault.db'), 'data');
    writeFileSync(file('raft', 'raft.db'), 'data');
    writeFileSync(file('snapshot.part'), 'of somebody else');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const run = (action: string, only = 'none', except = 'none'): void => {
    const text = script
      .replaceAll('{{ Action }}', action)
      .replaceAll('{{ Except }}', except)
      .replaceAll('{{ Only }}', only);
    execFileSync('sh', ['-c', text], { env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` }, stdio: 'pipe' });
  };
  const called = (): string[] => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);

  it('deletes what raft storage has, and nothing else in its folder', () => {
    run('wipe');
    expect(readdirSync(dataPath).sort()).toEqual(['snapshot.part', 'vault-dr-emptied']);
    expect(called()).toEqual(['stop vault.service']);
  });

  it('deletes nothing where Vault was stopped and runs again', () => {
    writeFileSync(running, '');
    expect(() => run('wipe-stopped')).toThrow('look at what was written since');
    expect(existsSync(file('vault.db'))).toBe(true);
    expect(called()).toEqual([]);
  });

  it('deletes where Vault was stopped and still is', () => {
    run('wipe-stopped');
    expect(readdirSync(dataPath).sort()).toEqual(['snapshot.part', 'vault-dr-emptied']);
  });

  it('can delete again after it was killed, and removes its own note when Vault starts', () => {
    run('wipe');
    run('wipe');
    run('start');
    expect(readdirSync(dataPath)).toEqual(['snapshot.part']);
    expect(called()).toEqual(['stop vault.service', 'stop vault.service', 'start vault.service']);
  });

  it('fails in a folder that is not the one of Vault, because Vault would begin with its data again', () => {
    rmSync(file('vault.db'));
    expect(() => run('wipe')).toThrow('correct nodes.dataPath');
    expect(existsSync(file('raft', 'raft.db'))).toBe(true);
  });

  it('does nothing on a server that is left out, or if another one is meant', () => {
    writeFileSync(join(bin, 'hostname'), '#!/bin/sh\necho 10.0.0.7\n', { mode: 0o755 });
    run('restart', 'none', '10.0.0.7');
    run('restart', '10.0.0.8');
    expect(called()).toEqual([]);
    run('restart', '10.0.0.7');
    run('restart', 'none', '10.0.0.8');
    expect(called()).toEqual(['restart vault.service', 'restart vault.service']);
  });

  it('leaves a cluster that it stopped as a whole stopped at a boot, until Vault is wanted again', () => {
    writeFileSync(enabled, '');
    run('stop');
    run('stop');
    expect(called().slice(0, 2)).toEqual(['stop vault.service', 'disable vault.service']);
    expect(existsSync(enabled)).toBe(false);
    run('restart');
    expect(existsSync(enabled)).toBe(true);
    expect(called().slice(2)).toEqual(['stop vault.service', 'restart vault.service', 'enable vault.service']);
    run('restart');
    expect(called().slice(-1)).toEqual(['restart vault.service']);
  });

  it('begins Vault at a boot of a parked server again', () => {
    writeFileSync(enabled, '');
    run('stop');
    run('wipe-stopped');
    expect(existsSync(enabled)).toBe(false);
    run('start');
    expect(existsSync(enabled)).toBe(true);
  });

  it('leaves standbys that it stopped to a boot, and servers that something else begins to that', () => {
    writeFileSync(enabled, '');
    run('stop', 'none', '10.255.255.1');
    expect(existsSync(enabled)).toBe(true);
    rmSync(enabled);
    run('stop');
    run('start');
    expect(existsSync(enabled)).toBe(false);
  });

  it('stops and starts Vault also where its unit cannot be changed', () => {
    writeFileSync(enabled, '');
    writeFileSync(readOnly, '');
    run('stop');
    run('restart');
    expect(called()).toContain('stop vault.service');
    expect(called()).toContain('restart vault.service');
  });

  it.each(['restart', 'stop', 'start'])('deletes no data to %s Vault', (action) => {
    run(action);
    expect(existsSync(file('vault.db'))).toBe(true);
    expect(called()).toEqual([`${action} vault.service`]);
  });
});
