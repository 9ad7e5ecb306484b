import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { AWS_CLI } from './aws-cli';

/** Programs of the machine that the scripts of a node use. */
const REAL = [
  ...[
    'bash',
    'sh',
    'cat',
    'chmod',
    'cut',
    'date',
    'df',
    'dirname',
    'flock',
    'grep',
    'gzip',
    'mkdir',
    'mv',
    'printf',
    'rm',
    'sed',
  ],
  ...['sha256sum', 'sleep', 'sort', 'tail', 'tar', 'timeout', 'touch', 'blkid', 'curl', 'jq', 'openssl', 'kill'],
];

/** Programs that change a machine. These do less. */
const STAND_INS: Readonly<Record<string, string>> = {
  systemctl: `printf '%s\\n' "$@" | exec curl -fsS -m 60 --data-binary @- "$SERVICE_MANAGER"`,
  'systemd-notify': `printf '%s\\n' notify "$NOTIFYING_UNIT" "$@" | exec curl -fsS -m 60 --data-binary @- "$SERVICE_MANAGER"`,
  'mkfs.xfs': 'exec mkfs.ext4 -q -F "$2"',
  'mkfs.ext4': `exec ${which('mkfs.ext4') ?? 'mkfs.ext4'} "$@"`,
  mount: `while read -r device folder rest; do test "$folder" = "$1" && test -e "$device" && exec touch "$1/.mounted"; done < etc/fstab; exit 32`,
  mountpoint: 'test -e "$2/.mounted"',
  chown: 'exit 0',
  useradd: 'exit 0',
  id: 'exit 1',
  logrotate: 'exit 0',
};

export interface NodePrograms {
  /** Folder of the programs. */
  readonly folder: string;
  /** File to which every program appends its arguments. */
  readonly calls: string;
  /** Program of the product. */
  readonly binary: { readonly name: string; readonly path: string };
  /** Programs that the image lacks. @default [] */
  readonly without?: readonly string[];
}

/** Writes the programs of a node. Each notes its arguments, so that a secret among them is found. */
export function writeNodePrograms({ folder, calls, binary, without = [] }: NodePrograms): void {
  mkdirSync(folder, { recursive: true });
  const programs: Record<string, string> = {
    ...Object.fromEntries(REAL.map((name) => [name, `exec ${which(name) ?? name} "$@"`])),
    ...STAND_INS,
    aws: `exec ${resolve(AWS_CLI)} "$@"`,
    [binary.name]: `exec ${resolve(binary.path)} "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    if (without.includes(name)) continue;
    const note = `printf '%s ' ${name} "$@" >> '${calls}'; echo >> '${calls}'`;
    writeFileSync(join(folder, name), `#!/bin/dash\n${note}\n${script}\n`, { mode: 0o755 });
  }
}

/** Path of a program of the machine. */
function which(name: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);
}
