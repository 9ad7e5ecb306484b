import type { UpCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { isOlder } from '../../functions/shared/version';
import type { EnvironmentSettings } from '../config';
import type { PairProblem } from '../operations/assess';
import type { PairStatus } from '../operations/pair-status';
import { commandLine } from '../render/command-line';

/** What an upgrade is planned from. */
export interface UpgradeFacts {
  /** The version to upgrade to, e.g. `1.21.5`. */
  readonly to: string;
  readonly settings: Pick<EnvironmentSettings, 'name' | 'maxLagWals' | ClusterName>;
  readonly status: Pick<PairStatus, 'primary' | 'clusters' | 'problems' | 'unfinished' | 'underWay'>;
}

/** One step of an upgrade, for a person. */
export interface UpgradeStep {
  readonly kind: 'snapshot' | 'upgrade' | 'switchover' | 'rejoin' | 'failback';
  /** The cluster that it is about. */
  readonly cluster: ClusterName;
  readonly what: string;
  /** Lines for a shell. */
  readonly commands: readonly string[];
  /** Whether it can be left out. @default false */
  readonly isOptional?: true;
}

export interface UpgradePlan {
  readonly outcome: 'nothing' | 'planned' | 'refused';
  /** What is left to do, in order. Empty unless planned. */
  readonly steps: readonly UpgradeStep[];
  /** Why it is refused, and what to do. */
  readonly objections: readonly string[];
  /** What to know before it begins. */
  readonly warnings: readonly string[];
}

type Problem = PairProblem['kind'];

/** Problems that do not hinder an upgrade, and that a person should know of. */
const WARNINGS: readonly Problem[] = [
  'license-expires',
  'token-short-lived',
  'automatic-paused',
  'automatic-unacknowledged',
  'automatic-unknown',
  'name-server-elsewhere',
  'other-release',
];
/** What the upgrade itself causes between the switchover and the rejoin. */
const OF_THE_HANDOVER: readonly Problem[] = ['follower-older', 'not-following', 'copying', 'proof-due'];
/** An upgrade over more releases than this should have been tried before. */
const FAR_RELEASES = 2;

/** How far an upgrade is: before the switchover, after it, or with the new version on both clusters. */
type Phase = 'before' | 'handed-over' | 'upgraded';

/** A pair that can be looked at: one primary, and another cluster that answers. */
interface Seen {
  readonly primary: ClusterName;
  readonly other: ClusterName;
  readonly versions: Readonly<Record<ClusterName, string>>;
  readonly leader: UpCluster;
  readonly follower: UpCluster;
}

/** Says what is left of an upgrade, from what both clusters are now. So it can be asked again after each step. Pure. */
export function planUpgrade(facts: UpgradeFacts): UpgradePlan {
  const seen = see(facts);
  if (Array.isArray(seen)) return refused(seen);
  const phase = phaseOf(facts, seen);
  const problems = problemObjections(facts, phase);
  const objections = [
    ...versionObjections(facts, seen, phase),
    ...problems,
    ...(phase === 'before' && problems.length === 0 ? linkObjections(facts, seen) : []),
  ];
  if (objections.length > 0) return refused(objections);
  const steps = stepsFrom(facts, seen, phase);
  if (steps.length === 0) return { outcome: 'nothing', steps, objections, warnings: [] };
  return { outcome: 'planned', steps, objections, warnings: warningsFor(facts, seen) };
}

function phaseOf({ to }: UpgradeFacts, { versions, primary, other }: Seen): Phase {
  if (!same(versions[primary], to)) return 'before';
  return same(versions[other], to) ? 'upgraded' : 'handed-over';
}

const refused = (objections: readonly string[]): UpgradePlan => ({
  outcome: 'refused',
  steps: [],
  objections,
  warnings: [],
});

/** @returns the pair, or why it cannot be looked at */
function see({ status, settings }: UpgradeFacts): Seen | string[] {
  const { primary, clusters, underWay } = status;
  if (underWay !== undefined) return [`An operation is running (${underWay}). Wait until it has ended.`];
  if (primary === undefined) {
    return [`It is not clear which cluster is primary. Look at "vault-dr status ${settings.name}" first.`];
  }
  const silent = CLUSTER_NAMES.filter((name) => upIn(clusters[name]?.observation)?.version === undefined);
  if (silent.length > 0) {
    return silent.map((name) => `The version of ${name} is not known, because it does not tell. Repair ${name} first.`);
  }
  const other = otherCluster(primary);
  const [leader, follower] = [primary, other].map((name) => upIn(clusters[name]?.observation)) as [
    UpCluster,
    UpCluster,
  ];
  const versions = { [primary]: leader.version, [other]: follower.version } as Record<ClusterName, string>;
  return { primary, other, versions, leader, follower };
}

const upIn = (observation: { readonly kind: string } | undefined): UpCluster | undefined =>
  observation?.kind === 'up' ? (observation as UpCluster) : undefined;

/** Builds of one release, such as `+ent`, are equal. */
const same = (a: string, b: string): boolean => !isOlder(a, b) && !isOlder(b, a);

function versionObjections({ to }: UpgradeFacts, { versions, primary, other }: Seen, phase: Phase): string[] {
  const back = CLUSTER_NAMES.filter((name) => isOlder(to, versions[name]));
  if (back.length > 0) {
    return back.map(
      (name) =>
        `${name} runs ${versions[name]}, which is newer than ${to}. Vault has no way back: its storage may have changed. ` +
        `To go back, restore a snapshot that was taken before.`,
    );
  }
  if (phase === 'before' && isOlder(versions[other], versions[primary])) {
    return [
      `${other} runs ${versions[other]}, and its primary ${primary} ${versions[primary]}: a secondary must not be older. ` +
        `Bring ${other} to ${versions[primary]} first (--to ${withoutBuild(versions[primary])}).`,
    ];
  }
  return [];
}

function problemObjections({ status, settings }: UpgradeFacts, phase: Phase): string[] {
  const isExpected = (kind: Problem): boolean =>
    kind === 'versions-differ' || WARNINGS.includes(kind) || (phase !== 'before' && OF_THE_HANDOVER.includes(kind));
  const unfinished =
    status.unfinished === undefined
      ? []
      : [
          `The ${status.unfinished.operation} to ${status.unfinished.to} has not ended. "vault-dr status ${settings.name}" says what ends it.`,
        ];
  const problems = status.problems.filter(({ kind }) => !isExpected(kind) && kind !== 'operation-unfinished');
  return [...unfinished, ...problems.map(({ text }) => text)];
}

const isStreaming = ({ mode, state }: UpCluster): boolean => mode === 'secondary' && state === 'stream-wals';

/** The secondary takes over, so it has to have what the primary has. */
function linkObjections({ settings }: UpgradeFacts, { other, primary, leader, follower }: Seen): string[] {
  if (!isStreaming(follower)) {
    return [
      `${other} does not stream from ${primary} (${follower.mode}, ${follower.state ?? 'state not known'}). ` +
        `Wait while it copies, or run "vault-dr rejoin ${settings.name}".`,
    ];
  }
  const lag = lagOf(leader, follower);
  return lag !== undefined && lag > settings.maxLagWals
    ? [
        `${other} is ${lag} WALs behind ${primary}, and ${settings.maxLagWals} are allowed. Wait until it has caught up.`,
      ]
    : [];
}

/** @returns the number of WALs; `undefined` if one of them is not reported */
export function lagOf({ lastWal }: UpCluster, { lastRemoteWal }: UpCluster): number | undefined {
  return lastWal === undefined || lastRemoteWal === undefined ? undefined : Math.max(0, lastWal - lastRemoteWal);
}

function stepsFrom(facts: UpgradeFacts, { versions, primary, other, follower }: Seen, phase: Phase): UpgradeStep[] {
  const { to, settings } = facts;
  const reason = `upgrade to ${to}`;
  switch (phase) {
    case 'upgraded':
      return isStreaming(follower) ? [] : [rejoin(settings, other), ...homeAgain(settings, primary)];
    case 'handed-over':
      return [upgradeOf(facts, other), rejoin(settings, other), ...homeAgain(settings, primary)];
    case 'before':
      return [
        ...(same(versions[other], to) ? [] : [snapshotOf(facts, primary), upgradeOf(facts, other)]),
        {
          kind: 'switchover',
          cluster: other,
          what: `Make ${other} primary. ${primary} is older then, and cannot follow it until it is upgraded too`,
          commands: [
            commandLine(settings, { operation: 'switchover', to: other }, '--dry-run'),
            commandLine(settings, { operation: 'switchover', to: other, reason }),
          ],
        },
        upgradeOf(facts, primary),
        rejoin(settings, primary),
        ...homeAgain(settings, other),
      ];
  }
}

const snapshotOf = ({ settings, to }: UpgradeFacts, primary: ClusterName): UpgradeStep => ({
  kind: 'snapshot',
  cluster: primary,
  what: `Take a snapshot of ${primary}: the only way back`,
  commands: [
    `vault operator raft snapshot save -address=${settings[primary].address} ${settings.name}-before-${to}.snap`,
  ],
});

const upgradeOf = ({ settings, to }: UpgradeFacts, cluster: ClusterName): UpgradeStep => ({
  kind: 'upgrade',
  cluster,
  what:
    `Upgrade ${cluster}: in its VaultCluster change version to ${to} and image to one that has it, and apply. ` +
    'The instance refresh replaces one node after the other; wait until it has ended',
  commands: [
    `aws autoscaling describe-instance-refreshes --region ${settings[cluster].region} --auto-scaling-group-name <group of ${cluster}>`,
    `vault-dr upgrade ${settings.name} --plan --to ${to}  # ${cluster} runs ${to}: goes on with the next step`,
  ],
});

const rejoin = (settings: UpgradeFacts['settings'], cluster: ClusterName): UpgradeStep => ({
  kind: 'rejoin',
  cluster,
  what: `Let ${cluster} follow again. Until then the pair has no secondary`,
  commands: [commandLine(settings, { operation: 'rejoin' })],
});

/** @param primary the cluster that is primary after the rejoin */
const homeAgain = (settings: UpgradeFacts['settings'], primary: ClusterName): UpgradeStep[] =>
  primary === 'home'
    ? []
    : [
        {
          kind: 'failback',
          cluster: 'home',
          what: 'If you want the clients at home again',
          commands: [commandLine(settings, { operation: 'failback' })],
          isOptional: true,
        },
      ];

function warningsFor({ status, to }: UpgradeFacts, { versions, primary, other }: Seen): string[] {
  const from = isOlder(versions[primary], versions[other]) ? versions[primary] : versions[other];
  const releases = releasesBetween(from, to);
  return [
    ...status.problems.filter(({ kind }) => WARNINGS.includes(kind)).map(({ text }) => text),
    ...(releases > FAR_RELEASES
      ? [
          `${to} is ${releases} releases after ${from}. Read the important changes of each one in between, and try this ` +
            'upgrade on an environment without clients first.',
        ]
      : []),
  ];
}

/** The number of feature releases; another major number counts as one more. */
function releasesBetween(from: string, to: string): number {
  const [[fromMajor = 0, fromMinor = 0] = [], [toMajor = 0, toMinor = 0] = []] = [from, to].map((version) =>
    version.split(/[.+-]/).map(Number),
  );
  return fromMajor === toMajor ? toMinor - fromMinor : toMajor - fromMajor + toMinor;
}

const withoutBuild = (version: string): string => version.split(/[+-]/)[0] ?? version;
