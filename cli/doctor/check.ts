/** Result of checking one hop. */
export interface Check {
  /** Source and destination, e.g. `here → Lambda eu-west-1`. */
  readonly hop: string;
  /** `unknown`: it could not be checked from here, which is not a fault. */
  readonly verdict: 'ok' | 'wrong' | 'unknown';
  readonly detail: string;
  /** What to do about a fault. */
  readonly remedy?: string;
}

export const ok = (hop: string, detail: string): Check => ({ hop, verdict: 'ok', detail });
export const wrong = (hop: string, detail: string, remedy: string): Check => ({
  hop,
  verdict: 'wrong',
  detail,
  remedy,
});
export const unknown = (hop: string, detail: string): Check => ({ hop, verdict: 'unknown', detail });
