import { StepError } from '../../functions/shared/errors';
import { Secret } from '../../functions/shared/secret';

/** Letters of base64, of its URL form too, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const UUID_BYTES = 16;
/** 16 bytes in padded base64: what a one-time password was until Vault 0.10. */
const OLD_OTP = /^[A-Za-z0-9+/]{22}==$/;

/**
 * Undoes what `generate-operation-token` does to the token: XOR with the one-time password, in base64.
 *
 * Since Vault 0.11 the password is as many letters as the token, and the base64 is unpadded. Until 0.10 both were 16
 * bytes in padded base64, and the token is a UUID.
 *
 * @throws StepError when the two do not belong together; it holds neither
 */
export function decodeToken(encoded: string, otp: string): Secret {
  if (!BASE64.test(encoded)) throw mismatch('the encoded token is not base64');
  const bytes = Buffer.from(encoded, 'base64');
  if (OLD_OTP.test(otp) && bytes.length === UUID_BYTES) return asUuid(xor(bytes, Buffer.from(otp, 'base64')));
  const pad = Buffer.from(otp);
  if (bytes.length !== pad.length) {
    throw mismatch(`the encoded token has ${bytes.length} bytes and the one-time password ${pad.length}`);
  }
  const token = xor(bytes, pad).toString('latin1');
  if (!/^[\x21-\x7e]+$/.test(token)) throw mismatch('the result is no token');
  return new Secret(token);
}

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0)));

const asUuid = (bytes: Buffer): Secret =>
  new Secret(bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));

const mismatch = (detail: string): StepError =>
  new StepError(
    `The operation token cannot be decoded: ${detail}`,
    'Encoded token and one-time password may be of two attempts: run the same command again.',
  );
