import type { VaultDrProps } from '../vault-dr-props';
import { validateAutomatic } from './automatic';
import { validateCluster, validatePair, validateWitness } from './clusters';
import { validateFunctions } from './functions';
import { validateDrill } from './drill';
import { validateHealthChecks } from './health-checks';
import { validateClientName, validateNames } from './names';
import { validateOperationToken, validateVaultAccess } from './vault-access';
import { validateWatch } from './watch';

/**
 * Finds every problem of the props. A value that is known only at the apply is not checked.
 *
 * @returns for each problem, what is wrong and what to do
 */
export function validateVaultDrProps(props: VaultDrProps): string[] {
  return [
    ...validateNames(props),
    ...validateClientName(props),
    ...validateCluster('home', props.home, props.clientName),
    ...validateCluster('away', props.away, props.clientName),
    ...validatePair(props),
    ...validateWitness(props),
    ...validateOperationToken(props),
    ...validateVaultAccess(props),
    ...validateWatch(props),
    ...validateHealthChecks(props),
    ...validateAutomatic(props),
    ...validateDrill(props),
    ...validateFunctions(props),
  ];
}
