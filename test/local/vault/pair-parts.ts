import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Access } from './access';
import { BaoClient } from './bao-client';
import { createAuthority } from '../../helpers/certificates';
import { ClusterCore, type PairContext } from './cluster-core';
import { freePort } from './free-port';
import type { Reach } from './link-contact';
import { createKeyShares, OperationTokens } from './operation-tokens';
import { PairRecord } from './record';
import { Activations } from './secondary-token';
import { DEFAULT_BEHAVIOUR, DEFAULT_TIMINGS, type ClusterName, type Settings } from './settings';
import { LocalCluster } from './simulated-cluster';
import type { PairOptions } from './simulated-pair';

/** The parts of a running pair. */
export interface PairParts {
  readonly clusters: Readonly<Record<ClusterName, LocalCluster>>;
  readonly port: number;
  readonly ca: string;
  readonly settings: Settings;
  readonly record: PairRecord;
  /** Faults between the two clusters. */
  readonly between: { path: Reach; shippingPaused: boolean };
  /** Updates the links. Call after every change that they depend on. */
  refreshLinks(): void;
  /** Makes a healthy pair: `home` is primary, and `away` follows it with the same data. */
  link(): void;
  stop(): Promise<void>;
}

const NAMES = ['home', 'away'] as const;
/** Number of ports to try: a port that is free on one address may be taken on the other. */
const TRIES = 5;

/** Opens both clusters on the same port. @throws Error when an address or port is not available */
export async function openPair(options: PairOptions): Promise<PairParts> {
  for (let tries = 1; ; tries += 1) {
    const hosts = chooseHosts(options);
    try {
      return await openOn(hosts, options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRNOTAVAIL')
        throw new Error(`the loopback addresses ${hosts.home} and ${hosts.away} are not available`, { cause: error });
      if (code !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

/** Random addresses, so that several worlds do not collide. */
function chooseHosts({ names }: PairOptions): Record<ClusterName, string> {
  const net = `127.${randomInt(1, 255)}.${randomInt(0, 255)}`;
  return { home: names?.home?.host ?? `${net}.2`, away: names?.away?.host ?? `${net}.3` };
}

async function openOn(hosts: Record<ClusterName, string>, options: PairOptions): Promise<PairParts> {
  const port = options.port ?? (await freePort(hosts.home));
  const settings: Settings = {
    timings: { ...DEFAULT_TIMINGS, ...options.timings },
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
  };
  const record = new PairRecord();
  const between: PairParts['between'] = { path: 'up', shippingPaused: false };
  const context: PairContext = {
    settings,
    record,
    path: () => between.path,
    isShippingPaused: () => between.shippingPaused,
    reach: (...ends) => {
      const all = [between.path, ...ends.map(({ name }) => clusters[name].reachByPeers)];
      // Where packets are lost, a refusal does not arrive either.
      return (['silent', 'refused'] as const).find((each) => all.includes(each)) ?? 'up';
    },
  };
  const cores = mapNames((name) => {
    const address = `https://${hosts[name]}:${port}`;
    return new ClusterCore(name, address, options.names?.[name]?.apiAddress ?? address, context);
  });
  const refreshLinks = (): void => NAMES.forEach((name) => cores[name].upstream?.link.refresh());
  const bao = new BaoClient(options.bao);
  const wrongAuthority = createAuthority('Another authority');
  const keys = createKeyShares(options.keyShares ?? { shares: 3, threshold: 2 });
  const activations = new Activations();

  const clusters = mapNames((name) => {
    const core = cores[name];
    const operationTokens = new OperationTokens(keys, () => settings.behaviour.version);
    const access = new Access(bao, core, (token) => operationTokens.has(token));
    const names = [hosts[name], ...certifiedNames(options, name)];
    return new LocalCluster({
      host: hosts[name],
      right: options.ca.issue(...names),
      issueUntil: (end) => options.ca.issueUntil(end, ...names),
      wrong: wrongAuthority.issue(...names),
      core,
      onReachability: refreshLinks,
      tap: options.tap ?? (() => Promise.resolve('pass')),
      node: {
        core,
        access,
        bao,
        activations,
        operationTokens,
        keys,
        unsealKeys: new Set(),
        stsEndpoint: options.stsEndpoint,
        ca: options.ca.ca,
        resolve: options.resolve ?? resolveWithin(hosts, options),
      },
    });
  });
  const stop = async (): Promise<void> => {
    await Promise.all(NAMES.map((name) => clusters[name].stop()));
    bao.close();
  };

  try {
    for (const name of NAMES) await clusters[name].listen(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    clusters,
    port,
    ca: options.ca.ca,
    settings,
    record,
    between,
    refreshLinks,
    stop,
    link: () => cores.away.beginAsSecondaryOf(cores.home),
  };
}

const mapNames = <T>(make: (name: ClusterName) => T): Record<ClusterName, T> => ({
  home: make('home'),
  away: make('away'),
});

const certifiedNames = ({ names, clientName }: PairOptions, name: ClusterName): string[] => [
  ...(names?.[name]?.dnsNames ?? []),
  ...(clientName === undefined ? [] : [clientName]),
];

const resolveWithin =
  (hosts: Record<ClusterName, string>, { names }: PairOptions) =>
  async (host: string): Promise<string> => {
    if (isIP(host)) return host;
    const owner = NAMES.find((name) => names?.[name]?.dnsNames?.includes(host));
    return owner ? hosts[owner] : (await lookup(host, 4)).address;
  };
