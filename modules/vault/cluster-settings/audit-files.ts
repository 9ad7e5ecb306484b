import { AUDIT_LOGS } from '../../cluster/node/configuration';

/** Paths of two audit files, the first on the volume that only audit uses. */
export type AuditFiles = readonly [string, string];

/**
 * The audit files of a node. They are on two volumes, because Vault answers no request any more when no audit device can
 * write. The user data of a node creates both folders, and gives them to the user of Vault.
 */
export const AUDIT_FILES: AuditFiles = AUDIT_LOGS;
