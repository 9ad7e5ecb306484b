import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { parseAuthConfig } from '../../functions/auth/config';
import { AUTH_ENV } from '../../functions/auth/contract';
import { BUNDLE_NAMES, type BundleName } from '../../functions/shared/contract';
import { parseTokenGenConfig } from '../../functions/dr-operation-token-gen/config';
import { BREAK_GLASS_ENV, TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import { parseOperationsConfig, parsePairConfig } from '../../functions/dr-operations/config';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import { DEPLOYMENT_ENV, DNS_ENV, SECRET_ENV, VAULT_ENV } from '../../functions/shared/contract';
import { parseWatchConfig } from '../../functions/watch/config';
import { parseSender } from '../../functions/events/sender';
import { WATCH_ENV } from '../../functions/watch/contract';
import { parseWitnessConfig } from '../../functions/witness/config';
import { WITNESS_ENV } from '../../functions/witness/contract';
import { parsePullerConfig } from '../../functions/snapshot-puller/config';
import { parseCommunityConfig } from '../../functions/community-operations/config';
import { COMMUNITY_ENV, COMMUNITY_SIGHT_ENV } from '../../functions/community-operations/contract';
import { parseCommunityWatchConfig } from '../../functions/community-watch/config';
import { COMMUNITY_WATCH_ENV } from '../../functions/community-watch/contract';
import { parsePostgresConfig } from '../../functions/postgres-operations/config';
import { POSTGRES_ENV, POSTGRES_SIGHT_ENV } from '../../functions/postgres-operations/contract';
import { parsePostgresWatchConfig } from '../../functions/postgres-watch/config';
import { POSTGRES_WATCH_ENV } from '../../functions/postgres-watch/contract';
import { PULLER_ENV } from '../../functions/snapshot-puller/contract';
import type { Env } from '../../functions/shared/env';
import { BUNDLE_BYTES } from '../bench/budgets';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');

/** The variables of each Lambda, and the code that reads them. */
const CONFIGURED: Record<BundleName, { variables: object[]; parse: (env: Env) => unknown }> = {
  auth: { variables: [VAULT_ENV, AUTH_ENV], parse: parseAuthConfig },
  'dr-operation-token-gen': {
    variables: [VAULT_ENV, SECRET_ENV, TOKEN_GEN_ENV, BREAK_GLASS_ENV],
    parse: parseTokenGenConfig,
  },
  'dns-switch': { variables: [VAULT_ENV, DNS_ENV, OPERATIONS_ENV], parse: parsePairConfig },
  'dr-operations': { variables: [VAULT_ENV, DNS_ENV, SECRET_ENV, OPERATIONS_ENV], parse: parseOperationsConfig },
  watch: {
    variables: [VAULT_ENV, DNS_ENV, SECRET_ENV, OPERATIONS_ENV, WATCH_ENV, DEPLOYMENT_ENV],
    parse: parseWatchConfig,
  },
  events: { variables: [DEPLOYMENT_ENV], parse: parseSender },
  witness: { variables: [WITNESS_ENV], parse: parseWitnessConfig },
  // Everything that it needs is in its event.
  'name-batch': { variables: [], parse: () => undefined },
  'snapshot-puller': { variables: [VAULT_ENV, PULLER_ENV, DEPLOYMENT_ENV], parse: parsePullerConfig },
  'community-operations': {
    variables: [VAULT_ENV, DNS_ENV, OPERATIONS_ENV, COMMUNITY_ENV],
    parse: parseCommunityConfig,
  },
  'community-watch': {
    variables: [VAULT_ENV, DNS_ENV, OPERATIONS_ENV, COMMUNITY_SIGHT_ENV, COMMUNITY_WATCH_ENV, DEPLOYMENT_ENV],
    parse: parseCommunityWatchConfig,
  },
  'postgres-operations': {
    variables: [VAULT_ENV, DNS_ENV, OPERATIONS_ENV, POSTGRES_ENV],
    parse: parsePostgresConfig,
  },
  'postgres-watch': {
    variables: [VAULT_ENV, DNS_ENV, OPERATIONS_ENV, POSTGRES_SIGHT_ENV, POSTGRES_WATCH_ENV, DEPLOYMENT_ENV],
    parse: parsePostgresWatchConfig,
  },
};
const database = { kind: 'self-run', host: 'db.example.com', port: 5432, database: 'bao', user: 'vault_dr' };
const variablesOf = (name: BundleName): string[] =>
  CONFIGURED[name].variables.flatMap((variables) => Object.values(variables) as string[]).sort();

/** Builds in a process with another folder, time zone and date. */
async function build(outdir: string, zone: string, day: string): Promise<Map<string, Buffer>> {
  const today = `const D=Date;globalThis.Date=class extends D{constructor(...a){super(...(a.length?a:[D.parse("${day}")]))}static now(){return D.parse("${day}")}}`;
  const preload = `data:text/javascript,${encodeURIComponent(today)}`;
  const tsx = require.resolve('tsx/cli');
  await run(process.execPath, [tsx, '--import', preload, join(root, 'functions', 'build.ts'), outdir], {
    cwd: tmpdir(),
    env: { ...process.env, TZ: zone },
  });
  return new Map(readdirSync(outdir).map((file) => [file, readFileSync(join(outdir, file))]));
}

describe('buildFunctions', () => {
  const work = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
  let here: Map<string, Buffer>;
  let there: Map<string, Buffer>;
  beforeAll(async () => {
    [here, there] = await Promise.all([
      build(join(work, 'here'), 'Pacific/Kiritimati', '2024-02-29T12:00:00Z'),
      build(join(work, 'there'), 'America/Los_Angeles', '2031-07-01T03:04:05Z'),
    ]);
  }, 120_000);
  afterAll(() => rmSync(work, { recursive: true }));

  const zipOf = (name: BundleName): Buffer => here.get(`${name}.zip`) ?? Buffer.alloc(0);
  const codeOf = (name: BundleName): string => strFromU8(unzipSync(zipOf(name))['index.js'] ?? new Uint8Array());

  it('writes one zip for each Lambda, and which packages are in each', () => {
    const zips = BUNDLE_NAMES.map((name) => `${name}.zip`);
    expect([...here.keys()].sort()).toEqual([...zips, 'bundled-packages.json'].sort());
    const packages = JSON.parse(here.get('bundled-packages.json')?.toString('utf8') ?? '{}') as Record<
      string,
      string[]
    >;
    expect(Object.keys(packages)).toEqual([...zips].sort());
    expect(packages['auth.zip']).toContainEqual(expect.stringMatching(/^valibot@\d/));
  });

  describe.each(BUNDLE_NAMES)('%s', (name) => {
    it('has the same bytes in every place and on every day', () => {
      expect(zipOf(name).equals(there.get(`${name}.zip`) ?? Buffer.alloc(0))).toBe(true);
    });

    it('stays within its budget', () => {
      expect(zipOf(name).length).toBeLessThanOrEqual(BUNDLE_BYTES[name]);
    });

    it('holds index.js and nothing else', () => {
      expect(Object.keys(unzipSync(zipOf(name)))).toEqual(['index.js']);
    });

    it('exports handler and loads without any configuration', async () => {
      const file = join(work, `${name}.js`);
      writeFileSync(file, codeOf(name));
      const print = `const m = require(${JSON.stringify(file)}); console.log(Object.keys(m).join(), typeof m.handler)`;
      const { stdout } = await run(process.execPath, ['-e', print], { env: { PATH: process.env['PATH'] } });
      expect(stdout).toBe('handler function\n');
    });

    it('names every variable of its contract', () => {
      const code = codeOf(name);
      expect(variablesOf(name).filter((variable) => !code.includes(`"${variable}"`))).toEqual([]);
    });

    it('reads exactly the variables of its contract', () => {
      const read = new Set<string>();
      const values: Record<string, string> = {
        [VAULT_ENV.homeAddress]: 'https://a',
        [VAULT_ENV.awayAddress]: 'https://b',
        [VAULT_ENV.caCert]: '',
        [OPERATIONS_ENV.traffic]: '',
        [OPERATIONS_ENV.selfFenceAfterSeconds]: '30',
        [PULLER_ENV.cluster]: 'away',
        [COMMUNITY_ENV.homeNodes]: 'vault-cluster=a',
        [COMMUNITY_ENV.awayNodes]: 'vault-cluster=b',
        [POSTGRES_ENV.databases]: JSON.stringify({ home: database, away: database }),
        [POSTGRES_ENV.caCert]: '',
      };
      const env = new Proxy<Record<string, string>>(values, {
        get: (known, variable: string) => {
          read.add(variable);
          return known[variable] ?? '1';
        },
      });
      CONFIGURED[name].parse(env);
      read.delete('AWS_REGION'); // set by Lambda itself
      expect([...read].sort()).toEqual(variablesOf(name));
    });

    it('holds no path of the machine that built it', () => {
      expect(codeOf(name)).not.toContain(root);
    });
  });
});
