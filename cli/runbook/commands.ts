import { fenceKey } from '../../functions/dr-operations/contract';
import type { ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { moveNameCommands } from '../render/calls';
import type { PlannedCall, PlannedStep } from '../render/calls';
import { END_SESSIONS } from '../render/calls/postgres';

/** Variables that hold secrets. Commands pass them on standard input, because other users can read arguments. */
const VARIABLES: Readonly<Record<string, string>> = {
  '<operation token>': 'DR_OPERATION_TOKEN',
  '<secondary token>': 'SECONDARY_TOKEN',
};

/**
 * The calls of a step as commands of the Vault CLI and the AWS CLI.
 *
 * @param lastFile the file that a person takes of the primary in the same plan. The bucket has only older ones
 */
export function commandsOf(settings: EnvironmentSettings, step: PlannedStep, lastFile?: string): string[] {
  const { calls, cluster } = step;
  if (step.kind === 'link' && settings.replication === 'snapshot') return parkingCommands(settings, cluster);
  return calls.flatMap((call) => {
    const commands = commandsOfCall(settings, call, cluster, lastFile);
    return call.onlyIf === undefined ? commands : [`# only if ${call.onlyIf}:`, ...commands];
  });
}

/** The file that a person takes before a primary hands over. @returns `undefined` if none is taken, and one of the bucket is restored */
export function lastFileOf(steps: readonly PlannedStep[]): string | undefined {
  const demoted = steps.find(({ kind, calls }) => kind === 'demote' && calls.some(isSave))?.cluster;
  const isRestored = steps.some(({ kind }) => kind === 'promote');
  return demoted !== undefined && isRestored ? fileOf(demoted) : undefined;
}

const isSave = ({ call }: PlannedCall): boolean => call === 'GET /v1/sys/storage/raft/snapshot';

/** The last file of a cluster has a name of its own, so that no file of the bucket replaces it. */
const fileOf = (cluster: ClusterName): string => `last-${cluster}.snap`;

/** A person keeps the keys of the cluster that they make, and needs no file of a parked one. */
const parkingCommands = ({ mount, ...settings }: EnvironmentSettings, cluster: ClusterName): string[] => [
  `# Empty its servers (an instance refresh does that), initialise ${cluster} with vault-dr init, and apply its Vault settings. Then:`,
  `vault write -address=${settings[cluster].address} ${mount}/parked by="$USER"`,
];

function commandsOfCall(
  settings: EnvironmentSettings,
  call: PlannedCall,
  cluster: ClusterName,
  lastFile: string | undefined,
): readonly string[] {
  switch (call.service) {
    case 'Vault':
      return fileOfVault(call, cluster, lastFile) ?? vaultCommand(call, settings);
    case 'S3':
      return lastFile === undefined ? fileCommand(settings, call, cluster) : lastFileCommand(call, lastFile);
    case 'Systems Manager':
      return serverCommand(settings, call, cluster);
    case 'PostgreSQL':
      return sqlCommand(call);
    case 'DynamoDB':
      return rowCommands(settings, cluster);
    case 'Route 53':
      return nameCommand(settings, call, cluster);
  }
}

/** The rows that tell the servers to stop. The table of the witness has the same name. */
function rowCommands({ journalTable, home, away, witnessRegion }: EnvironmentSettings, cluster: ClusterName): string[] {
  const key = JSON.stringify({ pk: { S: fenceKey(cluster) }, sk: { S: fenceKey(cluster) } });
  return [home.region, away.region, ...(witnessRegion === undefined ? [] : [witnessRegion])].map(
    (region) => `aws dynamodb delete-item --region ${region} --table-name ${journalTable} --key '${key}'`,
  );
}

const nameCommand = (settings: EnvironmentSettings, call: PlannedCall, cluster: ClusterName): readonly string[] =>
  call.call === 'ChangeResourceRecordSets'
    ? moveNameCommands(settings, cluster)
    : ['aws route53 wait resource-record-sets-changed --id <the id that the change printed>'];

/** The raft index of a file is in it. */
const lastFileCommand = ({ call, until }: PlannedCall, lastFile: string): string[] =>
  call.startsWith('ListObjectsV2') ? [`tar -xzOf ${lastFile} meta.json  # until ${until ?? 'it is known'}`] : [];

/** What takes or restores a file. */
function fileOfVault(call: PlannedCall, cluster: ClusterName, lastFile = 'restore.snap'): string[] | undefined {
  const where = `-address=${call.at}`;
  if (isSave(call)) {
    const file = fileOf(cluster);
    return [`vault operator raft snapshot save ${where} ${file}`, `tar -xzOf ${file} meta.json  # its raft index`];
  }
  if (call.call !== 'POST /v1/sys/storage/raft/snapshot') return undefined;
  return [`vault operator raft snapshot restore ${where} ${lastFile}`];
}

/** A file that a person takes stays on their machine. */
function fileCommand(
  { home, away }: EnvironmentSettings,
  { call, at, until }: PlannedCall,
  cluster: ClusterName,
): string[] {
  const bucket = `s3://${at}`;
  if (call.startsWith('ListObjectsV2')) {
    const { region } = cluster === 'home' ? home : away;
    return [
      `aws s3 ls --region ${region} ${bucket}/snapshots/ | tail -n 1${until === undefined ? '' : `  # until ${until}`}`,
    ];
  }
  if (!call.startsWith('GetObject')) return [];
  const { region } = cluster === 'home' ? home : away;
  return [
    `newest="$(aws s3 ls --region ${region} ${bucket}/snapshots/ | awk '{ print $NF }' | sort | tail -n 1)"`,
    `aws s3 cp --region ${region} "${bucket}/snapshots/$newest" restore.snap`,
  ];
}

function serverCommand(
  { nodesDocument, ...settings }: EnvironmentSettings,
  { body }: PlannedCall,
  cluster: ClusterName,
): string[] {
  const { region, nodesTag = '<key>=<value>' } = settings[cluster];
  const [key, value] = nodesTag.split('=');
  const parameters = Object.entries(body ?? {}).map(([name, text]) => `${name}=${String(text)}`);
  return [
    `aws ssm send-command --region ${region} --document-name ${nodesDocument} --targets Key=tag:${key},Values=${value} ` +
      `--parameters '${parameters.join(',')}'`,
  ];
}

function sqlCommand({ call, at, until }: PlannedCall): string[] {
  const database = at.endsWith('home') ? '"$HOME_DB"' : '"$AWAY_DB"';
  const statement = SQL[call] ?? call;
  return [`psql ${database} -c "${statement}"${until === undefined ? '' : `  # until ${until}`}`];
}

/** Statements whose call says what they do. */
const SQL: Readonly<Record<string, string>> = {
  [END_SESSIONS]:
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL',
};

function vaultCommand(
  { call, at, body = {}, until }: PlannedCall,
  { replication, mount }: EnvironmentSettings,
): string[] {
  const [method, url = ''] = call.split(' ');
  const path = url.replace('/v1/', '');
  const where = `-address=${at}`;
  const special = OWN_COMMANDS[`${method} ${path.split('/').slice(-2).join('/')}`];
  if (special) return [special(where)];
  if (method === 'POST' && path === `${mount}/canary`) {
    return [`vault write ${where} ${path} at="$(date -u +%Y-%m-%dT%H:%M:%S.000Z)"`];
  }
  if (method === 'GET' && path === 'sys/health' && replication !== 'enterprise') {
    return [`vault status ${where}  # until ${until ?? 'it answers'}`];
  }
  if (method === 'GET') {
    // The replication status is enough for a person.
    return path === 'sys/health' ? [] : [`vault read ${where} -format=json ${path}  # until ${until ?? 'it answers'}`];
  }
  const fields = Object.entries(body).map(([name, value]) => [name, String(value)] as const);
  if (path.endsWith('/secondary-token')) {
    return [`SECONDARY_TOKEN=$(vault write ${where} -field=wrapping_token ${path} ${plain(fields)})`];
  }
  if (!fields.some(([, value]) => value in VARIABLES)) {
    return [`vault write ${where} ${fields.length === 0 ? `-f ${path}` : `${path} ${plain(fields)}`}`];
  }
  const json = fields.map(
    ([name, value]) => `"${name}":${value === 'true' ? value : `"${value in VARIABLES ? '%s' : value}"`}`,
  );
  const values = fields.flatMap(([, value]) => (value in VARIABLES ? [`"$${VARIABLES[value]}"`] : []));
  return [`printf '{${json.join(',')}}' ${values.join(' ')} | vault write ${where} ${path} -`];
}

/** Calls for which the CLI of Vault has a command of its own. */
const OWN_COMMANDS: Readonly<Record<string, (where: string) => string>> = {
  'POST sys/seal': (where) => `vault operator seal ${where}`,
};

const plain = (fields: readonly (readonly [string, string])[]): string =>
  fields.map(([name, value]) => `${name}=${value}`).join(' ');
