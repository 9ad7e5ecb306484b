import { checkEnvironments } from '../../delivery/guard';
import type { EnvironmentFacts, GuardFacts } from '../../delivery/guard/facts';
import { checkStack } from '../../delivery/guard/stack';
import type { LockedPackage, LockedPackages } from '../../delivery/release/dependencies';
import { renderPin, type Pin } from '../../delivery/release/pin';
import { CONFIGS } from '../../live/environments';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { stateKey, stateKeyAlias } from '../../live/shared/state';

/** The guard is pure, so it is tested with three environments, whatever others the checkout has. */
const NAMES = ['dev', 'stage', 'prod'] as const;
type Name = (typeof NAMES)[number];

const HASHES: Readonly<Record<string, string>> = { '1.0.0': 'sha512-one', '1.1.0': 'sha512-two' };

const tarball = (version: string): Pin => ({ kind: 'tarball', version });

/** What npm writes into the lock file for a pin. */
function lockOf(pin: Pin): LockedPackage | undefined {
  if (pin.kind === 'working-tree') return undefined;
  const { version } = pin;
  if (pin.kind === 'git') return { version, resolved: `${pin.url}#commit-${version}` };
  return { version, resolved: renderPin(pin), integrity: HASHES[version] ?? 'sha512-unknown' };
}

interface Given {
  readonly config?: Partial<EnvironmentConfig>;
  readonly pin?: Pin;
  readonly rolledBackFrom?: string;
  readonly locked?: LockedPackage;
  readonly lockedBeside?: LockedPackages;
  readonly strayFiles?: readonly string[];
}

/** The dependency of both releases, and how npm locks it. */
const DEPENDENCIES = { 'fflate@0.8.3': 'sha512-fflate' };
const FFLATE: LockedPackage = {
  version: '0.8.3',
  resolved: 'https://registry.npmjs.org/fflate/-/fflate-0.8.3.tgz',
  integrity: 'sha512-fflate',
};

/** dev follows the working tree, stage pins the newest release, prod the one before it. A test changes some of these facts. */
function facts(given: Partial<Record<Name, Given>> = {}, rest: Partial<GuardFacts> = {}): GuardFacts {
  const pins: Record<Name, Pin> = {
    dev: { kind: 'working-tree' },
    stage: tarball('1.1.0'),
    prod: tarball('1.0.0'),
  };
  const environments = NAMES.map((name): EnvironmentFacts => {
    const pin = given[name]?.pin ?? pins[name];
    const locked = given[name]?.locked ?? lockOf(pin);
    const { rolledBackFrom, lockedBeside = { 'node_modules/fflate': FFLATE }, strayFiles = [] } = given[name] ?? {};
    const config = { ...CONFIGS[name], ...given[name]?.config };
    return { name, config, pin, rolledBackFrom, locked, lockedBeside, strayFiles };
  });
  const tags = Object.fromEntries(
    Object.keys(HASHES).map((version) => [version, { commit: `commit-${version}`, hasSamePackage: true }]),
  );
  const dependencies = { '1.0.0': DEPENDENCIES, '1.1.0': DEPENDENCIES };
  return { environments, recorded: HASHES, packed: HASHES, tags, dependencies, ...rest };
}

const { dev, stage, prod } = CONFIGS;

describe('the guard', () => {
  it('accepts environments that share nothing and pins in order', () => {
    expect(checkEnvironments(facts())).toEqual([]);
  });

  it('accepts environments before the first release', () => {
    const none = NAMES.map((name) => ({
      name,
      config: CONFIGS[name],
      pin: name === 'dev' ? ({ kind: 'working-tree' } as const) : undefined,
      locked: undefined,
      lockedBeside: {},
      strayFiles: [],
    }));
    expect(checkEnvironments({ environments: none, recorded: {}, packed: {}, tags: {}, dependencies: {} })).toEqual([]);
  });

  it.each<[string, Name, Partial<EnvironmentConfig>, string]>([
    [
      'the account',
      'prod',
      { accountId: dev.accountId },
      'prod/config.ts: accountId is 111111111111, which is accountId of dev',
    ],
    [
      'the zone',
      'prod',
      { hostedZoneId: stage.hostedZoneId },
      'hostedZoneId is Z0STAGE0EXAMPLE0COM, which is hostedZoneId of stage',
    ],
    [
      'the client name',
      'stage',
      { clientName: dev.clientName },
      'clientName is vault.dev.example.com, which is clientName of dev',
    ],
    [
      'the endpoint of a cluster',
      'prod',
      { home: { ...prod.home, address: stage.home.address } },
      'home.address is https://vault-primary.stage.example.com:8200, which is home.address of stage',
    ],
    [
      'the other cluster of the pair',
      'prod',
      { away: { ...prod.away, address: stage.home.address } },
      'away.address is https://vault-primary.stage.example.com:8200, which is home.address of stage',
    ],
    [
      'a subnet',
      'stage',
      { home: { ...stage.home, subnetIds: dev.away.subnetIds } },
      'home.subnetIds[0] is subnet-0de00000000000003, which is away.subnetIds[0] of dev',
    ],
    [
      'a security group',
      'stage',
      { home: { ...stage.home, securityGroupIds: dev.home.securityGroupIds } },
      `home.securityGroupIds[0] is ${dev.home.securityGroupIds[0]}, which is home.securityGroupIds[0] of dev`,
    ],
    [
      'the bucket of the state',
      'stage',
      { state: dev.state },
      'state.bucket is example-dev-terraform-state, which is state.bucket of dev',
    ],
  ])('refuses %s of another environment', (_what, name, config, problem) => {
    const problems = checkEnvironments(facts({ [name]: { config } }));
    expect(problems.join('\n')).toContain(problem);
  });

  it('refuses the state key of another environment', () => {
    expect(checkEnvironments(facts({ stage: { config: { environment: 'prod' } } }))).toEqual([
      'live/stage/config.ts: environment is "prod", which gives it the state key of another one: write "stage"',
    ]);
  });

  it('refuses a pair in one region', () => {
    const config = { away: { ...prod.away, region: prod.home.region } };
    expect(checkEnvironments(facts({ prod: { config } }))).toEqual([
      'live/prod/config.ts: home and away are both in eu-west-1: put them into two regions',
    ]);
  });

  it.each(['', '12345', 'ACCOUNT'])('refuses "%s" as an account', (accountId) => {
    expect(checkEnvironments(facts({ dev: { config: { accountId } } }))).toEqual([
      `live/dev/config.ts: accountId is "${accountId}": give the 12 digits of the AWS account`,
    ]);
  });
});

describe('the order of pins', () => {
  it('refuses a prod that is newer than stage', () => {
    const pins = { stage: { pin: tarball('1.0.0') }, prod: { pin: tarball('1.1.0') } };
    expect(checkEnvironments(facts(pins))).toEqual([
      'live/prod/package.json: prod pins 1.1.0, which is newer than stage (1.0.0): promote one step at a time',
    ]);
  });

  it('compares versions as numbers, not as text', () => {
    const hashes = { '0.9.0': 'sha512-a', '0.10.0': 'sha512-b' };
    const locked = (version: '0.9.0' | '0.10.0'): Given => ({
      pin: tarball(version),
      locked: { version, resolved: renderPin(tarball(version)), integrity: hashes[version] },
    });
    const dependencies = { '0.9.0': DEPENDENCIES, '0.10.0': DEPENDENCIES };
    const rest = { recorded: hashes, packed: hashes, tags: {}, dependencies };
    expect(checkEnvironments(facts({ stage: locked('0.10.0'), prod: locked('0.9.0') }, rest))).toEqual([]);
  });

  it('refuses a stage that is newer than the newest release', () => {
    const recorded = { '1.0.0': 'sha512-one' };
    expect(checkEnvironments(facts({}, { recorded, packed: recorded }))).toEqual([
      'live/stage/package.json: stage pins 1.1.0, which is newer than the newest release (1.0.0): promote one step at a time',
      'live/stage/package.json: 1.1.0 is not in releases/integrity.json: pin a release that is',
    ]);
  });

  it('refuses a stage and a prod on the working tree, and a dev on a release', () => {
    const pins = { dev: { pin: tarball('1.0.0') }, stage: { pin: { kind: 'working-tree' } as const } };
    expect(checkEnvironments(facts(pins))).toEqual([
      'live/dev/package.json: dev has to follow the working tree: pin file:../..',
      'live/stage/package.json: stage must not follow the working tree: pin a release with "make promote"',
      'live/prod/package.json: prod pins 1.0.0, but stage pins none: promote one step at a time',
    ]);
  });
});

describe('the package that a pin names', () => {
  const git: Pin = { kind: 'git', version: '1.1.0', url: 'git+ssh://git@example.com/vault-dr.git' };

  it('may be pinned in any of the three forms', () => {
    const pins = { stage: { pin: git }, prod: { pin: { kind: 'registry', version: '1.0.0' } as const } };
    expect(checkEnvironments(facts(pins))).toEqual([]);
  });

  it('refuses a lock with another hash, from a tarball and from a registry', () => {
    for (const kind of ['tarball', 'registry'] as const) {
      const pin: Pin = { kind, version: '1.1.0' };
      const locked = { version: '1.1.0', resolved: renderPin(pin), integrity: 'sha512-other' };
      expect(checkEnvironments(facts({ stage: { pin, locked } }))).toEqual([
        'live/stage/package-lock.json locks another hash than release 1.1.0 has, so the bytes differ: run "make promote" again',
      ]);
    }
  });

  it('refuses a lock of another version, and one that installs the package from elsewhere', () => {
    const locked = { version: '1.0.0', resolved: 'file:../../other.tgz', integrity: 'sha512-two' };
    expect(checkEnvironments(facts({ stage: { locked } }))).toEqual([
      'live/stage/package-lock.json locks 1.0.0, but package.json pins 1.1.0: run "make promote" again',
      'live/stage/package-lock.json installs the module from file:../../other.tgz, but package.json pins file:../../releases/cdktf-vault-dr-1.1.0.tgz: run "make promote" again',
    ]);
  });

  it("refuses a git pin whose commit is not the tag's", () => {
    const locked = { version: '1.1.0', resolved: `${git.kind === 'git' ? git.url : ''}#elsewhere` };
    expect(checkEnvironments(facts({ stage: { pin: git, locked } }))).toEqual([
      'live/stage/package-lock.json locks elsewhere, but the tag v1.1.0 is commit-1.1.0: run "make promote" again',
    ]);
  });

  it("refuses a package that differs from the recorded one, and one that differs from the tag's", () => {
    const packed = { ...HASHES, '1.1.0': 'sha512-other' };
    const tags = { '1.1.0': { commit: 'commit-1.1.0', hasSamePackage: false } };
    expect(checkEnvironments(facts({}, { packed, tags }))).toEqual([
      'releases/: the package of 1.1.0 has another hash than integrity.json records: restore it from git',
      'releases/: the package of 1.1.0 differs from the one in the tag v1.1.0: restore it from the tag',
    ]);
  });
});

describe('an environment that was rolled back', () => {
  const pins = { stage: { pin: tarball('1.0.0') }, prod: { pin: tarball('1.1.0') } };

  it('holds up no environment after it', () => {
    expect(checkEnvironments(facts({ ...pins, stage: { ...pins.stage, rolledBackFrom: '1.1.0' } }))).toEqual([]);
    expect(checkEnvironments(facts(pins))).toEqual([
      'live/prod/package.json: prod pins 1.1.0, which is newer than stage (1.0.0): promote one step at a time',
    ]);
  });

  it.each([
    ['the release that it pins', '1.0.0'],
    ['an older one', '0.9.0'],
    ['one that was never made', '9.9.9'],
    ['something that every object has', 'constructor'],
  ])('did not run %s before', (_what, rolledBackFrom) => {
    const stage = { pin: tarball('1.0.0'), rolledBackFrom };
    expect(checkEnvironments(facts({ stage }))).toEqual([
      `live/stage/package.json: rolledBackFrom is ${rolledBackFrom}, which is no release after 1.0.0: remove it, or run "make rollback"`,
    ]);
  });
});

describe('what an environment locks beside the module', () => {
  const check = (lockedBeside: LockedPackages): string[] => checkEnvironments(facts({ stage: { lockedBeside } }));
  const remedy = 'take live/stage/package.json and package-lock.json from main, then run "make promote" again';

  it('may lack the address of the registry, or name a mirror', () => {
    const { version, integrity } = FFLATE;
    expect(check({ 'node_modules/fflate': { version, integrity } })).toEqual([]);
    expect(check({ 'node_modules/fflate': { ...FFLATE, resolved: 'https://mirror.example.com/fflate.tgz' } })).toEqual(
      [],
    );
  });

  it.each<[string, LockedPackages, string]>([
    [
      'a package that the release does not need',
      {
        'node_modules/fflate': FFLATE,
        'node_modules/@cdktf/provider-aws': { version: '21.0.0', integrity: 'sha512-x' },
      },
      '@cdktf/provider-aws@21.0.0 is no dependency of cdktf-vault-dr 1.1.0',
    ],
    [
      'another version of a dependency, also inside the module',
      { 'node_modules/cdktf-vault-dr/node_modules/fflate': { ...FFLATE, version: '0.8.2' } },
      'fflate@0.8.2 is no dependency of cdktf-vault-dr 1.1.0',
    ],
    [
      'other bytes under the same version',
      { 'node_modules/fflate': { ...FFLATE, integrity: 'sha512-other' } },
      'fflate@0.8.3 has another hash than in the lock of cdktf-vault-dr 1.1.0',
    ],
    [
      'a dependency without a hash',
      { 'node_modules/fflate': { version: '0.8.3' } },
      'fflate@0.8.3 has another hash than in the lock of cdktf-vault-dr 1.1.0',
    ],
    [
      'a dependency from a git repository, whose hash npm does not compare',
      { 'node_modules/fflate': { ...FFLATE, resolved: 'git+ssh://git@example.com/fflate.git#main' } },
      'fflate@0.8.3 comes from git+ssh://git@example.com/fflate.git#main, not from the registry as in the lock of cdktf-vault-dr 1.1.0',
    ],
  ])('is refused when it is %s', (_what, lockedBeside, problem) => {
    expect(check(lockedBeside)).toEqual([`live/stage/package-lock.json: ${problem}: ${remedy}`]);
  });

  it('is refused when the clone does not have the commit of the release', () => {
    const dependencies = { '1.0.0': DEPENDENCIES };
    expect(checkEnvironments(facts({}, { dependencies }))).toEqual([
      'the commit from which 1.1.0 was built is not in this clone: fetch the whole history ("git fetch --unshallow")',
    ]);
  });

  it('must not be in git, nor be replaced by a shrinkwrap', () => {
    const strayFiles = ['live/stage/node_modules', 'live/stage/npm-shrinkwrap.json'];
    expect(checkEnvironments(facts({ stage: { strayFiles } }))).toEqual([
      'live/stage/node_modules is in git, and comes before live/stage/package-lock.json: delete it from git',
      'live/stage/npm-shrinkwrap.json is in git, and comes before live/stage/package-lock.json: delete it from git',
    ]);
  });
});

describe('the guard of a synthesised stack', () => {
  const [, own, other] = facts().environments;
  if (own === undefined || other === undefined) throw new Error('stage and prod are missing');
  const s3 = {
    bucket: stage.state.bucket,
    region: 'eu-west-1',
    key: stateKey('stage'),
    encrypt: true,
    kms_key_id: stateKeyAlias('stage'),
    use_lockfile: true,
  };
  const check = (backend: object, resource: object = {}): string[] =>
    checkStack(JSON.stringify({ terraform: { backend: { s3: backend } }, resource }), own, [other]);

  it("accepts the environment's own values", () => {
    expect(check(s3, { record: { name: stage.clientName } })).toEqual([]);
  });

  it.each([
    [
      'another key',
      { key: stateKey('prod') },
      'the backend of stage has the key "vault-dr/prod/terraform.tfstate" instead of vault-dr/stage/terraform.tfstate',
    ],
    ['no lock', { use_lockfile: undefined }, 'the backend of stage has the use_lockfile undefined instead of true'],
    [
      'another encryption key',
      { kms_key_id: undefined },
      'the backend of stage has the kms_key_id undefined instead of alias/vault-dr-state-stage',
    ],
  ])('refuses a state with %s', (_what, change, problem) => {
    expect(check({ ...s3, ...change })).toEqual([problem]);
  });

  it('refuses a value of another environment anywhere in the stack', () => {
    const policy = JSON.stringify({ Resource: `arn:aws:lambda:eu-west-1:${prod.accountId}:function:auth` });
    expect(check(s3, { policy: { document: policy } })).toEqual([
      `the stack of stage contains ${prod.accountId}, which is accountId of prod`,
    ]);
  });

  it('accepts a longer name that contains a name of another environment', () => {
    expect(check(s3, { record: { name: `${prod.clientName}.internal`, other: `my-${prod.clientName}` } })).toEqual([]);
  });
});
