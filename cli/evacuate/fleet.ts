import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { DuePair } from '../../functions/name-batch/contract';
import { loadSettings, type EnvironmentSettings } from '../config';
import type { PublishedPairs } from '../config/published';
import { UsageError } from '../exit-codes';

/** A pair with one cluster in the region to leave and one in the region that is left. */
export interface FleetPair {
  /** `<environment>/<identifier>`. */
  readonly pair: string;
  readonly to: ClusterName;
  readonly settings: EnvironmentSettings;
  /** What the batch of names needs to know. */
  readonly due: DuePair;
}

export interface Between {
  /** AWS region that the pairs leave. */
  readonly region: string;
  /** AWS region that they fail over to. */
  readonly into: string;
}

/** The environment of the pairs that stand in both regions. @throws UsageError if there is none, or more than one is possible */
export function chooseEnvironment(published: PublishedPairs, asked: string | undefined, between: Between): string {
  const known = [...new Set(Object.values(published).flatMap(({ settings }) => settings.environment ?? []))].sort();
  const [only, ...others] = asked === undefined ? known : known.filter((name) => name === asked);
  if (only === undefined) {
    const among = known.length > 0 ? ` It has ${known.join(', ')}.` : '';
    throw new UsageError(
      `No pair ${asked === undefined ? '' : `of ${asked} `}is published in ${between.into}.${among} ` +
        'Give the region of the other clusters with --into, and apply the stacks with a release that publishes them.',
    );
  }
  if (others.length > 0) throw new UsageError(`Several environments are published: choose one of ${known.join(', ')}.`);
  return only;
}

/** The pairs of an environment that stand in both regions. @throws UsageError for settings that are not complete */
export function pairsBetween(published: PublishedPairs, environment: string, { region, into }: Between): FleetPair[] {
  return Object.entries(published).flatMap(([name, { settings: file }]) => {
    if (file.environment !== environment) return [];
    const settings = loadSettings({ env: name, published });
    const from = CLUSTER_NAMES.find((cluster) => settings[cluster].region === region);
    if (from === undefined || settings[otherCluster(from)].region !== into) return [];
    const identifier = file.identifier ?? '';
    const to = otherCluster(from);
    const due: DuePair = {
      environment,
      identifier,
      to,
      journalTable: settings.journalTable,
      regions: { home: settings.home.region, away: settings.away.region },
      ...(settings.witnessRegion !== undefined && { witnessRegion: settings.witnessRegion }),
      dns: {
        hostedZoneIds: settings.hostedZoneIds,
        clientName: settings.clientName,
        setIdentifiers: { home: settings.home.setIdentifier, away: settings.away.setIdentifier },
        ...(settings.dnsRoleArn !== undefined && { roleArn: settings.dnsRoleArn }),
      },
    };
    return [{ pair: `${environment}/${identifier}`, to, settings, due }];
  });
}
