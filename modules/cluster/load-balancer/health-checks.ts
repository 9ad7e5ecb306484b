import type { VaultProduct } from '../product';

/** The three listeners of a cluster, by who uses them. */
export const LISTENERS = ['clients', 'management', 'cluster'] as const;
/** A listener of the load balancer. */
export type ListenerName = (typeof LISTENERS)[number];

/** Port of each listener. */
export const LISTENER_PORTS: Readonly<Record<ListenerName, number>> = {
  clients: 8200,
  management: 8210,
  cluster: 8201,
};

/** Port of the nodes that each listener leads to. */
export const NODE_PORTS: Readonly<Record<ListenerName, number>> = { clients: 8200, management: 8200, cluster: 8201 };

/** Port that answers `sys/health`. The cluster port answers no HTTP. */
export const HEALTH_PORT = 8200;

/** How the load balancer asks a node whether it may be used. */
export interface NodeHealthCheck {
  /** Path with its query. */
  readonly path: string;
  readonly port: number;
  readonly protocol: 'HTTPS';
  /** Status codes of a healthy node. */
  readonly matcher: '200';
  /** Time between two checks of a node, seconds. */
  readonly intervalSeconds: number;
  /** Time without an answer after which a check has failed, seconds. AWS wants no more than the interval. */
  readonly timeoutSeconds: number;
  /** Checks in a row that have to succeed before a node is used. */
  readonly healthyThreshold: number;
  /** Checks in a row that have to fail before a node is no longer used. */
  readonly unhealthyThreshold: number;
}

/** What the checks depend on. */
export interface HealthCheckSettings {
  /** The software that the nodes run. */
  readonly product: VaultProduct;
  /** Version of the nodes, e.g. `1.21.4`. */
  readonly version: string;
  /** Kind of the storage, such as `raft` or `dynamodb`. */
  readonly storage: string;
  /** Time between two checks of a node, seconds, 5 to 300. @default 5 */
  readonly intervalSeconds?: number;
  /**
   * Whether clients reach the active node alone, although the performance standbys of Vault Enterprise serve reads.
   * With the other products and storages they always do.
   *
   * @default false
   */
  readonly activeOnly?: boolean;
}

export const DEFAULT_INTERVAL_SECONDS = 5;
/** Less than the shortest interval. */
const TIMEOUT_SECONDS = 4;
const THRESHOLD = 2;
const HEALTH = '/v1/sys/health';

/** From this version on, a standby without a leader answers 474, with `standbyok` too. */
const TELLS_LOST_LEADER = { major: 1, minor: 19 } as const;

/**
 * The check of each listener. No check calls a sealed or uninitialised node healthy, and only `management` calls a DR secondary healthy.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/health
 */
export function healthChecks(settings: HealthCheckSettings): Readonly<Record<ListenerName, NodeHealthCheck>> {
  const check = (query: string): NodeHealthCheck => ({
    path: query === '' ? HEALTH : `${HEALTH}?${query}`,
    port: HEALTH_PORT,
    protocol: 'HTTPS',
    matcher: '200',
    intervalSeconds: settings.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS,
    timeoutSeconds: TIMEOUT_SECONDS,
    healthyThreshold: THRESHOLD,
    unhealthyThreshold: THRESHOLD,
  });
  return {
    clients: check(clientsQuery(settings)),
    // The CLI and the Lambdas reach a cluster in either role. Every node forwards to its active node.
    management: check('standbyok=true&perfstandbyok=true&drsecondarycode=200'),
    // Replication has to reach the active node. A standby breaks off the TLS handshake.
    cluster: check(''),
  };
}

function clientsQuery({ product, version, storage, activeOnly }: HealthCheckSettings): string {
  if (activeOnly || product !== 'vault-enterprise' || storage !== 'raft') return '';
  // Before 1.19, a standby that has lost its leader still answers 200 to `standbyok`.
  return tellsLostLeader(version) ? 'perfstandbyok=true&standbyok=true' : 'perfstandbyok=true';
}

function tellsLostLeader(version: string): boolean {
  const { major, minor } = /^(?<major>\d+)\.(?<minor>\d+)/.exec(version)?.groups ?? {};
  if (major === undefined || minor === undefined) return false;
  const { major: firstMajor, minor: firstMinor } = TELLS_LOST_LEADER;
  return Number(major) > firstMajor || (Number(major) === firstMajor && Number(minor) >= firstMinor);
}
