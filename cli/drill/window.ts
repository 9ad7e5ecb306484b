import type { EnvironmentSettings } from '../config';

type Window = NonNullable<EnvironmentSettings['drill']['window']>;

/** Whether a time is inside a window. A window whose end is before its start continues after midnight. Pure. */
export function isInside({ days, from, to, timeZone }: Window, at: Date): boolean {
  const now = localTime(at, timeZone);
  if (from <= to) return days.includes(now.day) && from <= now.time && now.time < to;
  if (now.time >= from) return days.includes(now.day);
  const yesterday = localTime(new Date(at.getTime() - 86_400_000), timeZone).day;
  return days.includes(yesterday) && now.time < to;
}

/** E.g. `Tue, Wed 09:00 – 11:00 UTC`. */
export const describeWindow = ({ days, from, to, timeZone }: Window): string =>
  `${days.join(', ')} ${from} – ${to} ${timeZone}`;

function localTime(at: Date, timeZone: string): { day: Window['days'][number]; time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return { day: part('weekday') as Window['days'][number], time: `${part('hour')}:${part('minute')}` };
}
