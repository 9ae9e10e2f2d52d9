import * as z from "zod";
import { viewObject } from "../payloads.ts";
import { defineMethod, type Method, structure, text } from "./method.ts";

export const views: Record<string, Method> = {
  "views.open": defineMethod({ trigger_id: text, view: structure }, (world, args) => {
    const userId = world.triggers.exchange(args.trigger_id);
    return { view: viewObject(world, world.views.open(userId, args.view)) };
  }),

  "views.push": defineMethod({ trigger_id: text, view: structure }, (world, args) => {
    const userId = world.triggers.exchange(args.trigger_id);
    return { view: viewObject(world, world.views.push(userId, args.view)) };
  }),

  "views.update": defineMethod(
    {
      view_id: z.string().optional(),
      external_id: z.string().optional(),
      view: structure,
      hash: z.string().optional(),
    },
    (world, args) => {
      const which = { viewId: args.view_id, externalId: args.external_id };
      return { view: viewObject(world, world.views.update(which, args.view, args.hash)) };
    },
  ),

  "views.publish": defineMethod({ user_id: text, view: structure }, (world, args) => {
    const user = world.workspace.user(args.user_id);
    return { view: viewObject(world, world.views.publish(user.id, args.view)) };
  }),
};
