import { DENIED, DENIED_BY_POLICY, INVALID_TOKEN, refusal, refuse, RefusedError, type Answer } from './answers';
import type { BaoClient } from './bao-client';
import { text, type Call } from './call';
import type { ClusterCore } from './cluster-core';

type Capability = 'create' | 'read' | 'update' | 'delete' | 'list' | 'sudo';

/** Checks with OpenBao what a caller may do, so that a wrong policy fails here as it would in production. */
export class Access {
  constructor(
    private readonly bao: BaoClient,
    private readonly core: ClusterCore,
    /** Whether a text is a DR operation token that was made from key shares. */
    private readonly isShareToken: (token: string) => boolean,
  ) {}

  /** The token in the header must have all of these capabilities. @throws RefusedError */
  async byHeader(call: Call, ...needed: readonly Capability[]): Promise<void> {
    if (call.token === undefined) throw new RefusedError(DENIED);
    await this.#demand(call.token, call.path, needed, INVALID_TOKEN);
  }

  /**
   * The token in the header must have a capability that suffices for the method.
   *
   * @param maxAgeMs how old a cached answer of OpenBao may be, milliseconds
   * @throws RefusedError
   */
  async byMethod(call: Call, maxAgeMs = 0): Promise<void> {
    if (call.token === undefined) throw new RefusedError(DENIED);
    const capabilities = await this.bao.capabilities(call.token, call.path, maxAgeMs);
    if (!capabilities) throw new RefusedError(INVALID_TOKEN);
    const sufficient = SUFFICIENT[call.method] ?? [];
    if (!['root', ...sufficient].some((each) => capabilities.includes(each))) throw new RefusedError(DENIED_BY_POLICY);
  }

  /** The body must hold a DR operation token that may update this path. @throws RefusedError */
  async byOperationToken(call: Call): Promise<void> {
    const { headerTokenSuffices, operationTokenMissing, operationTokenBad } = this.core.context.settings.behaviour;
    const token = text(call, 'dr_operation_token') || (headerTokenSuffices ? call.token : undefined);
    if (!token) return refuse(operationTokenMissing);
    if (this.isShareToken(token)) return;
    await this.#demand(token, call.path, ['update'], refusal(operationTokenBad));
  }

  /** A token on a path that needs none must still be valid. @throws RefusedError */
  async ifGiven(call: Call): Promise<void> {
    if (call.token !== undefined && !(await this.bao.lookup(call.token))) throw new RefusedError(DENIED);
  }

  async #demand(token: string, path: string, needed: readonly Capability[], otherwise: Answer): Promise<void> {
    const [capabilities, resolves] = await Promise.all([this.bao.capabilities(token, path), this.#resolves(token)]);
    if (!capabilities || !resolves) throw new RefusedError(otherwise);
    const isRoot = capabilities.includes('root');
    if (!isRoot && needed.some((each) => !capabilities.includes(each))) throw new RefusedError(DENIED_BY_POLICY);
  }

  /** A DR secondary has no leases, so it accepts only batch tokens and root tokens that never expire. */
  async #resolves(token: string): Promise<boolean> {
    if (this.core.role !== 'secondary') return true;
    const facts = await this.bao.lookup(token);
    return facts !== undefined && (facts.type === 'batch' || facts.ttl === 0);
  }
}

/** Capabilities that suffice for each method. A write needs `update` or `create`, whether the entry exists or not. */
const SUFFICIENT: Readonly<Record<string, readonly Capability[]>> = {
  GET: ['read'],
  HEAD: ['read'],
  LIST: ['list'],
  POST: ['update', 'create'],
  PATCH: ['update'],
  DELETE: ['delete'],
};
