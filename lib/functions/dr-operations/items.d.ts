import { type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
export type Item = Readonly<Record<string, AttributeValue>>;
/** What a table says about the items with one key. */
export type ItemsLook = {
    readonly kind: 'answers';
    readonly items: readonly Item[];
}
/** `detail`: name of the error. `hasAnswered`: the service has answered, and what it said is no item. */
 | {
    readonly kind: 'silent';
    readonly detail: string;
    readonly hasAnswered: boolean;
};
/** Reads the few items with this partition key. A table that gives no answer is no error. */
export declare function readItems(client: DynamoDBClient, tableName: string, key: string): Promise<ItemsLook>;
/** Whether a service of AWS has answered, be it with an error. */
export declare function isAnswer(error: unknown): boolean;
