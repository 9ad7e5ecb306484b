import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** PEM texts for a TLS server. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that lives as long as a test. */
export interface Authority {
  /** PEM for a client's `ca`. */
  readonly ca: string;
  /** @param name the one address or host name that the certificate is good for */
  issue(name: string): ServerCertificate;
}

/** Makes an authority without any tool or file: X.509 is written here, as far as TLS on the loopback needs it. */
export function createAuthority(commonName = 'Test CA'): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certify = (subject: string, key: KeyObject, extension: Buffer): string =>
    certificate({ issuer: commonName, subject, key, signer: privateKey, extension });
  return {
    ca: certify(commonName, publicKey, IS_AUTHORITY),
    issue(name) {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        cert: certify('Test server', leaf.publicKey, subjectAltName(name)),
        key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

interface Certificate {
  readonly issuer: string;
  readonly subject: string;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly extension: Buffer;
}

let serial = 0;

/** @see https://datatracker.ietf.org/doc/html/rfc5280#section-4.1 */
function certificate({ issuer, subject, key, signer, extension }: Certificate): string {
  const signed = sequence(
    tagged(0xa0, tagged(INTEGER, Buffer.from([2]))), // version 3
    tagged(INTEGER, Buffer.from([1, ++serial])),
    ECDSA_WITH_SHA256,
    name(issuer),
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', signed, signer);
  const der = sequence(signed, ECDSA_WITH_SHA256, tagged(BIT_STRING, Buffer.from([0]), signature));
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

const [BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID, UTF8, UTC_TIME, SEQUENCE, SET] = [
  0x01, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x17, 0x30, 0x31,
] as const;

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(SEQUENCE, ...parts);
const oid = (hex: string): Buffer => tagged(OID, Buffer.from(hex, 'hex'));
const utcTime = (text: string): Buffer => tagged(UTC_TIME, Buffer.from(text));
const name = (commonName: string): Buffer =>
  sequence(tagged(SET, sequence(oid('550403'), tagged(UTF8, Buffer.from(commonName)))));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const TRUE = tagged(BOOLEAN, Buffer.from([0xff]));
const IS_AUTHORITY = sequence(oid('551d13'), TRUE, tagged(OCTET_STRING, sequence(TRUE)));

function subjectAltName(to: string): Buffer {
  const isAddress = /^[\d.]+$/.test(to);
  const entry = isAddress ? tagged(0x87, Buffer.from(to.split('.').map(Number))) : tagged(0x82, Buffer.from(to));
  return sequence(oid('551d11'), tagged(OCTET_STRING, sequence(entry)));
}
