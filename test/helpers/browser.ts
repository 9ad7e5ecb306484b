import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine; `undefined` without one. Debian's package is `chromium`. */
export const CHROMIUM = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isExecutable);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const OPTIONS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--no-first-run',
  '--remote-debugging-pipe',
];
const COMMAND_MS = 60_000;

export interface View {
  /** Width of the window, pixels. */
  readonly width: number;
  /** @default 800 */
  readonly height?: number;
  readonly dark: boolean;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A headless Chromium, driven by the DevTools protocol over two pipes. @see https://chromedevtools.github.io/devtools-protocol/ */
export class Browser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vault-dr-browser-'));
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #loaded: (() => void) | undefined;
  #commands = 0;
  #files = 0;
  #session: string | undefined;

  private constructor(program: string) {
    this.#process = spawn(program, [...OPTIONS, `--user-data-dir=${this.#folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    let received = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = `${received}${chunk}`.split('\0');
      received = messages.pop() ?? '';
      messages.forEach((message) => this.#take(JSON.parse(message) as Message));
    });
  }

  static async start(program: string): Promise<Browser> {
    const browser = new Browser(program);
    const { targetId } = (await browser.#send('Target.createTarget', { url: 'about:blank' })) as { targetId: string };
    const attached = await browser.#send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = (attached as { sessionId: string }).sessionId;
    await browser.#send('Page.enable');
    return browser;
  }

  /** Shows a document as a window of this width would. @param extension of the file: decides what the document is */
  async show(document: string, extension: 'html' | 'svg', { width, height = 800, dark }: View): Promise<void> {
    const file = join(this.#folder, `${this.#files++}.${extension}`);
    writeFileSync(file, document);
    // A phone shows a page that does not say otherwise as if it were 980 pixels wide. A picture says nothing.
    const mobile = extension === 'html';
    await this.#resize({ width, height, mobile });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.#send('Emulation.setEmulatedMedia', { features });
    const loaded = new Promise<void>((resolve) => (this.#loaded = resolve));
    await this.#send('Page.navigate', { url: pathToFileURL(file).href });
    await loaded;
    // A window that shows the whole page, so that nothing needs scrolling.
    const whole = await this.evaluate<number>('document.documentElement.scrollHeight');
    await this.#resize({ width, height: Math.max(height, whole), mobile });
  }

  /** @param expression JavaScript whose value can be JSON */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = (await this.#send('Runtime.evaluate', { expression, returnByValue: true })) as {
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'the page failed');
    return answer.result.value;
  }

  /** @returns PNG of the whole page */
  async picture(): Promise<Buffer> {
    const { data } = (await this.#send('Page.captureScreenshot', { captureBeyondViewport: true })) as { data: string };
    return Buffer.from(data, 'base64');
  }

  async #resize(size: { width: number; height: number; mobile: boolean }): Promise<void> {
    await this.#send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1 });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #send(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#commands;
    const message = { id, method, params, ...(this.#session !== undefined && { sessionId: this.#session }) };
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} has no answer`)), COMMAND_MS);
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          then(value);
        };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
    });
  }

  #take({ id, method, result, error }: Message): void {
    if (method === 'Page.loadEventFired') this.#loaded?.();
    const command = this.#waiting.get(id ?? 0);
    if (!command) return;
    this.#waiting.delete(id ?? 0);
    if (error) command.reject(new Error(error.message));
    else command.resolve(result);
  }
}
