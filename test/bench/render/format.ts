import type { Unit } from '../figure';

/** A value with its unit, rounded to its meaningful digits. */
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

/** A duration in milliseconds below one second, else in seconds. */
export function duration(ms: number): string {
  if (Math.abs(ms) < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(Math.abs(ms) < 10_000 ? 2 : 1)} s`;
}

/** A duration; `never` when it is undefined. */
export const durationOrNever = (ms: number | undefined): string => (ms === undefined ? 'never' : duration(ms));

/** Adds a plus sign to a difference that is not negative. */
export const signed = (text: string): string => (text.startsWith('-') ? text : `+${text}`);
