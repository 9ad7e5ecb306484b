import { ACCEPTANCES } from '../../../functions/dr-operations/contract';
import { parseOperationEvent } from '../../../functions/dr-operations/event';

describe('parseOperationEvent', () => {
  it('fills in what is not given', () => {
    expect(parseOperationEvent({ operation: 'switchover' })).toEqual({
      operation: 'switchover',
      to: 'away',
      dryRun: false,
      accept: [],
      reason: undefined,
      actor: 'unknown',
    });
  });

  it.each([
    ['switchover', 'away'],
    ['failover', 'away'],
    ['failback', 'home'],
    ['rejoin', undefined],
    ['dns-switch', undefined],
  ])('leads a %s to %s', (operation, to) => {
    expect(parseOperationEvent({ operation, reason: 'a test' }).to).toBe(to);
  });

  it('takes each acceptance once', () => {
    const accept = [...ACCEPTANCES, 'loss'];
    expect(parseOperationEvent({ operation: 'failover', accept, reason: 'a test' }).accept).toEqual(ACCEPTANCES);
  });

  it.each<[string, object, string]>([
    ['an unknown operation', { operation: 'explode' }, 'operation'],
    ['an unknown field', { operation: 'status', soon: true }, 'soon'],
    ['an unknown acceptance', { operation: 'failover', accept: ['everything'], reason: 'x' }, 'accept'],
    ['one word for everything', { operation: 'failover', force: true, reason: 'x' }, 'Name the checks that you accept'],
    ['the same word where it says no', { operation: 'failover', force: false, reason: 'x' }, 'no longer supported'],
    ['a failover without a reason', { operation: 'failover' }, 'failover needs a reason'],
    ['an acceptance without a reason', { operation: 'rejoin', accept: ['loss'] }, '"accept" needs a reason'],
    ['an empty reason', { operation: 'failover', reason: '  ' }, 'must not be empty'],
    ['a failback that leads away', { operation: 'failback', to: 'away' }, 'A failback always leads to home'],
    ['a switchover without the name', { operation: 'switchover', dns: 'defer' }, 'Only a failover that somebody asked'],
    [
      'a failover without the name that begins by itself',
      { operation: 'failover', dns: 'defer', automatic: { beats: {} }, reason: 'x' },
      'Only a failover that somebody asked',
    ],
    ['a link to nobody', { operation: 'link' }, 'link needs "to"'],
  ])('refuses %s', (_name, event, words) => {
    expect(() => parseOperationEvent(event)).toThrow(words);
  });

  it('needs no reason for a dry run', () => {
    const event = { operation: 'failover', dryRun: true, accept: ['loss'] };
    expect(parseOperationEvent(event)).toMatchObject({ dryRun: true, reason: undefined });
  });
});
