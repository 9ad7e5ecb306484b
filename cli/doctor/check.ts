/** What one look at one hop found. */
export interface Check {
  /** From where to where. */
  readonly hop: string;
  /** `unknown`: it could not be looked at from here, which is no fault by itself. */
  readonly verdict: 'ok' | 'wrong' | 'unknown';
  readonly detail: string;
  /** What to do, where something is wrong. */
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
