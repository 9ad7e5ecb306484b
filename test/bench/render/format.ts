import type { Unit } from '../figure';

/** A value with its unit, with as many digits as mean something. */
export function format(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return 'never';
  switch (unit) {
    case 'ms':
      return duration(value);
    case 'writes':
      return String(Math.round(value));
    case '×':
      return `× ${value.toFixed(2)}`;
    case 'KiB':
    case 'MiB':
      return `${value.toFixed(1)} ${unit}`;
  }
}

/** Milliseconds below a second, else seconds. */
export function duration(ms: number): string {
  if (Math.abs(ms) < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(Math.abs(ms) < 10_000 ? 2 : 1)} s`;
}

/** Something that may never have happened. */
export const durationOrNever = (ms: number | undefined): string => (ms === undefined ? 'never' : duration(ms));

/** A difference, with its sign. */
export const signed = (text: string): string => (text.startsWith('-') ? text : `+${text}`);
