import { interpret } from '../../../../../functions/dr-operations/replication/postgres/observe';
import { BadAnswerError, NoAnswerError } from '../../../../../functions/shared/errors';
import type { Look } from '../../../../../functions/shared/statements';
import { databaseLook, replicaLook, silent } from './fake-database';

const health = (status: number, more: object = {}): Look => ({
  status,
  body: { initialized: true, sealed: false, version: '2.7.2', replication_dr_mode: 'disabled', ...more },
});
const active = health(200);
const standby = health(429);
const sealed = health(503, { sealed: true });
const uninitialised = health(501, { initialized: false });
const gone = new NoAnswerError('https://home.test', 'sys/health', 'refused', false);
const other = new BadAnswerError('https://home.test', 'sys/health', 'not-json');

const primary = databaseLook();
const fenced = databaseLook({ isFenced: true });
const replica = replicaLook();

describe('interpret, with the answers of one node and its database', () => {
  it.each([
    ['an active node on a primary serves', active, primary, { mode: 'primary', serving: true, lastWal: 500 }],
    ['a standby on a primary does not serve', standby, primary, { mode: 'primary', serving: false }],
    [
      'a standby on a replica follows',
      standby,
      replica,
      { mode: 'secondary', state: 'stream-wals', lastRemoteWal: 500 },
    ],
    [
      'a replica without a stream is idle',
      standby,
      replicaLook({ isStreaming: false }),
      { state: 'idle', connected: false },
    ],
    ['a standby on a fenced database was demoted', standby, fenced, { mode: 'secondary', state: 'idle', lastWal: 500 }],
    ['a fenced database tells its role for lost nodes, too', gone, fenced, { mode: 'secondary', lastWal: 500 }],
    ['a fenced database tells its role for sealed nodes, too', sealed, fenced, { mode: 'secondary', lastWal: 500 }],
    ['an active node on a fenced database is about to step down', active, fenced, { kind: 'changing' }],
    ['an active node on a replica cannot be', active, replica, { kind: 'changing' }],
    ['sealed nodes cannot serve', sealed, primary, { kind: 'sealed' }],
    ['sealed nodes cannot take over', sealed, replica, { kind: 'sealed' }],
    ['lost nodes cannot serve', gone, primary, { kind: 'unreachable', cause: 'refused' }],
    ['another program is not Vault', other, primary, { kind: 'odd', problem: 'not-json' }],
    ['an empty store has no role', uninitialised, fenced, { kind: 'uninitialised' }],
    [
      'an active node is a primary, whatever its database says',
      active,
      silent(),
      { mode: 'primary', isStatusUnseen: true },
    ],
    ['a standby without a database has no known role', standby, silent(), { kind: 'changing' }],
    ['nothing answers', gone, silent(), { kind: 'unreachable' }],
  ])('%s', (_, node, database, expected) => {
    expect(interpret([node], database)).toMatchObject(expected);
  });

  it('believes an active node of several', () => {
    expect(interpret([standby, gone, active], primary)).toMatchObject({ mode: 'primary', serving: true });
    expect(interpret([sealed, standby], primary)).toMatchObject({ mode: 'primary', serving: false });
  });

  it('takes the newest transaction for the sign of life, and its age for the lag until it is applied', () => {
    expect(interpret([standby], replica)).toMatchObject({ lastHeartbeat: '2025-01-01T09:59:58.000Z', canaryAgeMs: 0 });
    expect(interpret([standby], replicaLook({ isApplied: false }))).toMatchObject({ canaryAgeMs: 2_000 });
    expect(interpret([standby], replicaLook({ isApplied: false, isStreaming: false }))).toMatchObject({
      hasWritesUntil: '2025-01-01T09:59:58.000Z',
    });
    const { replayedAt, ...never } = replica;
    expect(replayedAt).toBeDefined();
    expect(interpret([standby], never)).toMatchObject({ lastHeartbeat: undefined });
  });
});
