import { request } from 'node:https';
import type { CheckSettings } from './load-balancer-settings';

export type TargetState = 'initial' | 'healthy' | 'unhealthy';

/** The health of one target, from checks at a steady rate. */
export class TargetHealth {
  #state: TargetState = 'initial';
  #inARow = 0;
  #lastWasGood: boolean | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly check: CheckSettings,
    private readonly address: { readonly host: string; readonly port: number },
    private readonly secondMs: number,
    private readonly onChange: (state: TargetState) => void,
  ) {}

  get state(): TargetState {
    return this.#state;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), this.check.intervalSeconds * this.secondMs);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const status = await this.#ask();
    if (this.#timer === undefined) return;
    const isGood = status !== undefined && this.check.isHealthy(status);
    this.#inARow = isGood === this.#lastWasGood ? this.#inARow + 1 : 1;
    this.#lastWasGood = isGood;
    const { healthyThreshold, unhealthyThreshold } = this.check;
    if (this.#inARow < (isGood ? healthyThreshold : unhealthyThreshold)) return;
    const state = isGood ? 'healthy' : 'unhealthy';
    if (state === this.#state) return;
    this.#state = state;
    this.onChange(state);
  }

  /** @returns nothing if there was no answer in time */
  #ask(): Promise<number | undefined> {
    return new Promise((resolve) => {
      const call = request({
        ...this.address,
        path: this.check.path,
        agent: false, // each check has a connection of its own
        rejectUnauthorized: false, // AWS does not check the certificate of a target
        maxVersion: 'TLSv1.2', // nor does it use TLS 1.3 for checks
      });
      const end = (status: number | undefined): void => {
        clearTimeout(timer);
        call.destroy();
        resolve(status);
      };
      const timer = setTimeout(() => end(undefined), this.check.timeoutSeconds * this.secondMs);
      call.on('error', () => end(undefined));
      call.on('response', ({ statusCode }) => end(statusCode));
      call.end();
    });
  }
}
