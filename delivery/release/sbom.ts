import { DeliveryError } from '../errors';
import { PACKAGE_NAME } from '../paths';
import { dependenciesOf, nameOfFolder, type LockedPackages } from './dependencies';
import type { PackageFiles } from './tarball';

/** What the list says about one package, beside its name and version. */
interface Part {
  readonly integrity: string;
  readonly license: string | undefined;
}

/**
 * Lists the packages whose code is in a release or is installed with it, in CycloneDX. The same release gives the same bytes:
 * there is no serial number and no time in it. `npm sbom` has both, and does not know what the bundles contain.
 *
 * @param files of the release, built
 * @param lock of the commit from which the release was built
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export function renderSbom(version: string, files: PackageFiles, lock: LockedPackages): string {
  const parts = partsOf(lock);
  const installed = Object.keys(dependenciesOf(lock)).map((id) => [id, 'installed with the module'] as const);
  const places = new Map<string, string[]>();
  for (const [id, place] of [...installed, ...readBundled(files)]) places.set(id, [...(places.get(id) ?? []), place]);
  const ids = [...places.keys()].sort();
  const own = purlOf(`${PACKAGE_NAME}@${version}`);
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { 'bom-ref': own, type: 'library', name: PACKAGE_NAME, version, purl: own } },
    components: ids.map((id) => renderPart(id, parts.get(id), places.get(id) ?? [])),
    dependencies: [{ ref: own, dependsOn: ids.map(purlOf) }],
  };
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}

function partsOf(lock: LockedPackages): ReadonlyMap<string, Part> {
  return new Map(
    Object.entries(lock).flatMap(([folder, { version = '', integrity, license }]) =>
      folder === '' || integrity === undefined ? [] : [[`${nameOfFolder(folder)}@${version}`, { integrity, license }]],
    ),
  );
}

/** @returns each package in a bundle, and the path of the bundle */
function readBundled(files: PackageFiles): (readonly [id: string, place: string])[] {
  const lists = Object.keys(files).filter((path) => path.endsWith('/bundled-packages.json'));
  return lists.sort().flatMap((path) => {
    const bundles = JSON.parse(Buffer.from(files[path] ?? []).toString('utf8')) as Record<string, string[]>;
    const folder = path.slice(0, path.lastIndexOf('/'));
    return Object.entries(bundles).flatMap(([bundle, ids]) => ids.map((id) => [id, `${folder}/${bundle}`] as const));
  });
}

function renderPart(id: string, part: Part | undefined, places: readonly string[]): object {
  const at = id.lastIndexOf('@');
  if (part === undefined) {
    throw new DeliveryError(
      `${id} is in the package, but package-lock.json does not lock it: run "npm ci", then build again`,
    );
  }
  return {
    'bom-ref': purlOf(id),
    type: 'library',
    name: id.slice(0, at),
    version: id.slice(at + 1),
    purl: purlOf(id),
    hashes: [{ alg: 'SHA-512', content: hexOf(part.integrity) }],
    ...(part.license !== undefined && { licenses: [{ expression: part.license }] }),
    properties: places.map((value) => ({ name: `${PACKAGE_NAME}:place`, value })),
  };
}

/** A package URL. The `@` of a scope is written as `%40`. @see https://github.com/package-url/purl-spec */
const purlOf = (id: string): string => `pkg:npm/${id.replace(/^@/, '%40')}`;

/** @param integrity of npm: `sha512-` and base64 */
const hexOf = (integrity: string): string => Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
