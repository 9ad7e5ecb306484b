/**
 * Parses a position of PostgreSQL's log, such as `16/B374D848`.
 *
 * @see https://www.postgresql.org/docs/current/datatype-pg-lsn.html
 */
export function parseLsn(text: string): bigint {
  const [high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text)?.slice(1) ?? [];
  if (high === undefined || low === undefined) throw new Error(`"${text}" is not a position of PostgreSQL's log`);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

const PAGE = 8192n;
/** Headers of a page, and of the first page of a file. */
const HEADERS: readonly bigint[] = [24n, 40n];

/**
 * The end of the last record, from the position at which the next one will be inserted. They differ only where a page ends:
 * the next record begins behind the header of the next page, and what a replica has received ends before it.
 */
export const endOfLastRecord = (insertAt: bigint): bigint =>
  HEADERS.includes(insertAt % PAGE) ? insertAt - (insertAt % PAGE) : insertAt;

/**
 * A position as a number. It is exact for a log of up to 8 PiB.
 *
 * @throws RangeError beyond that
 */
export function lsnNumber(lsn: bigint): number {
  if (lsn > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('The position of the log is too large');
  return Number(lsn);
}
