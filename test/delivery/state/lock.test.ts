import { judgeHolder, type LookAtHolder, type StateLock } from '../../../delivery/state/lock';

const lock: StateLock = {
  id: '7b7a6b5e',
  who: 'first.last@example.com@agent-7',
  operation: 'OperationTypePlan',
  version: '1.11.4',
  since: new Date('2026-01-02T03:00:00Z'),
};
const look: LookAtHolder = {
  now: new Date('2026-01-02T03:59:59Z'),
  host: 'agent-7',
  pids: [],
  limitMs: 3_600_000,
};

describe('the holder of a lock', () => {
  it('is dead when no Terraform runs on its machine, which is this one', () => {
    expect(judgeHolder(lock, look)).toEqual({ kind: 'dead' });
  });

  it('is alive while a Terraform runs there, also if the machine is said to be dead', () => {
    expect(judgeHolder(lock, { ...look, pids: [12], dead: 'agent-7' })).toEqual({ kind: 'alive', pids: [12] });
  });

  it('is unknown on another machine until its time is over, whatever runs here', () => {
    const elsewhere = { ...look, host: 'laptop', pids: [12] };
    const until = new Date('2026-01-02T04:00:00Z');
    expect(judgeHolder(lock, elsewhere)).toEqual({ kind: 'unknown', until });
    expect(judgeHolder(lock, { ...elsewhere, dead: 'agent-8' })).toEqual({ kind: 'unknown', until });
    expect(judgeHolder(lock, { ...elsewhere, now: until })).toEqual({ kind: 'dead' });
    expect(judgeHolder(lock, { ...elsewhere, dead: 'agent-7' })).toEqual({ kind: 'dead' });
  });
});
