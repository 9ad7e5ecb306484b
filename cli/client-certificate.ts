import { clientCertificateProblem, type ClientCertificate } from '../functions/shared/client-certificate';
import { Secret } from '../functions/shared/secret';
import { readText } from './config/files';
import { UsageError } from './exit-codes';

/** The files that Vault's own tool takes, too. */
const VARIABLES = { certificate: 'VAULT_CLIENT_CERT', key: 'VAULT_CLIENT_KEY' } as const;

/**
 * The client certificate for Vault, if the variables name its files.
 *
 * @throws UsageError if only one is set, a file cannot be read, or they do not belong together
 */
export function clientCertificateFromFiles(env = process.env): ClientCertificate | undefined {
  const { [VARIABLES.certificate]: certificateFile, [VARIABLES.key]: keyFile } = env;
  if (!certificateFile && !keyFile) return undefined;
  if (!certificateFile || !keyFile) {
    throw new UsageError(
      `Set both ${VARIABLES.certificate} and ${VARIABLES.key} to the paths of PEM files, or neither.`,
    );
  }
  const found = { certificate: readText(certificateFile), key: new Secret(readText(keyFile)) };
  const problem = clientCertificateProblem(found);
  if (problem === undefined) return found;
  throw new UsageError(`The files of ${VARIABLES.certificate} and ${VARIABLES.key} cannot be used: ${problem}.`);
}
