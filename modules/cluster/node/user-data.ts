import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { binaryOf } from '../product';
import { renderConfiguration, renderSeal } from './configuration';
import type { NodeSettings } from './settings';

/** What AWS takes, bytes. */
const MOST_BYTES = 16_384;
/** Room for the values that are known at the apply only, such as an ARN. */
const RESERVE_BYTES = 1024;
/** Where the node keeps the files of its user data. `NODE_ROOT` is empty on a node. */
const HOME = '/opt/vault-node';
const FILES = [
  'common.sh',
  'certificate.sh',
  'boot.sh',
  'agent.sh',
  'vault.service',
  'vault-node.service',
  'logrotate.conf',
] as const;
/** The files of a node that stops Vault by itself. */
const GUARD_FILES = ['guard.sh', 'vault-guard.service', 'guarded.conf'] as const;

/**
 * The user data of a node: a script that writes files and runs one of them. It contains no secret, and nothing is downloaded.
 * A launch template takes it compressed (`base64gzip`), which cloud-init undoes.
 *
 * @throws Error when it is larger than AWS takes
 */
export function renderUserData(settings: NodeSettings): string {
  const files: Readonly<Record<string, string>> = {
    'settings.sh': renderSettings(settings),
    ...Object.fromEntries(
      [...FILES, ...(settings.selfFence ? GUARD_FILES : [])].map((name) => [
        name,
        readFileSync(join(__dirname, name), 'utf8'),
      ]),
    ),
    'vault.hcl': renderConfiguration(settings),
    'storage.hcl': settings.storage.stanza,
    'seal.hcl': renderSeal(settings),
  };
  const text = [
    '#!/bin/bash',
    'set -euo pipefail',
    'umask 022',
    `home=\${NODE_ROOT:-}${HOME}`,
    'mkdir -p "$home"',
    ...Object.entries(files).map(([name, content]) => `cat > "$home/${name}" <<'END'\n${content.trimEnd()}\nEND`),
    'exec bash "$home/boot.sh"',
    '',
  ].join('\n');
  const bytes = gzipSync(text).length + RESERVE_BYTES;
  if (bytes > MOST_BYTES)
    throw new Error(`The user data has ${bytes} bytes, and AWS takes ${MOST_BYTES}: give fewer or shorter names.`);
  return text;
}

/** Settings of the scripts, as the shell reads them. An empty one is not given. */
function renderSettings(settings: NodeSettings): string {
  const { product, tls, hooks, login, devices, snapshots, sealPlugin, selfFence, storage } = settings;
  const values: Readonly<Record<string, string | number>> = {
    PRODUCT: product,
    BINARY: binaryOf(product),
    VERSION: settings.version,
    REGION: settings.region,
    CLUSTER_NAME: settings.name,
    NAMES: [settings.name, ...settings.otherNames].join(' '),
    JOIN_KEY: settings.joinTag.key,
    JOIN_VALUE: settings.joinTag.value,
    STORAGE: storage.kind,
    STORAGE_LOGIN_ARN: storage.login?.secretArn ?? '',
    STORAGE_LOGIN: storage.login?.entry ?? '',
    PLUGIN: sealPlugin?.command ?? '',
    PLUGIN_SHA256: sealPlugin?.sha256 ?? '',
    TLS_KIND: tls.kind,
    TLS_ARN: tls.kind === 'secret' ? tls.secretArn : tls.caArn,
    TLS_DAYS: tls.kind === 'secret' ? '' : tls.validityDays,
    LICENSE_ARN: settings.licenseSecretArn ?? '',
    GROUP: settings.group,
    LAUNCH_HOOK: hooks.launch,
    TERMINATE_HOOK: hooks.terminate,
    LOGIN_MOUNT: login.mount,
    LOGIN_ROLE: login.role,
    DATA_DEVICE: devices.data ?? '',
    AUDIT_DEVICE: devices.audit,
    SNAPSHOT_BUCKET: snapshots?.bucket ?? '',
    SNAPSHOT_PREFIX: snapshots?.prefix ?? '',
    SNAPSHOT_MINUTES: snapshots?.everyMinutes ?? '',
    AUTO_HEAL: settings.autoHeal ? 'yes' : '',
    METRIC_NAMESPACE: settings.metricNamespace,
    ...(selfFence && {
      FENCE_TABLE: selfFence.table,
      FENCE_KEY: selfFence.key,
      FENCE_REGIONS: selfFence.regions.join(' '),
    }),
  };
  return [
    ...Object.entries(values).map(([name, value]) => `${name}=${quoted(String(value))}`),
    `home=\${NODE_ROOT:-}${HOME}`,
    '',
  ].join('\n');
}

/** A word of the shell, whatever is in it. */
const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
