import { isInside } from '../../cli/drill/window';

const at = (text: string): Date => new Date(text);
const WEEKDAY = { days: ['Tue', 'Wed'], from: '09:00', to: '12:00', timeZone: 'Europe/Dublin' } as const;
const NIGHT = { days: ['Sat'], from: '22:00', to: '04:00', timeZone: 'UTC' } as const;

describe('isInside', () => {
  it.each([
    ['2026-01-06T09:00:00Z', true, 'its first minute'],
    ['2026-01-06T11:59:59Z', true, 'its last second'],
    ['2026-01-06T12:00:00Z', false, 'its end'],
    ['2026-01-08T10:00:00Z', false, 'another day'],
    ['2026-07-07T08:30:00Z', true, 'summer time, an hour ahead of UTC'],
    ['2026-07-07T11:30:00Z', false, 'summer time, when it is over'],
  ])('at %s is %s: %s', (moment, inside) => {
    expect(isInside({ ...WEEKDAY, days: [...WEEKDAY.days] }, at(moment))).toBe(inside);
  });

  it.each([
    ['2026-01-10T23:00:00Z', true, 'Saturday evening'],
    ['2026-01-11T03:59:00Z', true, 'the night after it'],
    ['2026-01-11T23:00:00Z', false, 'Sunday evening'],
    ['2026-01-10T03:00:00Z', false, 'the night before it'],
  ])('over midnight, at %s is %s: %s', (moment, inside) => {
    expect(isInside({ ...NIGHT, days: [...NIGHT.days] }, at(moment))).toBe(inside);
  });
});
