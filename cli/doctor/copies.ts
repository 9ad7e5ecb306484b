import type { ReplicationKind } from '../../functions/dr-operations/replication/traits';
import type { StatusResult } from '../../functions/dr-operations/result';
import type { UpCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import type { SeenSeal } from '../init/seal-status';
import type { CommunityKind } from '../replication/unsupported';
import { duration } from '../render/phrases';
import { ok, unknown, wrong, type Check } from './check';

/** As in the Lambda `snapshot-puller`: with a larger difference nobody knows how old a copy is. */
const MAX_SKEW_MS = 30_000;

/** What one region sees of the copies: their age, the marker, the clocks. Pure. */
export function judgeCopies(settings: EnvironmentSettings, region: string, status: StatusResult): Check[] {
  const { replication } = settings;
  if (replication === 'enterprise') return [];
  const secondary = CLUSTER_NAMES.find((name) => upIn(status, name)?.mode === 'secondary');
  return [
    ...CLUSTER_NAMES.flatMap((name) => judgeUnclear(region, name, status)),
    ...(secondary === undefined ? [] : JUDGES[replication](settings, region, secondary, status)),
    ...judgeClocks(region, status),
  ];
}

const upIn = ({ clusters }: StatusResult, name: ClusterName): UpCluster | undefined => {
  const { observation } = clusters[name];
  return observation.kind === 'up' ? observation : undefined;
};

/** Why a cluster that answers is neither primary nor secondary, such as a marker beside data. */
function judgeUnclear(region: string, name: ClusterName, { clusters }: StatusResult): Check[] {
  const { observation } = clusters[name];
  if (observation.kind !== 'changing') return [];
  const remedy =
    'If the Lambda cannot log in there: apply the stack again, check the AWS auth method, its role and its server id, and ' +
    "the plugin of OpenBao. Vault's own log says why a login failed.";
  return [wrong(`Lambda ${region} → role of ${name}`, observation.detail, remedy)];
}

type JudgeSecondary = (
  settings: EnvironmentSettings,
  region: string,
  secondary: ClusterName,
  status: StatusResult,
) => Check[];

const JUDGES: Readonly<Record<CommunityKind, JudgeSecondary>> = {
  snapshot: ({ snapshotIntervalSeconds: every = 60, ...settings }, region, secondary, status) => {
    const { lastWal, lastRemoteWal, canaryAgeMs, state } = upIn(status, secondary) ?? {};
    const hop = `Lambda ${region} → files for ${secondary}`;
    const puller = `Read the log of snapshot-puller in ${settings[secondary].region}: its last error says what to do.`;
    if (lastWal !== undefined) {
      const detail = `${secondary} is sealed and has data of its own, so nothing is copied to it`;
      return [
        wrong(
          hop,
          detail,
          `Run vault-dr rejoin ${settings.name}: it parks ${secondary}, or says what a person has to do.`,
        ),
      ];
    }
    const parked = ok(`Lambda ${region} → ${secondary} marker`, `${settings.mount}/parked is there, and nothing else`);
    if (canaryAgeMs === undefined) return [parked, wrong(hop, 'there is no file yet', puller)];
    const detail = `the newest one is ${duration(canaryAgeMs)} old, with raft index ${lastRemoteWal}`;
    if (state === 'idle') return [parked, wrong(hop, `${detail}, and one is due every ${every} s`, puller)];
    return [parked, ok(hop, detail)];
  },
  postgres: ({ name }, region, secondary, status) => {
    const { lastWal, lastRemoteWal, canaryAgeMs, connected } = upIn(status, secondary) ?? {};
    const from = upIn(status, otherCluster(secondary))?.lastWal;
    const hop = `Lambda ${region} → database of ${secondary}`;
    if (connected !== true) {
      const detail = lastWal === undefined ? 'it does not stream' : 'it is fenced, and no replica';
      const remedy = `Make it a streaming replica of the other one (pg_rewind, or pg_basebackup), then run vault-dr rejoin ${name}.`;
      return [wrong(hop, detail, remedy)];
    }
    const bytes =
      from === undefined || lastRemoteWal === undefined ? 'an unknown number of' : Math.max(0, from - lastRemoteWal);
    const age = canaryAgeMs === undefined ? '' : `, ${duration(canaryAgeMs)}`;
    return [ok(hop, `it streams, behind by ${bytes} bytes${age}`)];
  },
};

/** Both clusters report whole seconds, in one look. */
function judgeClocks(region: string, status: StatusResult): Check[] {
  const [home, away] = CLUSTER_NAMES.map((name) => upIn(status, name)?.serverTimeMs);
  if (home === undefined || away === undefined) return [];
  const hop = `Lambda ${region} → clocks of both clusters`;
  const skewMs = Math.abs(home - away);
  if (skewMs <= MAX_SKEW_MS) return [ok(hop, `differ by at most ${duration(skewMs + 1_000)}`)];
  return [
    wrong(hop, `differ by ${duration(skewMs)}`, 'Synchronise them: the age of what is copied is told by these clocks.'),
  ];
}

/** Judges whether away can read what home has sealed, as far as it can be seen. Pure. */
export function judgeSeals(replication: ReplicationKind, home: SeenSeal | Error, away: SeenSeal | Error): Check[] {
  if (replication === 'enterprise') return [];
  if (home instanceof Error || away instanceof Error) {
    return [unknown('seals', 'at least one cluster cannot be reached from this machine')];
  }
  if (home.seal !== away.seal) {
    return [
      wrong(
        'seals',
        `home has ${home.seal}, away ${away.seal}`,
        'Give both the same seal with the same key: otherwise neither can read the data of the other one.',
      ),
    ];
  }
  if (!home.opensItself || !away.opensItself) {
    return [
      wrong(
        'seals',
        `both have ${home.seal}, which does not open by itself`,
        'Configure auto-unseal for both clusters.',
      ),
    ];
  }
  return [ok('seals', `both have ${home.seal}. Whether it is the same key is not told by Vault`)];
}
