import { setTimeout as pause } from 'node:timers/promises';
import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ClusterNodes } from '../../../../functions/dr-operations/replication/snapshot';
import { StepError } from '../../../../functions/shared/errors';
import type { SnapshotPair } from '../../../local/community/snapshot-pair';
import type { WireState } from '../../../local/community/wire';
import { Writer } from '../../../local/community/writer';
import type { Ended, Fault, FaultyPair } from './cell';

const WRITES = 10;
const BUCKET = 'snapshots-away';
const SLOW: WireState = { slowMs: 150 };
const ALL = ['pull', 'failover', 'switchover'] as const;
const TAKEOVERS = ['failover', 'switchover'] as const;
const AHEAD_MS = 300_000;
/** Status of `sys/health` of a sealed server. */
const SEALED = 503;
/** Longer than such a server takes to unseal itself by the retry of its start. */
const STAYS_SEALED_MS = 8_000;
const REFUSES = 'Check the SSM agent of the servers, then run the same operation again.';

/** A real pair that copies snapshots, and what can go wrong around it. */
export class FaultySnapshotPair implements FaultyPair {
  readonly driver = 'snapshot';
  #writer: Writer | undefined;
  #takenAt = 0;
  /** Key of the file before the newest one. */
  #older = '';
  #servers: ClusterNodes;
  #aheadMs = 0;
  #accept: readonly string[] = [];

  constructor(private readonly pair: SnapshotPair) {
    this.#servers = pair.servers;
    const now = pair.clock.now.bind(pair.clock);
    Object.assign(pair.clock, { now: () => now() + this.#aheadMs });
  }

  get faults(): readonly Fault[] {
    const { vault, files } = this.pair.wires;
    const wire = (
      name: string,
      of: { set(state: WireState): Promise<void> },
      state: WireState,
      operations: readonly string[] = ALL,
    ): Fault => ({
      name,
      operations,
      put: () => of.set(state),
      heal: () => of.set('passes'),
    });
    return [
      wire('Vault of home hangs', vault.home, 'silent'),
      wire('Vault of home is slow', vault.home, SLOW, ['pull', 'switchover']),
      wire('Vault of away hangs', vault.away, 'silent', ['pull', 'failover']),
      wire('Vault of away refuses', vault.away, 'refused', ['failover']),
      wire('S3 of away refuses', files.away, 'refused', ['pull', 'failover']),
      wire('S3 of away hangs', files.away, 'silent', ['pull', 'failover']),
      wire('S3 of away is slow', files.away, SLOW, ['failover']),
      wire('S3 of home hangs', files.home, 'silent', ['switchover']),
      this.#file('the newest file is corrupt', async (key) => {
        const { Metadata, ContentLength = 0 } = await this.#head(key);
        await this.#put(key, Buffer.alloc(ContentLength, 1), Metadata);
      }),
      this.#file('the newest file is cut off', async (key) => {
        const { Metadata } = await this.#head(key);
        await this.#put(key, Buffer.alloc(100, 1), Metadata);
      }),
      this.#file('the newest file is of another cluster', async (key) => {
        const { Metadata } = await this.#head(key);
        await this.#copy(key, key, { ...Metadata, 'cluster-id': '00000000-0000-0000-0000-000000000000' });
      }),
      this.#file('the newest file was made by a newer version', async (key) => {
        const { Metadata } = await this.#head(key);
        await this.#copy(key, key, { ...Metadata, version: '99.0.0' });
      }),
      this.#file('the newest file was made with another seal', async (key) => {
        const { Metadata } = await this.#head(key);
        await this.#copy(key, key, { ...Metadata, seal: 'awskms' });
      }),
      this.#file('an older file has a newer name', async () => {
        const newer = `snapshots/${new Date(this.#takenAt + 1_000).toISOString()}.snap`;
        await this.#copy(this.#older, newer, undefined);
        return newer;
      }),
      this.#file('a file of somebody else is the newest', async () => {
        const key = `snapshots/${new Date(this.#takenAt + 1_000).toISOString()}.snap`;
        await this.#put(key, Buffer.from('notes'), undefined);
        return key;
      }),
      {
        name: 'SSM refuses',
        operations: TAKEOVERS,
        put: () =>
          this.#setServers(() => Promise.reject(new StepError('SSM SendCommand failed (AccessDenied)', REFUSES))),
        heal: () => this.#setServers(undefined),
      },
      {
        name: 'one server is silent',
        operations: ['switchover'],
        put: () =>
          this.#setServers(() =>
            Promise.reject(new StepError('Vault could not be stopped on servers of home: i-1', REFUSES)),
          ),
        heal: () => this.#setServers(undefined),
      },
      {
        name: 'away is sealed',
        operations: ['failover'],
        put: async () => {
          const { away } = this.pair.nodes;
          // A server that was initialised a moment before unseals itself once more.
          do {
            await away.must('POST', 'sys/seal', { token: this.pair.parkedToken });
            await pause(STAYS_SEALED_MS);
          } while ((await away.health()) !== SEALED);
        },
        heal: async () => {
          await this.pair.nodes.away.kill();
          await this.pair.nodes.away.start();
          await this.pair.nodes.away.until('it is active', ({ status }) => status === 200);
        },
      },
      {
        name: 'the clock here is 300 s ahead',
        operations: ['pull', 'failover'],
        put: () => Promise.resolve(void (this.#aheadMs = AHEAD_MS)),
        heal: () => Promise.resolve(void (this.#aheadMs = 0)),
      },
      {
        name: 'the clock here is 300 s behind',
        operations: ['pull'],
        put: () => Promise.resolve(void (this.#aheadMs = -AHEAD_MS)),
        heal: () => Promise.resolve(void (this.#aheadMs = 0)),
      },
      {
        name: 'the lease table of home hangs',
        operations: ['failover'],
        put: () => Promise.resolve(void (this.pair.tables.home.behaviour = 'black-holed')),
        heal: () => Promise.resolve(void (this.pair.tables.home.behaviour = 'answers')),
      },
      this.#cut('a cut between the regions', []),
      this.#cut('a cut between the regions, and a person says that home is fenced', ['unfenced-primary']),
      {
        name: 'none: the file was taken in the middle of a write load',
        operations: ['failover'],
        put: () => Promise.resolve(),
        heal: () => Promise.resolve(),
      },
    ];
  }

  async prepare(operation: string): Promise<void> {
    const { pair } = this;
    await this.#writer?.stop();
    this.#accept = [];
    await pair.reset();
    const { home } = pair.nodes;
    const writer = await Writer.start(home, pair.rootToken);
    this.#writer = writer;
    await writer.more(WRITES);
    this.#older = (await pair.pull()).newest?.key ?? '';
    await writer.more(WRITES);
    const { newest } = await pair.pull();
    this.#takenAt = Date.parse(newest?.takenAt ?? '');
    await writer.more(WRITES);
    if (operation === 'failover') await home.kill();
    if (operation !== 'pull') await writer.stop();
  }

  async end(): Promise<void> {
    await this.#writer?.stop();
  }

  async run(operation: string): Promise<unknown> {
    const { pair } = this;
    if (operation === 'pull') return pair.pull();
    const accept = this.#accept;
    return pair.run(operation.replace(/,.*/, ''), { to: 'away', ...(accept.length > 0 && { accept }) }, this.#servers);
  }

  async during(operation: string): Promise<string[]> {
    // A person who says that home is fenced while it is not, has both.
    if (this.#accept.length > 0 || operation === 'pull') return [];
    const { home, away } = this.pair.nodes;
    const token = this.pair.rootToken;
    const gives = async (node: typeof home): Promise<boolean> =>
      (await node.call('GET', 'written/1', { token, timeoutMs: 2_000 })).status === 200;
    return (await gives(home)) && (await gives(away)) ? ['both clusters serve'] : [];
  }

  /** A failover that could not restore starts the servers of home again, and then home is not lost any more. */
  async isAsBefore(): Promise<boolean> {
    return (await this.pair.roles()) === 'primary secondary';
  }

  async check(operation: string): Promise<string[]> {
    const { pair } = this;
    await this.#writer?.stop();
    const wrong: string[] = [];
    if (operation === 'pull') {
      const roles = await pair.roles();
      return roles === 'primary secondary' ? [] : [`the roles are ${roles}`];
    }
    const missing = (await this.#writer?.missingOn(pair.nodes.away)) ?? [];
    const isSwitchover = operation === 'switchover';
    const lost = isSwitchover && this.#accept.length === 0 ? missing : missing.filter(({ at }) => at < this.#takenAt);
    if (lost.length > 0) wrong.push(`${lost.length} acknowledged writes are lost`);
    if (pair.route53.weights.away !== 255) wrong.push(`the weights are ${JSON.stringify(pair.route53.weights)}`);
    if ((await pair.nodes.away.health()) !== 200) wrong.push('away does not serve');
    return wrong;
  }

  #cut(name: string, accept: readonly string[]): Fault {
    const { vault, files } = this.pair.wires;
    const set = async (state: WireState, behaviour: 'black-holed' | 'answers'): Promise<void> => {
      await Promise.all([vault.home.set(state), files.home.set(state)]);
      this.pair.tables.home.behaviour = behaviour;
    };
    return {
      name,
      operations: accept.length > 0 ? ['failover, home alive'] : ['failover, home alive', 'pull'],
      put: async () => {
        this.#accept = accept;
        await set('silent', 'black-holed');
        const unreached = {
          kind: 'not-certain',
          detail: 'SSM of its region gives no answer',
          mayHaveEffect: false,
        } as const;
        this.#servers = { ...this.pair.servers, stopAll: () => Promise.resolve(unreached) };
      },
      heal: async () => {
        this.#servers = this.pair.servers;
        await set('passes', 'answers');
      },
      judge: (first) => this.#judgeCut(first, accept),
    };
  }

  /** Afterwards there are two primaries, or a healthy pair: a failover has nothing to do then. */
  async #judgeCut({ outcome }: Ended, accept: readonly string[]): Promise<string[]> {
    const wrong: string[] = [];
    const isAccepted = accept.length > 0;
    if ((outcome === 'done') !== isAccepted)
      wrong.push(`it was ${outcome} with ${accept.join() || 'nothing'} accepted`);
    const roles = await this.pair.roles();
    if (roles !== (isAccepted ? 'primary primary' : 'primary secondary')) wrong.push(`the roles are ${roles}`);
    return wrong;
  }

  /** @param spoil returns the key of a file that it added */
  #file(name: string, spoil: (key: string) => Promise<string | void>): Fault {
    let spoilt: string | undefined;
    let good: { readonly key: string; readonly copy: string } | undefined;
    return {
      name,
      operations: /newer name|somebody/.test(name) ? ['failover', 'pull'] : ['failover'],
      put: async () => {
        const newest = await this.pair.stores.away.newest(this.pair.clock.now(), AbortSignal.timeout(5_000));
        const key = newest?.key ?? '';
        good = { key, copy: `saved/${key}` };
        await this.#copy(key, good.copy, undefined);
        spoilt = (await spoil(key)) ?? undefined;
      },
      heal: async () => {
        const { s3 } = this.pair;
        if (spoilt !== undefined) await s3.away.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: spoilt }));
        // A person restores the earlier version.
        if (good) await this.#copy(good.copy, good.key, undefined);
      },
    };
  }

  #setServers(fails: (() => Promise<never>) | undefined): Promise<void> {
    const { servers } = this.pair;
    const notCertain = { kind: 'not-certain', detail: 'SSM did not reach every server', mayHaveEffect: true } as const;
    const stopAll: ClusterNodes['stopAll'] = () => Promise.resolve(notCertain);
    this.#servers = fails ? { ...servers, restart: fails, stopStandbys: fails, stopAll } : servers;
    return Promise.resolve();
  }

  #head(key: string): Promise<{ Metadata?: Record<string, string>; ContentLength?: number }> {
    return this.pair.s3.away.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
  }

  async #put(key: string, Body: Buffer, Metadata: Record<string, string> | undefined): Promise<void> {
    const { away } = this.pair.s3;
    await away.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body, ...(Metadata && { Metadata }) }));
  }

  async #copy(from: string, to: string, Metadata: Record<string, string> | undefined): Promise<void> {
    await this.pair.s3.away.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: to,
        CopySource: `${BUCKET}/${encodeURIComponent(from)}`,
        ...(Metadata && { Metadata, MetadataDirective: 'REPLACE' as const }),
      }),
    );
  }
}
