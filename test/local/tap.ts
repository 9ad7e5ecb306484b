import type { ClusterName } from './vault/settings';

/** One moment of a call that a Lambda makes, as the server that takes it sees it. Holds nothing of what it carries. */
export interface Passage {
  /** `received`: it has arrived whole and nothing is done yet. `done`: it is done and not yet answered. */
  readonly moment: 'received' | 'done';
  readonly to: ClusterName | 'aws';
  /** `POST sys/replication/dr/primary/demote`, `dynamodb PutItem lease eu-west-1`, `route53 GetChange`. */
  readonly call: string;
  /** How AWS answers, when it is `done`. */
  readonly status?: number;
}

/** What becomes of the call: `cut` ends the connection without an answer, and at `received` without an effect. */
export type Verdict = 'pass' | 'cut';

/** Looks at every passage; the call waits for its verdict. */
export type Tap = (passage: Passage) => Promise<Verdict>;

/** The tap of a world: one at a time, none at first. */
export class Taps {
  #current: Tap | undefined;

  /** @returns a function that takes it off again */
  set(tap: Tap): () => void {
    this.#current = tap;
    return () => {
      if (this.#current === tap) this.#current = undefined;
    };
  }

  readonly pass: Tap = async (passage) => (await this.#current?.(passage)) ?? 'pass';
}
