import { createSocket, type Socket } from 'node:dgram';
import { decode, encode, RECURSION_DESIRED, AUTHORITATIVE_ANSWER, type Answer, type Question } from 'dns-packet';
import { chooseRecord } from './choose-record';
import type { HealthChecks } from './health-checks';
import type { ZoneView } from './zone-view';

/** Longest chain of CNAMEs to follow. */
const MOST_LINKS = 8;

export interface DnsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A name server on loopback that answers from the emulated zone, by the weights and the health of its records. */
export async function startDnsServer(zone: ZoneView, health: HealthChecks): Promise<DnsServer> {
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    respond(zone, health, message).then(
      (response) => socket.send(response, peer.port, peer.address),
      () => undefined, // without an answer the client asks again
    );
  });
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, stop: () => close(socket) };
}

const close = (socket: Socket): Promise<void> => new Promise((resolve) => socket.close(() => resolve()));

async function respond(zone: ZoneView, health: HealthChecks, message: Buffer): Promise<Buffer> {
  const query = decode(message);
  const question = query.questions?.[0];
  const answers = question ? await answer(zone, health, question) : [];
  return encode({
    type: 'response',
    id: query.id ?? 0,
    flags: AUTHORITATIVE_ANSWER | RECURSION_DESIRED,
    questions: query.questions ?? [],
    answers,
  });
}

async function answer(zone: ZoneView, health: HealthChecks, { name }: Question): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next: string | undefined = name;
  for (let links = 0; next !== undefined && links < MOST_LINKS; links++) {
    const records = await zone.find(next);
    await health.refresh(records.flatMap(({ HealthCheckId }) => HealthCheckId ?? []));
    const record = chooseRecord(records, health.isHealthy);
    const ttl = record?.TTL ?? 60;
    const [value] = record?.ResourceRecords ?? [];
    const owner: string = next;
    next = undefined;
    if (value?.Value === undefined) break;
    if (record?.Type === 'A') answers.push({ type: 'A', name: owner, ttl, data: value.Value });
    if (record?.Type === 'CNAME') {
      answers.push({ type: 'CNAME', name: owner, ttl, data: value.Value });
      next = value.Value;
    }
  }
  return answers;
}
