"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DrOperationTokenGenFunction = exports.breakGlassTokenTtlSeconds = exports.OPERATION_TOKEN_DEFAULTS = void 0;
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operation-token-gen/contract");
const names_1 = require("../private/names");
const bundled_function_1 = require("./bundled-function");
const schedule_1 = require("./schedule");
/** Defaults of {@link OperationTokenSettings}. */
exports.OPERATION_TOKEN_DEFAULTS = { operationTokenTtlSeconds: 28_800, rotationMinutes: 180 };
/** Outages last longer than a rotation, and nobody can make a token while no primary is up. */
const BREAK_GLASS_TTL_SECONDS = 7 * 24 * 3600;
/** Lifetime of the break-glass token: 7 days, and not shorter than that of the DR operation token, with which it is made anew. */
const breakGlassTokenTtlSeconds = ({ operationTokenTtlSeconds = exports.OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds, }) => Math.max(BREAK_GLASS_TTL_SECONDS, operationTokenTtlSeconds);
exports.breakGlassTokenTtlSeconds = breakGlassTokenTtlSeconds;
/** The Lambda `dr-operation-token-gen`, which makes the DR operation token and the break-glass token, and its schedule. */
class DrOperationTokenGenFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            bundle: 'dr-operation-token-gen',
            description: 'Makes the DR operation token and writes it to Secrets Manager',
            timeoutSeconds: 60,
            asyncRetries: true, // A second token is harmless.
        });
        this.lambda.addVariables({
            [contract_1.TOKEN_GEN_ENV.authRole]: props.authRole,
            [contract_1.TOKEN_GEN_ENV.tokenRole]: props.tokenRole,
            [contract_1.TOKEN_GEN_ENV.ttlSeconds]: props.operationTokenTtlSeconds ?? exports.OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds,
            [contract_1.TOKEN_GEN_ENV.rotationMinutes]: props.rotationMinutes ?? exports.OPERATION_TOKEN_DEFAULTS.rotationMinutes,
        });
        props.auth.grantInvoke(this.lambda);
        props.secret.grantWrite(this.lambda);
        if (props.breakGlass) {
            this.lambda.addVariables({
                [contract_1.BREAK_GLASS_ENV.tokenRole]: props.breakGlass.tokenRole,
                [contract_1.BREAK_GLASS_ENV.ttlSeconds]: (0, exports.breakGlassTokenTtlSeconds)(props),
            });
            props.breakGlass.secret.grantWrite(this.lambda);
        }
        const { provider, rotationMinutes = exports.OPERATION_TOKEN_DEFAULTS.rotationMinutes, tags } = props;
        (0, schedule_1.runRegularly)(this, this.lambda, {
            provider,
            name: (0, names_1.nameOf)('vault-dr-operation-token-gen', props),
            description: 'Rotates the DR operation token',
            everyMinutes: rotationMinutes,
            targetId: 'dr-operation-token-gen',
            tags,
        });
    }
}
exports.DrOperationTokenGenFunction = DrOperationTokenGenFunction;
//# sourceMappingURL=dr-operation-token-gen-function.js.map