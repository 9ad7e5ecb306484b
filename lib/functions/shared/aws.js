"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.awsClientConfig = awsClientConfig;
const node_http_handler_1 = require("@smithy/node-http-handler");
/** Client settings with a limit on every call. The SDK's own defaults allow minutes. */
function awsClientConfig({ connectionTimeoutMs, requestTimeoutMs, maxAttempts }) {
    return {
        maxAttempts,
        requestHandler: new node_http_handler_1.NodeHttpHandler({
            connectionTimeout: connectionTimeoutMs,
            requestTimeout: requestTimeoutMs,
            throwOnRequestTimeout: true,
        }),
    };
}
//# sourceMappingURL=aws.js.map