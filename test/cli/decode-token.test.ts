import { decodeToken } from '../../cli/break-glass/decode-token';
import { everythingIn, thrown } from '../helpers/errors';

describe('decodeToken', () => {
  it.each([
    ['1.0 to 1.9', 'AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4', 'qZkG8AAgu4l5KOdypXG1TQS8lz', 's.UOqXJFifGL55FibddbLDzoh4'],
    [
      '1.10 and later',
      'OUEEa2gfEgtjAzs5EQYXBhYLDz4+DT1LKD4ZGw',
      'Q7wE2rTy9UiOp4AsDf6GhJk1LzXc',
      'hvs.ZmFrZVRva2VuRm9yVGVzdDAx',
    ],
    [
      '0.10 and earlier',
      'AQIDBAUGBwgJCgsMDQ4PEA==',
      'EBAQEBAQEBAQEBAQEBAQEA==',
      '11121314-1516-1718-191a-1b1c1d1e1f00',
    ],
  ])('decodes a token of Vault %s', (_version, encoded, otp, token) => {
    expect(decodeToken(encoded, otp).reveal()).toBe(token);
  });

  it('decodes padded and URL-safe base64 the same way', () => {
    const [otp, token] = ['qZkG8AAgu4l5KOdypXG1TQS8lz', 's.UOqXJFifGL55FibddbLDzoh4'];
    expect(decodeToken('AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4=', otp).reveal()).toBe(token);
    expect(decodeToken('AnQ-CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4', otp).reveal()).toBe(token);
  });

  it.each([
    [
      'a password of another length',
      'AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4',
      'Q7wE2rTy9UiOp4AsDf6GhJk1LzXc',
      /26 bytes and the one-time password 28/,
    ],
    [
      'a password of another attempt',
      'AnQ+CEkZCyEcUit5fnoiEBI8I1MYFSlXBE4',
      '\u0001\u0002aaaaaaaaaaaaaaaaaaaaaaaa',
      /the result is not a token/,
    ],
    ['something that is not base64', 'no base64!', 'qZkG8AAgu4l5KOdypXG1TQS8lz', /not base64/],
    ['nothing', '', 'qZkG8AAgu4l5KOdypXG1TQS8lz', /not base64/],
  ])('fails for %s, without showing it', async (_what, encoded, otp, words) => {
    const error = await thrown(() => decodeToken(encoded, otp));
    expect(error).toMatchObject({ name: 'StepError', message: expect.stringMatching(words) as string });
    if (encoded) expect(everythingIn(error)).not.toContain(encoded);
    expect(everythingIn(error)).not.toContain(otp);
  });
});
