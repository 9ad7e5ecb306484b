"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.tlsOptions = void 0;
exports.clientCertificateProblem = clientCertificateProblem;
const node_crypto_1 = require("node:crypto");
/** Why a certificate and a key cannot be used, without a word of either. */
function clientCertificateProblem({ certificate, key }) {
    let parsed;
    try {
        parsed = new node_crypto_1.X509Certificate(certificate);
    }
    catch {
        return 'the certificate is not in PEM';
    }
    try {
        return parsed.checkPrivateKey((0, node_crypto_1.createPrivateKey)(key.reveal()))
            ? undefined
            : 'the key is not that of the certificate';
    }
    catch {
        return 'the key is not in PEM, or has a passphrase';
    }
}
/** The same as options of Node. */
const tlsOptions = ({ ca, clientCertificate }) => ({
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key.reveal() }),
});
exports.tlsOptions = tlsOptions;
//# sourceMappingURL=client-certificate.js.map