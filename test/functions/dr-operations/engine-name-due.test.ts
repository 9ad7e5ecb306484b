import { runStatus } from '../../../functions/dr-operations/engine';
import { stepsOf, useEngine } from './engine-bench';

const bench = useEngine();
const DEFER = { dns: 'defer' };

async function promoted(): ReturnType<typeof bench.current.run> {
  await bench.current.loseHome();
  return bench.current.run('failover', DEFER);
}

const problems = async (): Promise<string[]> =>
  (await runStatus(bench.current.dependencies())).problems.map(({ kind }) => kind);

describe('a failover that leaves the client name to others', () => {
  it('promotes, waits until the cluster serves, and leaves the name as it is', async () => {
    const result = await promoted();
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 255, away: 0 } });
    expect(stepsOf(result)).toEqual(['promote away', 'await-primary away']);
    expect(bench.current.pair.events).toEqual(['away secondary/promote']);
  });

  it('says which records are due', async () => {
    const { left, nameDue } = await promoted();
    expect(left).toEqual(['switch-dns', 'rejoin']);
    expect(nameDue).toMatchObject([
      {
        clientName: 'vault.example.com',
        setIdentifiers: { home: 'home', away: 'away' },
        weights: { home: 0, away: 255 },
      },
    ]);
  });

  it('is seen by status until the name has been moved', async () => {
    await promoted();
    expect(await problems()).toContain('name-due');
    await bench.current.run('failover');
    expect(await problems()).not.toContain('name-due');
  });

  it('plans nothing when it is run again, and still says what is due', async () => {
    await promoted();
    expect(await bench.current.run('failover', DEFER)).toMatchObject({ steps: [], left: ['switch-dns', 'rejoin'] });
  });

  it.each(['failover', 'dns-switch'])('is ended by a plain %s', async (operation) => {
    await promoted();
    const result = await bench.current.run(operation);
    expect(result).toMatchObject({ outcome: 'done', weights: { home: 0, away: 255 } });
    expect(stepsOf(result)).toEqual(['switch-dns away', 'confirm-dns away']);
  });

  it('has nothing due if the name leads there already', async () => {
    await bench.current.loseHome();
    await bench.current.run('failover');
    expect((await bench.current.run('failover', DEFER)).left).toEqual(['rejoin']);
  });
});
