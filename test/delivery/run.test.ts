import { failure } from '../helpers/errors';
import { run } from '../../delivery/run';
import { InterruptedError } from '../../delivery/errors';

/** Says so at its first signal, and needs two seconds more to save its state. A second signal ends it at once. */
const SAVES = `
  let signals = 0;
  const interrupted = () => {
    signals += 1;
    console.log(signals === 1 ? 'Interrupt received.' : 'Two interrupts received.');
    if (signals > 1) process.exit(1);
    setTimeout(() => { console.log('saved'); process.exit(0); }, 2_000);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  setInterval(() => undefined, 1_000);
  console.log('ready ' + process.pid);
`;

/** A signal to the real process would end the test runner. */
const askToEnd = (): unknown => process.emit('SIGTERM', 'SIGTERM');

/** Runs it, and asks this process to end as soon as it is ready. @returns what the program said, and the error */
async function interrupt(who: (program: number) => unknown): Promise<{ readonly said: string; readonly error: Error }> {
  const said: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text));
    const [, program] = /ready (\d+)/.exec(String(text)) ?? [];
    if (program !== undefined) who(Number(program));
    return true;
  });
  const told = jest.spyOn(console, 'error').mockReturnValue();
  const isEnding = (stdout: string): boolean => stdout.includes('Interrupt received.');
  const error = await failure(run(process.execPath, ['-e', SAVES], { timeoutMs: 30_000, echo: true, isEnding }));
  write.mockRestore();
  told.mockRestore();
  return { said: said.join(''), error };
}

describe('a program whose runner is asked to end', () => {
  it('gets the signal once', async () => {
    const { said, error } = await interrupt(askToEnd);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(said).toMatch(/ready \d+\nInterrupt received.\nsaved\n$/);
  });

  it('gets no second one if a pipeline has sent it the signal too', async () => {
    const { said, error } = await interrupt((program) => {
      process.kill(program, 'SIGTERM');
      askToEnd();
    });
    expect(error).toBeInstanceOf(InterruptedError);
    expect(said).toMatch(/ready \d+\nInterrupt received.\nsaved\n$/);
  });
});
