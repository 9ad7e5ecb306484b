import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { nameOf } from '../private/names';
import { validateCluster, validatePair, validateWitness } from '../validation/clusters';
import { validateDrill } from '../validation/drill';
import { validateFunctions } from '../validation/functions';
import { validateClientName, validateNames } from '../validation/names';
import { known, when, whole } from '../validation/rules';
import { validateVaultAccess } from '../validation/vault-access';
import { validateWatch } from '../validation/watch';
import {
  isPostgresPair,
  type CommunityNodes,
  type CommunityVaultDrProps,
  type SnapshotPairProps,
} from './community-vault-dr-props';
import { validatePostgresPair } from './postgres-validation';

/** What the servers take to stop, with a margin, seconds. */
const LEAST_FENCE_SECONDS = 30;
const MOST_FENCE_SECONDS = 300;
/** Limit of S3, characters. */
const MOST_BUCKET_NAME = 63;
/** Length of an AWS account id. */
const ACCOUNT = '-111111111111';
const MOUNT = /^[\w-]+(\/[\w-]+)*$/;
const UNIT = /^[A-Za-z0-9@_.-]+\.service$/;

/** Folders of the system, in which no program keeps data of its own. */
const SYSTEM = ['bin', 'boot', 'dev', 'etc', 'lib', 'lib32', 'lib64', 'proc', 'root', 'run', 'sbin', 'sys', 'usr'];
/** Below one of the folders of the root: /opt or /var themselves are not Vault's. */
const DATA_PATH = /^(\/[\w.-]+){2,}$/;

/** Whether the operations park an old primary. */
export const parksBySystem = ({ parkBySystem, home, away }: SnapshotPairProps): boolean =>
  (parkBySystem ?? true) && home.nodes.dataPath !== undefined && away.nodes.dataPath !== undefined;

/** Finds every problem of the props. @returns for each problem, what is wrong and what to do */
export function validateCommunityVaultDrProps(props: CommunityVaultDrProps): string[] {
  const { home, away, operationTimeoutSeconds } = props;
  return [
    ...validateNames(props),
    ...validateClientName(props),
    ...validateCluster('home', home, props.clientName),
    ...validateCluster('away', away, props.clientName),
    ...validatePair(props),
    ...(isPostgresPair(props) ? validatePostgresPair(props) : validateSnapshotPair(props)),
    ...validateWitness(props),
    ...validateSelfFence(props),
    ...validateVaultAccess(props),
    ...validateFunctions(props),
    ...validateWatch(props),
    ...validateDrill(props),
    ...whole('operationTimeoutSeconds', operationTimeoutSeconds, 300, 900),
  ];
}

/** Servers that do not stop would serve beside the promoted cluster. */
function validateSelfFence(props: CommunityVaultDrProps): string[] {
  const { selfFence = false, witness, fenceAfterSeconds } = props;
  const cannot = CLUSTER_NAMES.filter((cluster) => props[cluster].stopsByItself !== true);
  return [
    ...when(
      selfFence && witness === undefined,
      'selfFence needs a witness: give witness, a third region, because two tables have no majority when one region is lost.',
    ),
    ...when(
      selfFence && cannot.length > 0,
      `selfFence is set, and the servers of ${cannot.join(' and ')} do not stop by themselves: give VaultCluster its selfFence, roll the servers, and then set it here.`,
    ),
    ...when(
      !selfFence && fenceAfterSeconds !== undefined,
      'fenceAfterSeconds is given without selfFence: leave it out, because nothing stops after that time.',
    ),
    ...whole('fenceAfterSeconds', fenceAfterSeconds, LEAST_FENCE_SECONDS, MOST_FENCE_SECONDS),
  ];
}

function validateSnapshotPair(props: SnapshotPairProps): string[] {
  const { home, away, replication } = props;
  const bucket = `${nameOf('vault-dr-copies', props, 'home')}${ACCOUNT}`;
  return [
    ...when(
      known(bucket) && bucket.length > MOST_BUCKET_NAME,
      `environment and identifier are too long: shorten them, because S3 allows ${MOST_BUCKET_NAME} characters and the bucket name "${bucket}" has ${bucket.length}.`,
    ),
    ...validateNodes('home', home.nodes),
    ...validateNodes('away', away.nodes),
    ...when(
      props.parkBySystem === true && !parksBySystem(props),
      'parkBySystem needs home.nodes.dataPath and away.nodes.dataPath: give the folder of the raft storage on the servers of both clusters.',
    ),
    ...when(
      home.vaultProvider === away.vaultProvider,
      'home.vaultProvider and away.vaultProvider are the same: each cluster needs its own, because nothing is replicated between them.',
    ),
    ...validateReplication(replication),
    ...when(
      props.drill?.schedule !== undefined && !parksBySystem(props),
      'drill.schedule needs home.nodes.dataPath and away.nodes.dataPath: without them a person parks the old primary, so that a drill could not switch back.',
    ),
  ];
}

function validateNodes(prop: string, { tagKey, tagValue, service, dataPath }: CommunityNodes): string[] {
  return [
    ...when(
      known(tagKey) && !/^[\w.:/+@-]{1,128}$/.test(tagKey),
      `${prop}.nodes.tagKey is "${tagKey}": give the key of an EC2 tag, without "=" and without spaces.`,
    ),
    ...when(
      known(tagValue) && !/^[\w.:/+@-]{1,256}$/.test(tagValue),
      `${prop}.nodes.tagValue is "${tagValue}": give the value of that tag, without spaces.`,
    ),
    ...when(
      known(service) && !UNIT.test(service ?? ''),
      `${prop}.nodes.service is "${service}": give the name of a systemd unit, as in "vault.service".`,
    ),
    ...when(
      known(dataPath) && !isDataPath(dataPath ?? ''),
      `${prop}.nodes.dataPath is "${dataPath}": give the folder of the raft storage as an absolute path, as in "/opt/vault/data". It must not be a folder of the system.`,
    ),
  ];
}

function isDataPath(path: string): boolean {
  const parts = path.split('/').slice(1);
  return DATA_PATH.test(path) && !parts.some((part) => /^\.+$/.test(part)) && !SYSTEM.includes(parts[0] ?? '');
}

function validateReplication({
  intervalSeconds,
  keepDays,
  maxFileMib,
  mount,
}: SnapshotPairProps['replication']): string[] {
  return [
    ...when(
      !(intervalSeconds % 60 === 0 && intervalSeconds >= 60 && intervalSeconds <= 3_600),
      `replication.intervalSeconds is ${intervalSeconds}: give whole minutes, from 60 to 3600.`,
    ),
    ...whole('replication.keepDays', keepDays, 1, 365),
    ...whole('replication.maxFileMib', maxFileMib, 1, 1024),
    ...when(
      known(mount) && !MOUNT.test(mount),
      `replication.mount is "${mount}": give a mount path of letters, digits, _ and -, without a slash at either end.`,
    ),
  ];
}
