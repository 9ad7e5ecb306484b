"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.commonVariables = exports.WITHOUT_VAULT = void 0;
const contract_1 = require("../../functions/shared/contract");
const bundles_1 = require("../private/bundles");
/** What a Lambda that does not call Vault leaves out. */
exports.WITHOUT_VAULT = {
    addresses: undefined,
    caPem: undefined,
    clientCertificate: undefined,
    probeTimeoutMs: undefined,
};
/** Variables of every Lambda that come from its props. */
const commonVariables = ({ addresses, caPem, probeTimeoutMs, logLevel, clientCertificate, }) => ({
    [contract_1.VAULT_ENV.homeAddress]: addresses?.home,
    [contract_1.VAULT_ENV.awayAddress]: addresses?.away,
    [contract_1.VAULT_ENV.caCert]: caPem === undefined ? undefined : bundles_1.CA_FILE,
    [contract_1.VAULT_ENV.probeTimeoutMs]: probeTimeoutMs,
    [contract_1.VAULT_ENV.clientCertificateArn]: clientCertificate?.secretArn,
    POWERTOOLS_LOG_LEVEL: logLevel ?? 'INFO',
});
exports.commonVariables = commonVariables;
//# sourceMappingURL=common-function-props.js.map