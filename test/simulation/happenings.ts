import type { AnyWorld } from './sim-pair';

/** Runs `happen` after `ms` of virtual time. */
export const later = (world: AnyWorld, ms: number, happen: () => void): void => void world.clock.wait(ms).then(happen);

/** Runs `happen` once, in the moment before an effect takes place. @param effect such as `demote home` or `switch-dns` */
export function before(world: AnyWorld, effect: string, happen: () => void): void {
  const { watch } = world;
  const acts = watch.acts.bind(watch);
  watch.acts = (run, what) => {
    acts(run, what);
    if (what !== effect) return;
    watch.acts = acts;
    happen();
  };
}

/**
 * Home acknowledges one write in the moment before it is demoted, and the write never ships. No other client writes, so
 * that both clusters report the same WAL number before.
 */
export function leaveOneWriteBehind(world: AnyWorld): void {
  world.network.clients.home = false;
  before(world, 'demote home', () => world.acknowledgeOn('home'));
}

/** Kills the run that promotes away, `ms` after the promotion was accepted. */
export function killAfterPromotion(world: AnyWorld, ms: number): void {
  before(world, 'promote away', () => {
    const run = world.lastRun;
    later(world, ms, () => run?.kill());
  });
}
