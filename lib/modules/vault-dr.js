"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VaultDr = void 0;
const cdktf_1 = require("cdktf");
const constructs_1 = require("constructs");
const contract_1 = require("../functions/shared/contract");
const operator_parameters_1 = require("./aws/operator-parameters");
const weighted_records_1 = require("./aws/weighted-records");
const control_plane_1 = require("./control-plane");
const scheduled_drill_1 = require("./drill/scheduled-drill");
const events_function_1 = require("./lambda/events-function");
const operator_access_1 = require("./operator-access");
const errors_1 = require("./private/errors");
const names_1 = require("./private/names");
const name_health_1 = require("./traffic/name-health");
const regional_store_1 = require("./regional-store");
const vault_dr_outputs_1 = require("./vault-dr-outputs");
const validation_1 = require("./validation");
const aws_auth_1 = require("./vault/aws-auth");
const operation_token_role_1 = require("./vault/operation-token-role");
const policy_1 = require("./vault/policy");
const metric_1 = require("./watch/metric");
const watch_1 = require("./watch/watch");
const witness_function_1 = require("./lambda/witness-function");
const witness_store_1 = require("./witness-store");
/**
 * The DR control plane of one pair of Vault Enterprise clusters: policies and roles in Vault, the weighted records of
 * the client name, and in each region the secret, the table with lease and journal, the four Lambdas, and the watch.
 *
 * @throws Error with a list of all problems of the props
 */
class VaultDr extends constructs_1.Construct {
    /** The DNS name that clients use. */
    clientName;
    /** The policy and the token role of the DR operation token. */
    operationTokenRole;
    /** The policy and the token role of the break-glass token, if there is one. */
    breakGlassTokenRole;
    /** The role that the `auth` Lambdas log in with. */
    awsAuth;
    /** The health checks of the records, if `traffic` is given. */
    nameHealth;
    /** The weighted records of the client name. */
    records;
    /** The stored data in the region of each cluster. */
    stores;
    /** The table of the third region, if there is a witness. */
    witness;
    /** The Lambdas in the region of each cluster. */
    controlPlanes;
    /** The watch in the region of each cluster, unless `watch` is `false`. */
    watches;
    /** The Lambda that sends events in the region of each cluster, unless `events` is `false`. */
    events;
    /** The state machine that drills by a schedule, if `drill.schedule` is given. */
    scheduledDrill;
    deployment;
    constructor(scope, id, props) {
        super(scope, id);
        this.deployment = props;
        const problems = (0, validation_1.validateVaultDrProps)(props);
        if (problems.length > 0)
            throw (0, errors_1.invalidProps)('VaultDr', problems);
        const { home, away, clientName } = props;
        this.warnOfSharedFate(home, away);
        this.clientName = clientName;
        this.operationTokenRole = new operation_token_role_1.OperationTokenRole(this, 'operation-token-role', {
            ...props,
            extraRules: [...(asksAutopilot(props) ? policy_1.AUTOPILOT_RULES : []), ...(props.extraOperationTokenRules ?? [])],
        });
        this.breakGlassTokenRole = hasBreakGlassToken(props)
            ? new operation_token_role_1.OperationTokenRole(this, 'break-glass-token-role', {
                ...props,
                resource: 'dr-break-glass-token',
                rules: policy_1.BREAK_GLASS_TOKEN_RULES,
            })
            : undefined;
        const { traffic } = props;
        this.nameHealth =
            traffic?.dataPlane === true || traffic?.routingControls
                ? new name_health_1.NameHealth(this, 'name-health', { ...props, settings: traffic, regions: { home, away } })
                : undefined;
        this.records = new weighted_records_1.WeightedRecords(this, 'records', {
            ...props,
            healthCheckIds: this.nameHealth?.healthCheckIds,
            provider: props.dns?.provider ?? home.provider,
            roleArn: props.dns?.roleArn,
            region: home.region,
            targets: { home: recordTarget(home), away: recordTarget(away) },
            ttlSeconds: props.recordTtlSeconds,
        });
        this.stores = { home: this.createStore('home', props), away: this.createStore('away', props) };
        this.witness = props.witness && this.createWitness(props, props.witness);
        this.controlPlanes = { home: this.createControlPlane('home', props), away: this.createControlPlane('away', props) };
        this.watches = props.watch === false ? undefined : this.createWatches(props);
        this.events = sendsEvents(props)
            ? { home: this.createEvents('home', props), away: this.createEvents('away', props) }
            : undefined;
        this.scheduledDrill = this.createScheduledDrill(props);
        this.awsAuth = new aws_auth_1.AwsAuth(this, 'aws-auth', {
            ...props,
            serverId: clientName,
            ...props.awsAuth,
            principalArns: [this.controlPlanes.home.auth.lambda.roleArn, this.controlPlanes.away.auth.lambda.roleArn],
            tokenRole: this.operationTokenRole.roleName,
            breakGlassTokenRole: this.breakGlassTokenRole?.roleName,
        });
        if (props.outputs ?? true)
            this.createOutputs(props);
        if (props.operatorParameters ?? true)
            this.createOperatorParameters(props);
    }
    /**
     * Lets a role operate the pair with `vault-dr` through the Lambdas: operations, rotation of the token, `status`,
     * `history`, `doctor`. `--local` and `break-glass` need more.
     */
    grantOperate(role) {
        this.grantAccess(role, ['dr-operations', 'dns-switch', 'dr-operation-token-gen']);
    }
    /**
     * Lets a role look at the pair with `vault-dr status` and `vault-dr history`, and not operate it. It calls the watch, which
     * asks for an operation only by its own rules, and only with `automatic` or `watch.fence`.
     *
     * @throws Error if `watch` is `false`
     */
    grantLook(role) {
        this.grantAccess(role, ['watch']);
    }
    grantAccess(role, lambdas) {
        const arns = contract_1.CLUSTER_NAMES.flatMap((cluster) => {
            const byName = {
                ...this.controlPlanes[cluster].functionArns,
                watch: this.watches?.[cluster].watchFunction.lambda.arn,
            };
            return lambdas.map((lambda) => byName[lambda]);
        });
        if (!arns.every((arn) => arn !== undefined)) {
            throw new Error(`${this.node.path} has no watch, which grantLook lets a role call: leave out watch: false.`);
        }
        for (const statement of (0, operator_access_1.accessStatements)(this.stores, arns))
            role.allow(statement);
    }
    metric(metricName, cluster) {
        return (0, metric_1.watchMetric)(this.deployment, metricName, cluster);
    }
    /** Whether a failover would begin now: 0 or 1. */
    metricFailoverPossible() {
        return this.metric('FailoverPossible');
    }
    /** Whether a switchover would begin now: 0 or 1. */
    metricSwitchoverPossible() {
        return this.metric('SwitchoverPossible');
    }
    /** Replication lag, seconds. Vault reports it since 1.17. */
    metricLagSeconds() {
        return this.metric('LagSeconds');
    }
    /** Nodes that a cluster can lose and still serve. Only with `watch.autopilot`. */
    metricFailureTolerance(cluster) {
        return this.metric('FailureTolerance', cluster);
    }
    /** Voters of a cluster that its autopilot calls unhealthy. Only with `watch.autopilot`. */
    metricDeadVoters(cluster) {
        return this.metric('DeadVoters', cluster);
    }
    /** Remaining life of the DR operation token in the region of the alarm, seconds. */
    metricTokenSecondsLeft() {
        return this.metric('TokenSecondsLeft');
    }
    /** The control plane of Route 53 is only in us-east-1. While that region is lost, no record can be changed. */
    warnOfSharedFate(home, away) {
        if (![home.region, away.region].includes('us-east-1'))
            return;
        cdktf_1.Annotations.of(this).addWarning("A cluster is in us-east-1, where Route 53's control plane is. If the region is lost, the client name cannot be " +
            'moved until Route 53 is back. Choose another region, or turn on accelerated recovery for a public hosted zone.');
    }
    createStore(cluster, props) {
        const { provider, region } = props[cluster];
        return new regional_store_1.RegionalStore(this, `${cluster}-store`, {
            ...props,
            provider,
            region,
            alarms: props.watch !== false,
            stream: sendsEvents(props),
            breakGlassToken: hasBreakGlassToken(props),
        });
    }
    /** Where a failover may begin by itself, the third region also has a Lambda that watches the region of home. */
    createWitness(props, { provider, region }) {
        const logGroupPattern = props.automatic && `/aws/lambda/${(0, names_1.functionName)('witness', props)}`;
        const store = new witness_store_1.WitnessStore(this, 'witness', { ...props, provider, region, logGroupPattern });
        if (props.automatic) {
            new witness_function_1.WitnessFunction(this, 'witness-watch', {
                ...props,
                provider,
                region,
                accountId: store.accountId,
                kmsKeyArn: store.key.arn,
                home: this.stores.home.journal,
                own: store.table,
            });
        }
        return store;
    }
    createControlPlane(cluster, props) {
        const { home, away, awsAuth, clientName } = props;
        return new control_plane_1.ControlPlane(this, `${cluster}-control-plane`, {
            ...props,
            ...placeOf(cluster, props),
            clusterAddresses: { home: home.clusterAddress, away: away.clusterAddress },
            fence: props.watch !== false && (props.watch?.fence ?? false),
            stores: this.stores,
            witnessTable: this.witness?.table,
            records: this.records,
            nameHealth: this.nameHealth,
            login: {
                mountPath: awsAuth?.path ?? 'aws',
                serverId: awsAuth?.serverId ?? clientName,
                stsRegion: awsAuth?.stsRegion,
            },
            // The role in Vault is bound to the Lambdas and so is made after them: only its name is known here.
            authRole: (0, names_1.nameOf)('dr-operation-token-gen', props),
            tokenRole: this.operationTokenRole.roleName,
            breakGlassTokenRole: this.breakGlassTokenRole?.roleName,
        });
    }
    createWatches(props) {
        const journals = { home: this.stores.home.journal, away: this.stores.away.journal, witness: this.witness?.table };
        const create = (cluster) => new watch_1.Watch(this, `${cluster}-watch`, {
            ...props,
            ...placeOf(cluster, props),
            settings: props.watch || {},
            store: this.stores[cluster],
            records: this.records,
            nameHealth: this.nameHealth,
            journals,
            controlPlane: this.controlPlanes[cluster],
        });
        return { home: create('home'), away: create('away') };
    }
    createEvents(cluster, props) {
        const { accountId, key, journal } = this.stores[cluster];
        return new events_function_1.EventsFunction(this, `${cluster}-events`, {
            ...props,
            ...placeOf(cluster, props),
            accountId,
            kmsKeyArn: key.arn,
            journal,
        });
    }
    /** It runs in the region of home, and calls only the Lambda there. */
    createScheduledDrill(props) {
        const { drill, home } = props;
        const { schedule } = drill ?? {};
        if (schedule === undefined)
            return undefined;
        return new scheduled_drill_1.ScheduledDrill(this, 'scheduled-drill', {
            ...props,
            provider: home.provider,
            settings: { ...drill, schedule },
            drOperations: this.controlPlanes.home.drOperations,
            topicArns: this.watches?.home.topicArns ?? [],
            alarmsPage: props.watch === false ? undefined : props.watch?.alarmsPage,
        });
    }
    createOperatorParameters(props) {
        // The certificates have a parameter of their own.
        const settings = { ...(0, vault_dr_outputs_1.operatorOutput)(this, props), ca_pem: undefined };
        for (const cluster of contract_1.CLUSTER_NAMES) {
            const { provider } = props[cluster];
            new operator_parameters_1.OperatorParameters(this, `${cluster}-operator`, { ...props, provider, settings });
        }
    }
    createOutputs(props) {
        for (const [name, value] of Object.entries((0, vault_dr_outputs_1.outputsOf)(this, props))) {
            // The construct's id comes first, so that the outputs of two pairs in one stack have different names.
            new cdktf_1.TerraformOutput(this, name, { value }).overrideLogicalId(`${this.node.id}_${name}`);
        }
    }
}
exports.VaultDr = VaultDr;
const sendsEvents = ({ events = true }) => events;
const asksAutopilot = ({ watch }) => watch !== false && (watch?.autopilot ?? false);
const hasBreakGlassToken = ({ breakGlassToken = true }) => breakGlassToken;
/** Where the Lambdas of a region run, and which clusters they call. */
function placeOf(cluster, { home, away }) {
    const { provider, region, subnetIds, securityGroupIds, clientCertificate } = { home, away }[cluster];
    const addresses = { home: home.address, away: away.address };
    return { cluster, provider, region, subnetIds, securityGroupIds, clientCertificate, addresses };
}
const recordTarget = ({ address, dnsName, loadBalancer }) => loadBalancer
    ? { dnsName: loadBalancer.dnsName, loadBalancerZoneId: loadBalancer.zoneId, ipv6: loadBalancer.ipv6 }
    : { dnsName: dnsName ?? new URL(address).hostname };
//# sourceMappingURL=vault-dr.js.map