import { StepError } from '../../functions/shared/errors';
import { Secret } from '../../functions/shared/secret';

/** Base64 or base64url, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const UUID_BYTES = 16;
/** 16 bytes in padded base64: the form of a one-time password until Vault 0.10. */
const OLD_OTP = /^[A-Za-z0-9+/]{22}==$/;

/**
 * Decodes the token that `generate-operation-token` returns: base64 of the token XOR the one-time password.
 *
 * Since Vault 0.11 the password has as many characters as the token, and the base64 is unpadded. Until 0.10 both had 16
 * bytes in padded base64, and the token is a UUID.
 *
 * @throws StepError if the two do not belong together; the message contains neither
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
  if (!/^[\x21-\x7e]+$/.test(token)) throw mismatch('the result is not a token');
  return new Secret(token);
}

const xor = (bytes: Buffer, pad: Buffer): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ (pad[index] ?? 0)));

const asUuid = (bytes: Buffer): Secret =>
  new Secret(bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));

const mismatch = (detail: string): StepError =>
  new StepError(
    `The operation token cannot be decoded: ${detail}`,
    'The encoded token and the one-time password may belong to different attempts. Run the same command again.',
  );
