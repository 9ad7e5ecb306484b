"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.exchange = exchange;
exports.asksForClientCertificate = asksForClientCertificate;
const node_https_1 = require("node:https");
const errors_1 = require("./errors");
/** Vault's answers are a few KiB, so a longer one is not from Vault. */
const MOST_BYTES = 1024 * 1024;
/**
 * One HTTPS exchange. Redirects are not followed, because a token must not be sent to another host.
 *
 * @throws NoAnswerError if there is no complete answer; BadAnswerError for a bad certificate or a redirect
 */
function exchange(agent, { method, address, path, headers, body, timeoutMs }) {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
        let connected = false;
        const request = (0, node_https_1.request)(address + path, {
            agent,
            method,
            headers: {
                accept: 'application/json',
                ...(payload !== undefined && {
                    'content-type': 'application/json',
                    'content-length': Buffer.byteLength(payload),
                }),
                ...headers,
            },
        });
        const timer = setTimeout(() => request.destroy(new Timeout()), timeoutMs);
        const fail = (cause) => {
            clearTimeout(timer);
            reject(asError(cause, { address, path, mayHaveEffect: connected }));
        };
        request.on('socket', (socket) => {
            if (request.reusedSocket)
                connected = true;
            else
                socket.once('secureConnect', () => (connected = true));
        });
        request.on('error', fail);
        request.on('response', (response) => {
            const chunks = [];
            let bytes = 0;
            response.on('data', (chunk) => {
                bytes += chunk.length;
                chunks.push(chunk);
                if (bytes > MOST_BYTES)
                    request.destroy(new TooLong());
            });
            response.on('error', fail);
            response.on('end', () => {
                clearTimeout(timer);
                const status = response.statusCode ?? 0;
                if (!response.complete)
                    return fail(new Error('the answer ended early'));
                if (status >= 300 && status < 400)
                    return reject(new errors_1.BadAnswerError(address, path, 'redirect'));
                resolve({ status, text: Buffer.concat(chunks).toString('utf8') });
            });
        });
        request.end(payload);
    });
}
class Timeout extends Error {
}
class TooLong extends Error {
}
const CAUSES = {
    ECONNREFUSED: 'refused',
    EHOSTUNREACH: 'refused',
    ENETUNREACH: 'refused',
    ENOTFOUND: 'name',
    EAI_AGAIN: 'name',
    ETIMEDOUT: 'timeout',
};
function asError(cause, at) {
    const { address, path, mayHaveEffect } = at;
    const code = cause.code ?? '';
    if (cause instanceof TooLong)
        return new errors_1.BadAnswerError(address, path, 'not-json');
    if (asksForClientCertificate(cause))
        return new errors_1.BadAnswerError(address, path, 'client-certificate', { cause });
    if (isCertificateFailure(code))
        return new errors_1.BadAnswerError(address, path, 'certificate', { cause });
    const noAnswer = cause instanceof Timeout ? 'timeout' : (CAUSES[code] ?? 'reset');
    return new errors_1.NoAnswerError(address, path, noAnswer, mayHaveEffect, { cause });
}
/**
 * Alerts of TLS about the certificate of the client: bad, unsupported, revoked, expired, unknown, of an unknown authority,
 * access denied, required.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc8446#section-6.2
 */
const ABOUT_OUR_CERTIFICATE = new Set([42, 43, 44, 45, 46, 48, 49, 116]);
/** Whether the other side ended the handshake because of the client's certificate, or because there is none. */
function asksForClientCertificate({ message }) {
    // eslint-disable-next-line no-restricted-syntax -- OpenSSL's own words: Node's code names the alert only with TLS 1.3
    return ABOUT_OUR_CERTIFICATE.has(Number(/SSL alert number (\d+)/.exec(message)?.[1]));
}
/** Codes of OpenSSL's verification and of Node's check of the host name. */
const isCertificateFailure = (code) => /^(EPROTO|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code);
//# sourceMappingURL=http.js.map