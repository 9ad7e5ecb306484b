import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bitString, boolean, integer, octetString, oid, sequence, set, tagged, utcTime, utf8 } from './der';

/** PEM texts for a TLS server, or for a client that identifies itself. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as the process. */
export interface Authority {
  /** PEM for a client's `ca`. */
  readonly ca: string;
  /** @param names IPv4 addresses and host names in the certificate */
  issue(...names: readonly string[]): ServerCertificate;
  /** Like {@link issue}, for a certificate that ends at this time. */
  issueUntil(end: Date, ...names: readonly string[]): ServerCertificate;
  /** For a node of a cluster, which also identifies itself with it. */
  issueNode(...names: readonly string[]): ServerCertificate;
  /** Like {@link issueNode}, for a key that the node made itself. @returns the certificate */
  certifyNode(key: KeyObject, names: readonly string[], end?: Date): string;
  /** For a client that identifies itself. */
  issueClient(name: string): ServerCertificate;
}

/**
 * Creates an authority without any tool or file. Its certificates have the extensions that strict verifiers (Go, Python 3.13)
 * require.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc5280#section-4
 */
export function createAuthority(commonName = 'Local world CA'): Authority {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certify = (subject: string, key: KeyObject, extensions: readonly Buffer[], end = FAR_END): string =>
    certificate({ issuer: commonName, subject, key, signer: root.privateKey, extensions, end });
  const authorityKey = extension('551d23', sequence(tagged(0x80, keyId(root.publicKey))));
  const certifyLeaf = (key: KeyObject, purposes: readonly string[], names: readonly string[], end?: Date): string =>
    certify(
      names[0] ?? 'leaf',
      key,
      [
        criticalExtension('551d0f', keyUsage(0x80)), // digital signature
        extension('551d25', sequence(...purposes.map(oid))),
        extension('551d11', sequence(...names.map(subjectAltName))),
        extension('551d0e', octetString(keyId(key))),
        authorityKey,
      ],
      end,
    );
  const issue = (purposes: readonly string[], names: readonly string[], end?: Date): ServerCertificate => {
    const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = certifyLeaf(leaf.publicKey, purposes, names, end);
    return { cert, key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
  };
  return {
    ca: certify(commonName, root.publicKey, [
      criticalExtension('551d13', sequence(boolean(true))), // basic constraints: a CA
      criticalExtension('551d0f', keyUsage(0x06)), // sign certificates and lists
      extension('551d0e', octetString(keyId(root.publicKey))),
    ]),
    issue: (...names) => issue([SERVER], names),
    issueUntil: (end, ...names) => issue([SERVER], names, end),
    issueNode: (...names) => issue([SERVER, CLIENT], names),
    certifyNode: (key, names, end) => certifyLeaf(key, [SERVER, CLIENT], names, end),
    issueClient: (name) => issue([CLIENT], [name]),
  };
}

/** Extended key usage. */
const SERVER = '2b06010505070301';
const CLIENT = '2b06010505070302';

interface Certificate {
  readonly issuer: string;
  readonly subject: string;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly end: Date;
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const BEGIN = new Date('2020-01-01T00:00:00Z');
/** The last second that the two digits of a year in `UTCTime` can say. */
const FAR_END = new Date('2049-12-31T23:59:59Z');

/** `YYMMDDHHMMSSZ`. */
const time = (at: Date): Buffer => utcTime(`${at.toISOString().slice(2, 19).replace(/\D/g, '')}Z`);

function certificate({ issuer, subject, key, signer, extensions, end }: Certificate): string {
  const signed = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(time(BEGIN), time(end)),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const der = sequence(signed, ECDSA_WITH_SHA256, bitString(sign('sha256', signed, signer)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const distinguishedName = (commonName: string): Buffer =>
  sequence(set(sequence(oid('550403'), utf8(commonName.slice(0, 64)))));

const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), octetString(value));
const criticalExtension = (id: string, value: Buffer): Buffer => sequence(oid(id), boolean(true), octetString(value));

/** DER states the number of unused bits at the right end. */
const keyUsage = (bits: number): Buffer => bitString(Buffer.from([bits]), 31 - Math.clz32(bits & -bits));

const keyId = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);

const subjectAltName = (name: string): Buffer =>
  isIPv4(name) ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name));
