import { Evidence } from '../../../../../functions/dr-operations/evidence';
import type { ClusterNodes, ParkRecord } from '../../../../../functions/dr-operations/replication/snapshot';
import type { SnapshotContext } from '../../../../../functions/dr-operations/replication/snapshot/context';
import { isBeingParked, park } from '../../../../../functions/dr-operations/replication/snapshot/park';
import { Deadline } from '../../../../../functions/shared/clock';
import type { ClusterObservation } from '../../../../../functions/shared/cluster-observation';
import type { ClusterName } from '../../../../../functions/shared/contract';
import { LeaseError, StepError } from '../../../../../functions/shared/errors';
import type { Demotion, SnapshotFile, SnapshotStore } from '../../../../../functions/shared/snapshot-store';
import { FakeClock } from '../../../../helpers/fake-clock';
import { NOW, primary, secondary } from '../../worlds';

const STOPPED: Demotion = { clusterId: 'pair', index: 9, key: 'kept/1.snap', at: NOW - 60_000, isStopped: true };
const step = { kind: 'link', cluster: 'home', cause: 'follow', reason: 'a test' } as const;
type Park = NonNullable<ClusterNodes['park']>;

/** Home was stopped in place of a seal, and away serves its data. */
class Bucket {
  readonly clock = new FakeClock(NOW);
  demotion: Demotion = STOPPED;
  mayAct = true;
  holdsLease = true;
  /** How each call began: whether a server on which Vault runs keeps its data. */
  readonly calls: boolean[] = [];

  /** One run, in a new process. */
  run(how: (record: ParkRecord) => Promise<boolean>): Promise<boolean> {
    const { clock } = this;
    const file = { clusterId: 'pair' } as SnapshotFile;
    const store = {
      read: () => Promise.resolve(file),
      writeDemotion: (_cluster: ClusterName, demotion: Demotion) => Promise.resolve(void (this.demotion = demotion)),
    } as unknown as SnapshotStore;
    const observe = (cluster: ClusterName): Promise<ClusterObservation> =>
      Promise.resolve((cluster === 'away' ? primary : secondary)({ clusterId: 'pair' }));
    const parks: Park = (_cluster, _deadline, record, isStopped) => {
      this.calls.push(isStopped);
      return how(record);
    };
    const context = {
      evidence: new Evidence({ replication: { observe }, clock, probeTimeoutMs: 1000 }),
      nodes: { park: parks },
      stores: { home: store, away: store },
      looks: { forget: () => undefined },
      mayAct: () => Promise.resolve(this.mayAct),
      mayTakeBack: () => (this.holdsLease ? Promise.resolve() : Promise.reject(new LeaseError('ended', 'Look.'))),
      clock,
    } as unknown as SnapshotContext;
    return park(context, step, this.demotion, Deadline.in(clock, 60_000));
  }
}

const refuses = (): Promise<never> => Promise.reject(new StepError('No file of a parked cluster', 'Park it by hand.'));

describe('the record of a cluster that is parked', () => {
  it('stays as it was if the parking is refused before anything is deleted', async () => {
    const bucket = new Bucket();
    await expect(bucket.run(refuses)).rejects.toThrow('Park it by hand');
    expect(bucket.demotion).toEqual(STOPPED);
  });

  it('stays as it was if a last look shows another situation', async () => {
    const bucket = new Bucket();
    bucket.mayAct = false;
    expect(await bucket.run((record) => record.begins())).toBe(false);
    expect(bucket.demotion).toEqual(STOPPED);
  });

  it('stays as another operation wrote it that has taken over meanwhile', async () => {
    const bucket = new Bucket();
    const taken = async (record: ParkRecord): Promise<boolean> => {
      const hasBegun = await record.begins();
      bucket.holdsLease = false;
      bucket.demotion = STOPPED;
      await record.emptied();
      return hasBegun;
    };
    await expect(bucket.run(taken)).rejects.toThrow(LeaseError);
    expect(bucket.demotion).toEqual(STOPPED);
  });

  it('keeps the data where Vault runs again, until every server was emptied', async () => {
    const bucket = new Bucket();
    const notEmptied = async (record: ParkRecord): Promise<boolean> => (await record.begins()) && refuses();
    await expect(bucket.run(notEmptied)).rejects.toThrow(StepError);
    expect(isBeingParked(bucket.demotion)).toBe(true);
    await expect(
      bucket.run(async (record) => {
        await record.begins();
        await record.emptied();
        return refuses();
      }),
    ).rejects.toThrow(StepError);
    expect(await bucket.run((record) => record.begins())).toBe(true);
    expect(bucket.calls).toEqual([true, true, false]);
    expect(isBeingParked(bucket.demotion)).toBe(false);
  });
});
