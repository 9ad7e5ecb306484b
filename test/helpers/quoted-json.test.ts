import { thrown } from './errors';
import { quotedJson, quotedPart } from './quoted-json';

const SECRET = 'hvs.CAESIJlUa1-2bc3_deFghIjkLmnoPqrStuvwxYz0123456789';

describe('quotedJson', () => {
  it.each(quotedJson(SECRET))('makes JSON.parse quote %s, so that a test of it can fail', async (_, text) => {
    expect((await thrown(() => JSON.parse(text))).message).toContain(quotedPart(SECRET));
  });
});
