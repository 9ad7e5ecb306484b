import * as v from 'valibot';
import { InputError } from '../../../functions/shared/errors';
import { parseEvent } from '../../../functions/shared/parse-event';
import { everythingIn, thrown } from '../../helpers/errors';

const TOKEN = 'hvs.value-of-a-token';
const EVENT = v.strictObject({
  operation: v.picklist(['status', 'failover']),
  dryRun: v.optional(v.boolean(), false),
  reason: v.optional(v.pipe(v.string(), v.maxLength(5, 'at most 5 characters'))),
  actor: v.optional(v.pipe(v.string(), v.regex(/^[a-z]+$/))),
  to: v.optional(
    v.pipe(
      v.string(),
      v.check((name) => name === 'home'),
    ),
  ),
});

describe('parseEvent', () => {
  it('gives the event with its defaults', () => {
    expect(parseEvent(EVENT, { operation: 'status' }, '')).toEqual({ operation: 'status', dryRun: false });
  });

  it.each<[string, unknown, RegExp]>([
    ['a text', TOKEN, /event: expected Object/],
    ['null', null, /event: expected Object/],
    ['a missing field', {}, /operation: expected/],
    ['a value that is not on the list', { operation: TOKEN }, /operation: expected \("status" \| "failover"\)/],
    ['a wrong type', { operation: 'status', dryRun: TOKEN }, /dryRun: expected boolean/],
    ['an unknown field', { operation: 'status', token: TOKEN }, /token: expected never/],
    ['a rule with words', { operation: 'status', reason: TOKEN }, /reason: at most 5 characters/],
    ['a rule without words', { operation: 'status', actor: TOKEN }, /actor: /],
    ['a check without words', { operation: 'status', to: TOKEN }, /to: /],
  ])('refuses %s without quoting a value', async (_name, event, message) => {
    const error = await thrown(() => parseEvent(EVENT, event, 'Give {"operation": "status"}.'));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^The event is malformed: .*\. Give {"operation": "status"}\.$/);
    expect(everythingIn(error)).not.toContain('value-of-a-token');
  });

  it('tells every problem at once', async () => {
    const { message } = await thrown(() => parseEvent(EVENT, { dryRun: 1, more: 2 }, ''));
    expect(message).toMatch(/operation: .*; dryRun: .*; more: /);
  });
});
