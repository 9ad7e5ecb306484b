import { setTimeout as pause } from 'node:timers/promises';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Deadline, startClock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { VaultResponseError } from '../../functions/shared/errors';
import { readOperationToken } from '../../functions/shared/operation-token';
import { Secret } from '../../functions/shared/secret';
import { closeVaultClients, type VaultClients } from '../../functions/shared/vault-config';
import { VaultClient } from '../../functions/shared/vault-client';
import { observeRecords, type DnsConfig, type WeightedRecords } from '../../functions/shared/weighted-records';
import { config as dev } from '../../live/dev/config';
import { nameOf } from '../../modules/private/names';
import { ROOT_CREDENTIALS } from '../local/aws/ministack';
import type { World } from '../local/world';

/** Clients and data for moving the primary by single calls. Everything is prepared before the trigger. */
export interface Hands {
  readonly vault: VaultClients;
  readonly route53: Route53Client;
  readonly dns: DnsConfig;
  readonly records: WeightedRecords;
  readonly token: Secret;
}

const READ_MS = 5_000;

/** Prepares the clients for `use`. Connections to Vault are opened by the first call, as in the engine. */
export async function withHands<T>(world: World, use: (hands: Hands) => Promise<T>): Promise<T> {
  const deadline = Deadline.in(startClock(), READ_MS);
  const aws = { region: dev.away.region, endpoint: world.aws.url, credentials: ROOT_CREDENTIALS };
  const secrets = new SecretsManagerClient(aws);
  const route53 = new Route53Client(aws);
  const client = (name: ClusterName): VaultClient => new VaultClient(name, world.pair[name].address, world.pair.ca);
  const vault = { home: client('home'), away: client('away') };
  const dns: DnsConfig = {
    hostedZoneIds: [world.hostedZoneId],
    clientName: world.clientName,
    setIdentifiers: { home: nameOf('vault', dev, 'home'), away: nameOf('vault', dev, 'away') },
  };
  try {
    const [{ token }, records] = await Promise.all([
      readOperationToken(secrets, nameOf('vault-dr-operation-token', dev), Date.now(), deadline),
      observeRecords(route53, dns, deadline),
    ]);
    return await use({ vault, route53, dns, records, token });
  } finally {
    closeVaultClients(vault);
    route53.destroy();
    secrets.destroy();
  }
}

/** Calls `sys/replication/dr/*`, with the token in the header or the body as the path requires. */
export const callDr = (
  { vault, token }: Hands,
  cluster: ClusterName,
  operation: string,
  timeoutMs: number,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>>> =>
  vault[cluster].write(`sys/replication/dr/${operation}`, {
    timeoutMs,
    token,
    body: operation.startsWith('secondary/') ? { dr_operation_token: token.reveal(), ...body } : body,
  });

/** Interval of repeated promotions while the secondary is still catching up, milliseconds. */
const CATCHING_UP_MS = 3;

/** Promotes away as soon as it has every WAL. @param limitMs limit on each call, milliseconds; may throw to stop */
export async function promoteAway(hands: Hands, limitMs: () => number): Promise<void> {
  for (;;) {
    try {
      await callDr(hands, 'away', 'secondary/promote', limitMs());
      return;
    } catch (error) {
      if (!(error instanceof VaultResponseError && error.status === 503)) throw error;
      await pause(CATCHING_UP_MS);
    }
  }
}

/** Makes a secondary token of away for home, which can be used once. */
export async function secondaryToken(hands: Hands, timeoutMs: number): Promise<Secret> {
  const answer = await callDr(hands, 'away', 'primary/secondary-token', timeoutMs, { id: 'home' });
  return new Secret((answer['wrap_info'] as { token: string }).token);
}

/** Makes home follow away. */
export const followAway = (hands: Hands, token: Secret, timeoutMs: number): Promise<unknown> =>
  callDr(hands, 'home', 'secondary/update-primary', timeoutMs, {
    token: token.reveal(),
    primary_api_addr: hands.vault.away.address,
  });
