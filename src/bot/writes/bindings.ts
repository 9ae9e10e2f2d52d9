import { reaches } from "../../access/roles.ts";
import { AppError } from "../../errors.ts";
import type { Operation } from "../../operations/operation.ts";
import type { BoundWrite, Command } from "../command.ts";
import type { Context } from "../context.ts";
import type { Registry } from "../registry.ts";

/** Finds the command of an operation again, and binds it to the operation's arguments. */
export interface Bindings {
  /** @throws AppError `expired` where this version has no such command */
  commandOf(operation: Operation, ctx: Context): Command;
  /**
   * The write of an operation, if the person still has the right to it.
   * @throws AppError `forbidden`
   */
  writeOf(operation: Operation, ctx: Context): BoundWrite;
  /** The same to show its outcome, which a person may read whatever their role is now. */
  recordOf(operation: Operation, ctx: Context): BoundWrite;
}

export function createBindings(registry: Registry): Bindings {
  function commandOf(operation: Operation, ctx: Context): Command {
    Object.assign(ctx.auditEntry, { command: operation.kind, effect: "write", customer: operation.customer });
    return registry.get(operation.kind);
  }

  return {
    commandOf,
    writeOf(operation, ctx) {
      const command = commandOf(operation, ctx);
      if (!reaches(ctx.who.role, command.role))
        throw new AppError("forbidden", `${command.name} needs ${command.role}`);
      return boundTo(command, operation);
    },
    recordOf: (operation, ctx) => boundTo(commandOf(operation, ctx), operation),
  };
}

function boundTo(command: Command, operation: Operation): BoundWrite {
  const bound = command.bind(operation.args);
  if (bound.kind !== "write") throw new AppError("bug", `${command.name} is no write`);
  return bound;
}
