import { endOfLastRecord, lsnNumber, parseLsn } from '../../../../../functions/dr-operations/replication/postgres/lsn';

describe('a position of the log', () => {
  it('is read from both of its halves', () => {
    expect(parseLsn('16/B374D848')).toBe(0x16b374d848n);
    expect(parseLsn('0/0')).toBe(0n);
  });

  it.each(['', '16', '16/', '16/B374D8480', '/1', '1/2/3', '-1/2'])('is not read from "%s"', (text) => {
    expect(() => parseLsn(text)).toThrow('is not a position');
  });

  it('is the end of the last record where the next one begins behind the header of a page', () => {
    expect(endOfLastRecord(0x3000018n)).toBe(0x3000000n);
    expect(endOfLastRecord(0x3000028n)).toBe(0x3000000n);
    expect(endOfLastRecord(0x3000060n)).toBe(0x3000060n);
  });

  it('is a number as long as that is exact', () => {
    expect(lsnNumber(parseLsn('1FFFFF/FFFFFFFF'))).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => lsnNumber(parseLsn('200000/0'))).toThrow(RangeError);
  });
});
