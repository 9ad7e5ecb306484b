import type { World } from '../local/world';
import { operate } from './operate';
import { SHORT } from './shared-world';

/** Something that decays, and the alarms that it raises in the region of away. */
export interface AlarmCause {
  readonly what: string;
  /** Sorted. */
  readonly alarms: readonly string[];
  /** @returns what cures it */
  readonly cause: (world: World) => Promise<Cure>;
}

type Cure = () => unknown;

const MINUTE_MS = 60_000;
/** More than `maxLagWals`. */
const MANY_WRITES = 1_001;
const AT_ONCE = 25;

/** Writes so often that the secondary, which receives nothing meanwhile, lacks more WALs than are allowed. */
async function fallBehind({ pair, admin }: World): Promise<Cure> {
  pair.pauseShipping();
  for (let count = 0; count < MANY_WRITES; count += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, index) => `secret/data/client/behind-${index}`);
    await Promise.all(batch.map((path) => admin.write(path, { data: { count } })));
  }
  return () => pair.resumeShipping();
}

/** An operation of somebody else holds the lease in both regions. */
async function holdLease({ regions }: World, heldMs: number): Promise<Cure> {
  const lease = { since: new Date(Date.now() - heldMs), until: new Date(Date.now() + MINUTE_MS) };
  await Promise.all([regions.home.putLease(lease), regions.away.putLease(lease)]);
  return () => Promise.all([regions.home.forgetOperations(), regions.away.forgetOperations()]);
}

/** Home was cut off during a failover, and comes back as a second primary. */
async function returnAsPrimary(world: World): Promise<Cure> {
  const heal = await world.pair.home.inject({ kind: 'refuse' });
  await operate(world, 'away', { operation: 'failover', reason: 'home is cut off' });
  await heal();
  return async () => {
    await operate(world, 'away', { operation: 'rejoin' });
    await operate(world, 'away', { operation: 'failback' });
  };
}

export const ALARM_CAUSES: readonly AlarmCause[] = [
  {
    what: 'the token is gone',
    alarms: ['failover-possible', 'look-tomorrow', 'needs-a-person', 'switchover-possible', 'token-seconds-left'],
    cause: ({ regions }) => regions.away.deleteSecret(),
  },
  {
    what: 'the token has not been rotated for an hour',
    alarms: ['look-tomorrow', 'rotation-age-seconds'],
    cause: async ({ regions: { away } }) => {
      const text = await away.secret();
      const issuedAt = new Date(Date.now() - 60 * MINUTE_MS).toISOString();
      await away.putSecret(JSON.stringify({ ...(JSON.parse(text) as object), issuedAt }));
      return () => away.putSecret(text);
    },
  },
  {
    what: 'home is lost',
    alarms: ['link-down', 'look-tomorrow', 'needs-a-person', 'no-primary', 'switchover-possible'],
    cause: ({ pair }) => pair.home.inject({ kind: 'refuse' }),
  },
  {
    what: 'both clusters are primary',
    alarms: [
      'failover-possible',
      'link-down',
      'look-tomorrow',
      'needs-a-person',
      'switchover-possible',
      'two-primaries',
    ],
    cause: returnAsPrimary,
  },
  {
    what: 'the secondary loses its link',
    // A failover from a living primary that nobody follows needs a person who accepts the loss.
    alarms: ['failover-possible', 'link-down', 'look-tomorrow', 'needs-a-person', 'switchover-possible'],
    cause: ({ pair }) => {
      pair.partition('refused');
      return Promise.resolve(() => pair.heal());
    },
  },
  {
    what: 'the secondary lacks many writes',
    alarms: ['lag-wals', 'look-tomorrow', 'switchover-possible'],
    cause: fallBehind,
  },
  {
    what: 'the secondary is two minutes behind',
    alarms: ['lag-seconds', 'look-tomorrow'],
    cause: ({ pair }) => {
      pair.configure({ timings: { lagMs: 2 * MINUTE_MS } });
      return Promise.resolve(() => pair.configure({ timings: SHORT }));
    },
  },
  {
    what: 'the last heartbeat is two minutes old',
    alarms: ['heartbeat-age-seconds', 'look-tomorrow'],
    cause: ({ pair }) => {
      pair.configure({ timings: { heartbeatDelayMs: 2 * MINUTE_MS } });
      return Promise.resolve(() => pair.configure({ timings: { heartbeatDelayMs: 0 } }));
    },
  },
  {
    what: 'the client name leads elsewhere',
    alarms: ['name-elsewhere', 'needs-a-person'],
    cause: async (world) => {
      await world.setWeights({ home: 0, away: 255 });
      return () => world.setWeights({ home: 255, away: 0 });
    },
  },
  {
    what: 'an operation holds the lease for twenty minutes',
    alarms: ['lease-held-seconds', 'needs-a-person'],
    cause: (world) => holdLease(world, 20 * MINUTE_MS),
  },
  {
    what: 'an operation runs, so that nobody is notified',
    alarms: ['operation-running'],
    cause: (world) => holdLease(world, MINUTE_MS),
  },
  {
    what: 'the lease table of the other region gives no answer',
    alarms: ['look-tomorrow', 'silent-tables', 'switchover-possible'],
    cause: ({ aws, regions }) =>
      Promise.resolve(aws.inject({ kind: 'reset', service: 'dynamodb', region: regions.home.name })),
  },
  {
    what: 'the Lambdas that operate cannot be called',
    alarms: ['functions-not-ready', 'needs-a-person'],
    cause: ({ aws, regions }) =>
      Promise.resolve(aws.inject({ kind: 'status', status: 503, service: 'lambda', region: regions.away.name })),
  },
  {
    what: 'a certificate ends in twenty days',
    // The emulator does not tell the alarms of the two clusters apart.
    alarms: ['away-certificate-days-left', 'home-certificate-days-left', 'look-tomorrow'],
    cause: ({ pair }) => pair.home.inject({ kind: 'certificate-ends', inDays: 20 }),
  },
  {
    what: 'a node of home is dead',
    // The emulator does not tell the alarms of the two clusters apart. Away does not tell.
    alarms: [
      'away-dead-voters',
      'away-failure-tolerance',
      'home-dead-voters',
      'home-failure-tolerance',
      'look-tomorrow',
    ],
    cause: ({ pair }) => {
      pair.configure({ behaviour: { autopilot: 'dead-voter' } });
      return Promise.resolve(() => pair.configure({ behaviour: { autopilot: 'healthy' } }));
    },
  },
  {
    what: 'the licenses of both clusters end in ten days',
    alarms: ['away-license-days-left', 'home-license-days-left', 'look-tomorrow'],
    cause: ({ pair }) => {
      pair.configure({
        behaviour: { licenseExpiresAt: new Date(Date.now() + 10 * 24 * 60 * MINUTE_MS).toISOString() },
      });
      return Promise.resolve(() => pair.configure({ behaviour: { licenseExpiresAt: '2099-01-01T00:00:00Z' } }));
    },
  },
];
