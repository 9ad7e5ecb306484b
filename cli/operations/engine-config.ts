import type { OperationsConfig } from '../../functions/dr-operations/config';
import type { ClusterName } from '../../functions/shared/contract';
import { clientCertificateFromFiles } from '../client-certificate';
import type { EnvironmentSettings } from '../config';

/** Least limit of a probe, milliseconds: a laptop has a longer way to the clusters than a Lambda. */
const LEAST_PROBE_MS = 2_000;

/** The configuration that the Lambda in the cluster's region has, for an engine in this process. */
export const engineConfig = (settings: EnvironmentSettings, cluster: ClusterName): OperationsConfig => ({
  vault: {
    addresses: { home: settings.home.address, away: settings.away.address },
    ca: settings.ca,
    probeTimeoutMs: Math.max(LEAST_PROBE_MS, settings.probeTimeoutMs ?? 0),
    clientCertificate: clientCertificateFromFiles(),
  },
  dns: {
    hostedZoneIds: settings.hostedZoneIds,
    clientName: settings.clientName,
    roleArn: settings.dnsRoleArn,
    setIdentifiers: { home: settings.home.setIdentifier, away: settings.away.setIdentifier },
  },
  secretArn: settings[cluster].secretArn,
  journalTable: settings.journalTable,
  regions: { home: settings.home.region, away: settings.away.region },
  region: settings[cluster].region,
  clusterAddresses: { home: settings.home.clusterAddress, away: settings.away.clusterAddress },
  linkCaFile: settings.linkCaFile,
  maxLagWals: settings.maxLagWals,
  maxFailoverLagSeconds: settings.maxFailoverLagSeconds,
  heartbeatGraceMs: settings.heartbeatGraceMs,
  witnessRegion: settings.witnessRegion,
  traffic: settings.traffic,
});
