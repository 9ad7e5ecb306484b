/** Content of a terminal. Supports the control codes that the tool uses: up, start of line, clear. */
export class Screen {
  #lines: string[] = [''];
  #row = 0;

  /** Lines with their colour codes. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get text(): string {
    return this.#lines.join('\n').replace(/\u001b\[[0-9;]*m/g, '');
  }

  write(data: string): void {
    for (const part of data.split(/(\u001b\[[?\d;]*[A-Za-ln-z]|\r?\n|\r)/)) this.#take(part);
  }

  #take(part: string): void {
    const up = /^\u001b\[(\d+)A$/.exec(part)?.[1];
    if (up !== undefined) this.#row = Math.max(0, this.#row - Number(up));
    else if (part === '\u001b[H') this.#row = 0;
    else if (/^\u001b\[\d*J$/.test(part)) this.#lines = [...this.#lines.slice(0, this.#row), ''];
    else if (/^\u001b\[[^m]*$/.test(part))
      return; // The column of the cursor does not matter.
    else if (part.endsWith('\n')) {
      this.#row += 1;
      this.#lines[this.#row] ??= '';
    } else if (part !== '\r') this.#lines[this.#row] += part;
  }
}
