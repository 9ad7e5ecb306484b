import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { NOBODY } from '../../../functions/community-operations/contract';
import type { ClusterName } from '../../../functions/shared/contract';

/** A command, as it was sent. */
export interface SentCommand {
  readonly cluster: ClusterName;
  readonly document: string;
  readonly action: string;
  readonly except: string;
  readonly only: string;
}

interface SendCommand {
  readonly DocumentName: string;
  /** Servers with a tag, or the named ones. */
  readonly Targets?: readonly { readonly Key: string; readonly Values: readonly string[] }[];
  readonly InstanceIds?: readonly string[];
  readonly Parameters: Readonly<Record<string, readonly string[]>>;
}

/** Run Command of Systems Manager, which the emulator has only for instances with a shell. It finds the servers by the tag. */
export class RunCommand {
  readonly sent: SentCommand[] = [];
  #port = 0;

  private constructor(
    private readonly server: Server,
    private readonly run: (command: SentCommand) => Promise<void>,
  ) {}

  /** @param tags the tag of each cluster, `key=value` */
  static async start(
    tags: Readonly<Record<ClusterName, string>>,
    run: (command: SentCommand) => Promise<void>,
  ): Promise<RunCommand> {
    const service = new RunCommand(createServer(), run);
    service.server.on('request', (incoming, outgoing) => {
      const operation = String(incoming.headers['x-amz-target']).replace('AmazonSSM.', '');
      json(incoming)
        .then((body) => service.#answer(operation, body as SendCommand, tags))
        .then((answer) => {
          outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
          outgoing.end(JSON.stringify(answer));
        })
        .catch(() => outgoing.destroy());
    });
    service.server.listen(0, '127.0.0.1');
    await once(service.server, 'listening');
    service.#port = (service.server.address() as AddressInfo).port;
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #answer(operation: string, body: SendCommand, tags: Readonly<Record<ClusterName, string>>): Promise<object> {
    if (operation === 'ListCommands') return { Commands: [{ Status: 'Success', TargetCount: 1 }] };
    if (operation === 'ListCommandInvocations') {
      return { CommandInvocations: [{ InstanceId: idOf(this.sent.at(-1)?.cluster), Status: 'Success' }] };
    }
    const [target] = body.Targets ?? [];
    const meant = target ? `${target.Key.replace('tag:', '')}=${target.Values.join()}` : String(body.InstanceIds);
    const cluster = (['home', 'away'] as const).find((name) => [tags[name], idOf(name)].includes(meant));
    if (cluster === undefined) throw new Error(`${meant} is no server`);
    const { Action, Except, Only } = body.Parameters;
    const command = {
      cluster,
      document: body.DocumentName,
      action: String(Action),
      except: String(Except),
      only: String(Only ?? NOBODY),
    };
    this.sent.push(command);
    await this.run(command);
    return { Command: { CommandId: `command-${this.sent.length}`, Status: 'Pending' } };
  }
}

/** Each cluster has one server. */
const idOf = (cluster: ClusterName | undefined): string => `i-${cluster}`;
