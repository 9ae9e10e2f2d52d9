import { type KyselyPlugin, type LimitNode, OperationNodeTransformer, RawNode, ValueNode } from "kysely";

/**
 * Lets SQLite plan each statement once. Since version 3.47 it looks at the value of a parameter behind `limit`, and plans
 * again whenever one is bound: https://sqlite.org/src/info/b44f2676716be37d. That took 50 of the 55 microseconds of a
 * short read. So a limit that is a number is part of the text, and any other limit stands in a sum, which SQLite does not
 * look into.
 */
export const planOnce: KyselyPlugin = {
  transformQuery: ({ node }) => limits.transformNode(node),
  transformResult: async ({ result }) => result,
};

/** The limit of a statement that is not built with Kysely: `"select … limit ? + 0"`. */
export const LIMIT = "limit ? + 0";

class LimitTransformer extends OperationNodeTransformer {
  protected override transformLimit(node: LimitNode): LimitNode {
    const { limit } = node;
    const isConstant = ValueNode.is(limit) && typeof limit.value === "number";
    return {
      ...node,
      limit: isConstant ? ValueNode.createImmediate(limit.value) : RawNode.create(["", " + 0"], [limit]),
    };
  }
}

const limits = new LimitTransformer();
