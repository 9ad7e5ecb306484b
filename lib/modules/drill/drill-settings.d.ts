/** Settings of the drills. They are the prop `drill` of `VaultDr`. */
export interface DrillSettings {
    /**
     * Target: longest time for which a client is not served in one switchover, seconds; 1 to 3600. No target allows a lost write,
     * because a switchover loses none. `vault-dr drill` reads it from the outputs.
     *
     * @default 120
     */
    readonly rtoSeconds?: number;
    /**
     * When a drill begins by itself, as EventBridge writes it, in UTC: `cron(0 4 1 * ? *)`. A state machine switches over and back,
     * and stops at the first refusal. Each drill is two short outages for the clients.
     *
     * @default - drills begin only with `vault-dr drill`
     */
    readonly schedule?: string;
    /** How long the other cluster serves before the switchover back, seconds; 1 to 3600. @default 60 */
    readonly holdSeconds?: number;
    /** Whether `schedule` may also be given for an environment that is named `prod` or `production`. @default false */
    readonly inProduction?: boolean;
}
