import type { ClusterName } from './vault/settings';

/** One moment of a call, seen by the server that receives it. Contains no header or body. */
export interface Passage {
  /** `received`: the call has arrived and has no effect yet. `done`: it has taken effect and is not answered yet. */
  readonly moment: 'received' | 'done';
  readonly to: ClusterName | 'aws';
  /** `POST sys/replication/dr/primary/demote`, `dynamodb PutItem lease eu-west-1`, `route53 GetChange`. */
  readonly call: string;
  /** Status of the answer of AWS; only when `done`. */
  readonly status?: number;
}

/** `cut` ends the connection without an answer; at `received` the call then has no effect. */
export type Verdict = 'pass' | 'cut';

/** Looks at every passage; the call waits for its verdict. */
export type Tap = (passage: Passage) => Promise<Verdict>;

/** Holds the current tap of a world. There is at most one; none at first. */
export class Taps {
  #current: Tap | undefined;

  /** Replaces the current tap. @returns a function that removes it */
  set(tap: Tap): () => void {
    this.#current = tap;
    return () => {
      if (this.#current === tap) this.#current = undefined;
    };
  }

  readonly pass: Tap = async (passage) => (await this.#current?.(passage)) ?? 'pass';
}
