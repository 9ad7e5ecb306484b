import { Mortal } from '../../../local/community/mortal';
import { describePoint, pointsOf, trapFor } from './points';

const CALLS = [
  'vault home.read sys/health',
  'table home.send PutItemCommand operation',
  'table away.send PutItemCommand operation',
  'vault away.upload sys/storage/raft/snapshot',
  'vault home.write sys/seal',
  'vault home.write sys/seal',
];

describe('the points at which a run on a real pair is killed', () => {
  it('are before and after each change, inside the long ones, and at the boundary of each step', () => {
    expect(pointsOf(CALLS).map(describePoint)).toEqual([
      'before table away.send PutItemCommand operation #1',
      'before vault away.upload sys/storage/raft/snapshot #1',
      '30 ms inside vault away.upload sys/storage/raft/snapshot #1',
      '2500 ms inside vault away.upload sys/storage/raft/snapshot #1',
      'after vault away.upload sys/storage/raft/snapshot #1',
      'before vault home.write sys/seal #1',
      'after vault home.write sys/seal #1',
    ]);
  });

  it('are recognised in another run', () => {
    for (const point of pointsOf(CALLS)) {
      const trap = trapFor(point);
      expect(CALLS.map(trap).filter((death) => death !== undefined)).toEqual([point.death]);
    }
  });
});

describe('a run that dies', () => {
  const server = { written: [] as string[], write: (text: string) => Promise.resolve(server.written.push(text)) };
  beforeEach(() => (server.written = []));

  async function writeTwice(when: 'before' | 'after'): Promise<string> {
    const mortal = new Mortal((call) => (call === 'server.write one' ? { when } : undefined));
    return mortal.runUntilDeath(async (wrap) => {
      const wrapped = wrap('server', server);
      await wrapped.write('one');
      await wrapped.write('two');
    });
  }

  it('has sent nothing of the call before which it dies', async () => {
    expect(await writeTwice('before')).toBe('killed');
    expect(server.written).toEqual([]);
  });

  it('does nothing after the call after which it dies', async () => {
    expect(await writeTwice('after')).toBe('killed');
    expect(server.written).toEqual(['one']);
  });
});
