import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Wire } from './wire';

let echo: Server;
let wire: Wire;
beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  wire = await Wire.start((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await wire.stop();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect(wire.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function says(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

describe('a wire', () => {
  it('passes bytes both ways', async () => {
    const socket = await open();
    expect(await says(socket, 'hello')).toBe('hello');
    socket.destroy();
  });

  it('resets open connections when it is cut, and takes new ones on the same port afterwards', async () => {
    const socket = await open();
    expect(await says(socket, 'hello')).toBe('hello');
    const closed = once(socket, 'close');
    await wire.set('refused');
    await closed;
    await wire.set('passes');
    const again = await open();
    expect(await says(again, 'hello')).toBe('hello');
    again.destroy();
  });

  it('passes nothing while it is silent, and keeps the connection open', async () => {
    const socket = await open();
    expect(await says(socket, 'hello')).toBe('hello');
    await wire.set('silent');
    const answers: string[] = [];
    socket.on('data', (chunk: Buffer) => answers.push(chunk.toString()));
    socket.write('lost');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answers).toEqual([]);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});
