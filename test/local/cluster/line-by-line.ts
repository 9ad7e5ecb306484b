/** Takes the chunks of a stream apart into lines. */
export function lineByLine(take: (line: string) => void): (chunk: Buffer | string) => void {
  let begun = '';
  return (chunk) => {
    const lines = (begun + chunk.toString()).split('\n');
    begun = lines.pop() ?? '';
    lines.forEach(take);
  };
}
