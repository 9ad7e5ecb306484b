import type { EnvironmentName } from '../../live/environments';
import { AskError } from '../errors';
import { reportFolder } from '../paths';
import { writeReport } from '../commands/report';

/** What a person has to allow. Written as `ask.json` for the pipeline. */
export interface Question {
  readonly environment: EnvironmentName;
  readonly commit: string;
  /** An approval names this. */
  readonly digest: string;
  /** An approval names all of these. */
  readonly addresses: readonly string[];
  readonly why: readonly string[];
  /** Whether the person must be in `live/approvers.ts` and have written no part of it. */
  readonly needsApproval: boolean;
}

/**
 * Writes the question for the pipeline and for people.
 *
 * @param summary of the plan, in Markdown
 * @returns the error with which the command ends
 */
export function ask(question: Question, summary: string): AskError {
  const { environment, digest, addresses, why } = question;
  const command = [
    `make apply ENV=${environment} APPROVED=${digest} APPROVER=<name>`,
    ...(addresses.length > 0 ? [`ADDRESSES='${addresses.join(' ')}'`] : []),
  ].join(' ');
  const reasons = why.map((line) => (line.startsWith(' ') ? line : `- ${line}`)).join('\n');
  writeReport(reportFolder('apply', environment), {
    'ask.json': `${JSON.stringify(question, undefined, 2)}\n`,
    'ask.md': `## ${environment} waits for a person\n\n${reasons}\n\nTo allow exactly this: \`${command}\`\n\n${summary}`,
  });
  return new AskError(
    `${environment} was not changed, because a person has to allow it:\n${reasons}\nTo allow exactly this plan: ${command}`,
  );
}
