import { valid } from 'semver';
import { DeliveryError } from '../errors';
import { PACKAGE_NAME } from '../paths';

/** The module in an environment's `package.json`. A release is pinned exactly, never by a range. */
export type Pin =
  | { readonly kind: 'working-tree' }
  | { readonly kind: 'tarball'; readonly version: string }
  | { readonly kind: 'git'; readonly version: string; readonly url: string }
  | { readonly kind: 'registry'; readonly version: string };

export type ReleasePin = Exclude<Pin, { kind: 'working-tree' }>;

/** @returns the pinned release; `undefined` for the working tree and before the first promotion */
export const releaseOf = (pin: Pin | undefined): ReleasePin | undefined =>
  pin?.kind === 'working-tree' ? undefined : pin;

const WORKING_TREE = 'file:../..';
const TARBALL = new RegExp(`^file:\\.\\./\\.\\./releases/${PACKAGE_NAME}-(.+)\\.tgz$`);
const GIT = /^(git\+(?:ssh|https|file):\/\/[^#]+)#v(.+)$/;

/**
 * @param spec value in `dependencies`; `undefined` before the first promotion
 * @throws DeliveryError when it is neither an exact release nor the working tree
 */
export function parsePin(spec: string | undefined): Pin | undefined {
  if (spec === undefined) return undefined;
  if (spec === WORKING_TREE) return { kind: 'working-tree' };
  const pin = parseRelease(spec);
  if (pin !== undefined && valid(pin.version) === pin.version) return pin;
  throw new DeliveryError(
    `"${PACKAGE_NAME}": "${spec}" is not an exact release: pin file:../../releases/${PACKAGE_NAME}-X.Y.Z.tgz, ` +
      'git+ssh://…#vX.Y.Z or X.Y.Z',
  );
}

function parseRelease(spec: string): ReleasePin | undefined {
  const tarball = TARBALL.exec(spec)?.[1];
  if (tarball !== undefined) return { kind: 'tarball', version: tarball };
  const [, url, tag] = GIT.exec(spec) ?? [];
  if (url !== undefined && tag !== undefined) return { kind: 'git', version: tag, url };
  return spec.includes(':') ? undefined : { kind: 'registry', version: spec };
}

/** Renders a pin as npm reads it. */
export function renderPin(pin: Pin): string {
  switch (pin.kind) {
    case 'working-tree':
      return WORKING_TREE;
    case 'tarball':
      return `file:../../releases/${PACKAGE_NAME}-${pin.version}.tgz`;
    case 'git':
      return `${pin.url}#v${pin.version}`;
    case 'registry':
      return pin.version;
  }
}
