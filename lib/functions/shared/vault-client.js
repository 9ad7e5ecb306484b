"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VaultClient = void 0;
const node_https_1 = require("node:https");
const client_certificate_1 = require("./client-certificate");
const errors_1 = require("./errors");
const http_1 = require("./http");
const secret_1 = require("./secret");
/**
 * Client of Vault's HTTP API at one cluster. Connections are reused, and their certificates are verified.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr
 */
class VaultClient {
    cluster;
    address;
    deniedRemedy;
    #agent;
    constructor(cluster, address, ca, clientCertificate, 
    /** What to do about a 403. @default - to make a new DR operation token */
    deniedRemedy) {
        this.cluster = cluster;
        this.address = address;
        this.deniedRemedy = deniedRemedy;
        const identity = (0, client_certificate_1.tlsOptions)({ ca, ...(clientCertificate && { clientCertificate }) });
        this.#agent = new node_https_1.Agent({ keepAlive: true, minVersion: 'TLSv1.2', ...identity });
    }
    close() {
        this.#agent.destroy();
    }
    /** Reads a path that needs no token. No status is an error, because `sys/health` reports the role by its status. */
    async read(path, timeoutMs) {
        const answer = await (0, http_1.exchange)(this.#agent, {
            method: 'GET',
            address: this.address,
            path: `/v1/${path}`,
            timeoutMs,
        });
        return { status: answer.status, body: this.#parse(path, answer) };
    }
    /**
     * Writes to a path and returns the body of the answer (`{}` for an empty one).
     *
     * @throws VaultResponseError if Vault answers with an error status
     */
    write(path, options) {
        return this.call('POST', path, { ...options, body: options.body ?? {} });
    }
    /**
     * Calls a path and returns the body of the answer (`{}` for an empty one).
     *
     * @throws VaultResponseError if Vault answers with an error status
     */
    async call(method, path, { timeoutMs, token, body }) {
        const answer = await (0, http_1.exchange)(this.#agent, {
            method,
            address: this.address,
            path: `/v1/${path}`,
            timeoutMs,
            ...(token && { headers: { 'x-vault-token': token.reveal() } }),
            ...(body && { body }),
        });
        if (answer.status >= 400)
            throw this.#refusal(path, answer);
        return answer.text === '' ? {} : this.#parse(path, answer);
    }
    #refusal(path, answer) {
        const errors = this.#parse(path, answer)['errors'];
        if (!Array.isArray(errors))
            return new errors_1.BadAnswerError(this.address, path, 'not-vault');
        return new errors_1.VaultResponseError(this.address, path, answer.status, errors.map((text) => (0, secret_1.redact)(String(text)).replace(/\s+/g, ' ').trim()), answer.status === 403 ? this.deniedRemedy : undefined);
    }
    #parse(path, answer) {
        let body;
        try {
            body = JSON.parse(answer.text);
        }
        catch {
            // Without `cause`: the error of JSON.parse quotes its input, which may be a token.
            throw new errors_1.BadAnswerError(this.address, path, 'not-json');
        }
        if (typeof body !== 'object' || body === null || Array.isArray(body)) {
            throw new errors_1.BadAnswerError(this.address, path, 'not-vault');
        }
        return body;
    }
}
exports.VaultClient = VaultClient;
//# sourceMappingURL=vault-client.js.map