import type { OperationsConfig } from '../../functions/dr-operations/config';
import { runStatus, type EngineDependencies } from '../../functions/dr-operations/engine';
import type { StatusResult } from '../../functions/dr-operations/result';
import { startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import type { Log } from '../../functions/shared/log';
import { closeVaultClients, openVaultClients } from '../../functions/shared/vault-config';
import type { EnvironmentSettings } from '../config';
import type { Session } from '../session';

/** A laptop is further away than a Lambda in the region. */
const PROBE_TIMEOUT_MS = 2_000;

/** What the Lambda of a region is configured with, for the same engine in this process. */
export const engineConfig = (settings: EnvironmentSettings, region: ClusterName): OperationsConfig => ({
  vault: {
    addresses: { home: settings.home.address, away: settings.away.address },
    ca: settings.ca,
    probeTimeoutMs: PROBE_TIMEOUT_MS,
  },
  dns: {
    hostedZoneId: settings.hostedZoneId,
    clientName: settings.clientName,
    setIdentifiers: { home: settings.home.setIdentifier, away: settings.away.setIdentifier },
  },
  secretArn: settings[region].secretArn,
  journalTable: settings.journalTable,
  regions: { home: settings.home.region, away: settings.away.region },
  region: settings[region].region,
  clusterAddresses: { home: settings.home.clusterAddress, away: settings.away.clusterAddress },
  linkCaFile: settings.linkCaFile,
  maxLagWals: settings.maxLagWals,
  ...(settings.maxFailoverLagSeconds !== undefined && { maxFailoverLagSeconds: settings.maxFailoverLagSeconds }),
  ...(settings.heartbeatGraceMs !== undefined && { heartbeatGraceMs: settings.heartbeatGraceMs }),
  ...(settings.witnessRegion !== undefined && { witnessRegion: settings.witnessRegion }),
});

/** A log that nobody reads. */
export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens the engine in this process for one use. */
export async function withEngine<T>(
  { settings, aws }: Session,
  { region, log = SILENT }: { region: ClusterName; log?: Log },
  use: (dependencies: EngineDependencies) => Promise<T>,
): Promise<T> {
  const config = engineConfig(settings, region);
  const vault = openVaultClients(config.vault);
  try {
    return await use({ vault, aws: aws.engine(region), config, clock: startClock(), log });
  } finally {
    closeVaultClients(vault);
  }
}

/** Looks from this process, with the token of a region. */
export const localStatus = (session: Session, region: ClusterName): Promise<StatusResult> =>
  withEngine(session, { region }, runStatus);
