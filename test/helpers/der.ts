/** Writers for the few ASN.1 types of a certificate, in DER. */

/** A tag, the length of its content, the content. */
export function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

export const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0]));
/** @param bytes big-endian, first bit clear */
export const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
/** @param unused number of bits at the end that do not count */
export const bitString = (bytes: Buffer, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), bytes);
export const octetString = (bytes: Buffer): Buffer => tagged(0x04, bytes);
/** @param hex the identifier as it is encoded */
export const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text));
/** @param text `YYMMDDhhmmssZ` */
export const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text));
export const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, ...parts);
