import { refusingAddress } from '../../helpers/servers';
import { useEngine } from './engine-bench';

const bench = useEngine();

describe('runOperation: rejoin', () => {
  beforeEach(async () => {
    await bench.current.run('failover', {}, await bench.current.withoutHome());
    bench.current.homeReturns();
    bench.current.pair.events.length = 0;
  });

  it('demotes the old primary that is back, and links it', async () => {
    expect(bench.current.roles()).toBe('primary primary');
    expect(await bench.current.run('rejoin')).toMatchObject({ outcome: 'done', left: [] });
    expect(bench.current.pair.events).toEqual([
      'home primary/demote',
      'away primary/secondary-token',
      'home secondary/update-primary',
    ]);
    expect(bench.current.roles()).toBe('secondary primary');
    expect(bench.current.route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('plans nothing when it is run again', async () => {
    await bench.current.run('rejoin');
    expect(await bench.current.run('rejoin')).toMatchObject({ outcome: 'done', steps: [] });
  });

  it('refuses a failback before', async () => {
    expect((await bench.current.failureOf('failback')).message).toContain('Both clusters are primary');
  });

  it('refuses a failback to the old primary while the new one is not seen', async () => {
    const world = bench.current.dependencies({ away: await refusingAddress() });
    expect((await bench.current.failureOf('failback', {}, world)).message).toContain('it may be the newer primary');
    expect(bench.current.route53.weights).toEqual({ home: 0, away: 255 });
  });

  it('refuses while the old primary is not back', async () => {
    const world = bench.current.dependencies({ home: await refusingAddress() });
    expect((await bench.current.failureOf('rejoin', {}, world)).message).toContain('home is not back');
  });

  it('is followed by a failback that loses nothing', async () => {
    await bench.current.run('rejoin');
    const lost = bench.current.pair.lostWrites('away');
    expect(await bench.current.run('failback')).toMatchObject({ outcome: 'done', weights: { home: 255, away: 0 } });
    expect(bench.current.pair.lostWrites('home')).toEqual(lost);
  });
});
