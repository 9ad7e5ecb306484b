import { setTimeout as pause } from 'node:timers/promises';
import { CLUSTER_NAMES, type ClusterName } from '../../../../functions/shared/contract';
import type { BaoNode } from '../../../local/vault/bao-node';

const EVERY_MS = 20;

/** Looks all the time whether both clusters serve clients. It only reads, so it moves nothing. */
export class BothServe {
  #goesOn = true;
  #seen = 0;
  #looking: Promise<void>;

  constructor(
    private readonly nodes: Readonly<Record<ClusterName, BaoNode>>,
    private readonly serves: (node: BaoNode) => Promise<boolean>,
  ) {
    this.#looking = this.#look();
  }

  /** @returns how often both did */
  async stop(): Promise<number> {
    this.#goesOn = false;
    await this.#looking;
    return this.#seen;
  }

  async #look(): Promise<void> {
    while (this.#goesOn) {
      const [home, away] = await Promise.all(CLUSTER_NAMES.map((name) => this.serves(this.nodes[name])));
      if (home && away) this.#seen += 1;
      await pause(EVERY_MS);
    }
  }
}
