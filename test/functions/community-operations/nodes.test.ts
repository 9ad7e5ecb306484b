import { ListCommandInvocationsCommand, ListCommandsCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { SsmNodes } from '../../../functions/community-operations/nodes';
import { Deadline, type Clock } from '../../../functions/shared/clock';
import { LeaseError } from '../../../functions/shared/errors';
import type { VaultClients } from '../../../functions/shared/vault-config';

const ACTIVE = 'https://10.0.1.5:8200';

/** A time that passes only while somebody waits. */
function simulatedClock(): Clock {
  let now = 0;
  return { now: () => now, wait: (ms) => Promise.resolve(void (now += ms)) };
}

describe('SsmNodes', () => {
  const ssm = mockClient(SSMClient);
  const warned: unknown[] = [];
  let leader = ACTIVE;
  beforeEach(() => {
    ssm.reset();
    ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
    warned.length = 0;
    leader = ACTIVE;
  });

  const clock = simulatedClock();
  const client = new SSMClient({ region: 'eu-west-1' });
  const read = () => Promise.resolve({ status: 200, body: { leader_address: leader } });
  const nodes = new SsmNodes({
    ssm: { home: client, away: client },
    vault: { home: { read }, away: { read } } as unknown as VaultClients,
    document: 'vault-nodes-prod-eu1',
    tags: { home: { key: 'vault-cluster', value: 'home' }, away: { key: 'vault-cluster', value: 'away' } },
    clock,
    log: { info: () => undefined, error: () => undefined, warn: (...words: unknown[]) => void warned.push(words) },
  });
  const goOn = (): Promise<void> => Promise.resolve();
  const minute = (): Deadline => Deadline.in(clock, 60_000);
  const tenMinutes = (): Deadline => Deadline.in(clock, 600_000);
  const sent = () => ssm.commandCalls(SendCommandCommand)[0]?.args[0].input;
  const ends = (Status: string, TargetCount: number, invocations: readonly string[][] = []): void => {
    ssm.on(ListCommandsCommand).resolves({ Commands: [{ Status: Status as 'Success', TargetCount }] });
    ssm.on(ListCommandInvocationsCommand).resolves({
      CommandInvocations: invocations.map(([InstanceId = '', status = '', StatusDetails = '']) => ({
        InstanceId,
        Status: status as 'Success',
        StatusDetails,
      })),
    });
  };

  it('restarts the servers of one cluster but the active one, and then that one', async () => {
    ends('Success', 3);
    await nodes.restart('away', 'standbys', minute());
    expect(sent()).toMatchObject({
      DocumentName: 'vault-nodes-prod-eu1',
      Targets: [{ Key: 'tag:vault-cluster', Values: ['away'] }],
      Parameters: { Action: ['restart'], Except: ['10.0.1.5'], Only: ['none'] },
    });
    expect(ssm.commandCalls(SendCommandCommand)[1]?.args[0].input.Parameters).toEqual({
      Action: ['restart'],
      Except: ['none'],
      Only: ['10.0.1.5'],
    });
  });

  it('restarts nothing if the lease is lost while the cluster names its active server', async () => {
    const lost = (): Promise<never> => Promise.reject(new LeaseError('It is lost', 'Run it again.'));
    await expect(nodes.restart('away', 'standbys', minute(), lost)).rejects.toThrow(LeaseError);
    expect(sent()).toBeUndefined();
  });

  it('restarts nothing else if the active server is the only one', async () => {
    ends('Success', 1);
    await nodes.restart('away', 'standbys', minute());
    expect(ssm.commandCalls(SendCommandCommand)).toHaveLength(1);
  });

  it('restarts all servers of a sealed cluster', async () => {
    ends('Success', 3);
    await nodes.restart('home', 'all', minute());
    expect(sent()?.Parameters).toEqual({ Action: ['restart'], Except: ['none'], Only: ['none'] });
  });

  it('goes on without a standby that did not take the command to restart, and says which one', async () => {
    ends('TimedOut', 3, [
      ['i-1', 'Success', 'Success'],
      ['i-2', 'TimedOut', 'Delivery Timed Out'],
    ]);
    await nodes.restart('away', 'standbys', minute());
    expect(warned[0]).toEqual([expect.any(String), { cluster: 'away', instances: ['i-2'] }]);
  });

  it('does not wait long for servers that do not take the command to restart', async () => {
    ends('InProgress', 3, [['i-2', 'Pending', 'Pending']]);
    const before = clock.now();
    await nodes.restart('away', 'standbys', minute());
    expect(clock.now() - before).toBeLessThan(42_000);
  });

  it.each([
    ['took too long', 'TimedOut', 'ExecutionTimedOut'],
    ['failed', 'Failed', 'Failed'],
  ])('fails if a restart %s', async (_what, status, details) => {
    ends(status, 3, [['i-2', status, details]]);
    await expect(nodes.restart('away', 'standbys', minute())).rejects.toThrow(/i-2/);
  });

  it('fails if one standby may not be stopped, because the cluster could then still commit', async () => {
    ends('TimedOut', 3, [['i-2', 'TimedOut', 'DeliveryTimedOut']]);
    await expect(nodes.stopStandbys('home', minute(), goOn)).rejects.toThrow(/i-2/);
    expect(sent()?.Parameters).toMatchObject({ Action: ['stop'], Except: ['10.0.1.5'] });
  });

  it('stops no standby if the lease is gone when the cluster has named the active server', async () => {
    const overtaken = (): Promise<void> => Promise.reject(new LeaseError('overtaken', 'Run it again.'));
    await expect(nodes.stopStandbys('home', minute(), overtaken)).rejects.toThrow('overtaken');
    expect(sent()).toBeUndefined();
  });

  it('confirms a fence if every server has stopped Vault', async () => {
    ends('Success', 3);
    expect(await nodes.stopAll('home', minute())).toEqual({ kind: 'stopped' });
    expect(sent()?.Parameters).toMatchObject({ Action: ['stop'], Except: ['none'] });
  });

  it('does not confirm a fence if one server did not take the command', async () => {
    ends('TimedOut', 3, [['i-2', 'TimedOut', 'DeliveryTimedOut']]);
    expect(await nodes.stopAll('home', minute())).toMatchObject({
      kind: 'not-certain',
      detail: expect.stringContaining('i-2') as string,
      mayHaveEffect: true,
    });
  });

  it('says that nothing was stopped if SSM refuses the command to stop', async () => {
    const answered = { $metadata: { httpStatusCode: 400 } };
    ssm.on(SendCommandCommand).rejects(Object.assign(new Error('no'), answered));
    expect(await nodes.stopAll('home', minute())).toMatchObject({ kind: 'not-certain', mayHaveEffect: false });
  });

  it('fails if no server has the tag', async () => {
    ends('Success', 0);
    await expect(nodes.stopStandbys('home', minute(), goOn)).rejects.toThrow(/vault-cluster=home/);
  });

  it('stops nothing if the cluster names no active server', async () => {
    leader = '';
    await expect(nodes.stopStandbys('home', minute(), goOn)).rejects.toMatchObject({
      name: 'StepError',
      retryable: true,
    });
    expect(sent()).toBeUndefined();
  });

  it('empties all servers, and names them', async () => {
    ends('Success', 2, [
      ['i-1', 'Success', 'Success'],
      ['i-2', 'Success', 'Success'],
    ]);
    expect(await nodes.wipe('home', tenMinutes())).toEqual(['i-1', 'i-2']);
    expect(sent()).toMatchObject({
      Targets: [{ Key: 'tag:vault-cluster', Values: ['home'] }],
      Parameters: { Action: ['wipe'], Except: ['none'] },
    });
  });

  it.each([
    ['did not take the command', 'TimedOut', 'DeliveryTimedOut'],
    ['could not be emptied', 'Failed', 'Failed'],
  ])('fails if one server %s, because it has its data', async (_what, status, details) => {
    ends(status, 2, [
      ['i-1', 'Success', 'Success'],
      ['i-2', status, details],
    ]);
    await expect(nodes.wipe('home', tenMinutes())).rejects.toThrow(/i-2/);
  });

  it('fails if not every server is named, because another one may have its data', async () => {
    ends('Success', 3, [['i-1', 'Success', 'Success']]);
    await expect(nodes.wipe('home', tenMinutes())).rejects.toThrow('emptied');
  });

  it('does not end before a command to delete has ended or can reach nobody any more', async () => {
    ends('InProgress', 1, [['i-1', 'InProgress', 'InProgress']]);
    const before = clock.now();
    await expect(nodes.wipe('home', tenMinutes())).rejects.toThrow(/i-1/);
    expect(clock.now() - before).toBeGreaterThan(30_000 + 90_000);
  });

  it('starts one server alone', async () => {
    ends('Success', 1);
    await nodes.start('home', minute(), 'i-2');
    expect(sent()).toMatchObject({ InstanceIds: ['i-2'], Parameters: { Action: ['start'], Except: ['none'] } });
    expect(sent()?.Targets).toBeUndefined();
  });

  it('restarts one server alone, and fails if it does not take the command', async () => {
    ends('TimedOut', 1, [['i-2', 'TimedOut', 'DeliveryTimedOut']]);
    await expect(nodes.restartOne('home', 'i-2', minute())).rejects.toThrow(/i-2/);
    expect(sent()).toMatchObject({ InstanceIds: ['i-2'], Parameters: { Action: ['restart'], Except: ['none'] } });
  });

  it('reports a refusal of SSM as a step that can be repeated', async () => {
    ssm.on(SendCommandCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const failure = nodes.restart('home', 'all', minute());
    await expect(failure).rejects.toMatchObject({ name: 'StepError', retryable: true });
    await expect(failure).rejects.toThrow(/AccessDeniedException/);
  });
});
