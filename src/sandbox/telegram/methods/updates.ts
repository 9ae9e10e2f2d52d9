import type { Update } from "@grammyjs/types";
import { ApiError, mistake } from "../api-error.ts";
import { limits } from "../limits.ts";
import { checkWebhookUrl } from "../webhook.ts";
import type { Call, Methods } from "./method.ts";

export const updateMethods: Methods = {
  getUpdates: { params: ["offset", "limit", "timeout", "allowed_updates"], run: getUpdates },
  setWebhook: {
    params: [
      "url",
      "certificate",
      "ip_address",
      "max_connections",
      "allowed_updates",
      "drop_pending_updates",
      "secret_token",
    ],
    run: setWebhook,
  },
  deleteWebhook: { params: ["drop_pending_updates"], run: deleteWebhook },
  getWebhookInfo: { params: [], run: getWebhookInfo },
};

function getUpdates({ world, params, webhook, disconnected }: Call): Promise<Update[]> {
  if (webhook.settings) {
    throw new ApiError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  world.updates.allow(allowedUpdates(params));
  return world.updates.take({
    offset: params.integer("offset") ?? 0,
    limit: clamp(params.integer("limit") ?? limits.updatesPerPoll, 1, limits.updatesPerPoll),
    timeout: clamp(params.integer("timeout") ?? 0, 0, limits.pollSeconds),
    disconnected,
  });
}

function setWebhook({ world, params, webhook }: Call): true {
  const url = params.text("url") ?? "";
  if (params.flag("drop_pending_updates")) world.updates.dropAll();
  if (url === "") {
    webhook.remove();
    return true;
  }
  checkWebhookUrl(url);
  const secret = params.text("secret_token");
  if (secret && !limits.webhookSecret.test(secret)) {
    throw mistake(
      secret.length > 256 ? "secret token is too long" : "secret token contains unallowed characters",
    );
  }
  world.updates.allow(allowedUpdates(params));
  world.updates.interrupt("terminated by setWebhook request");
  webhook.set({ url, secret, maxConnections: clamp(params.integer("max_connections") ?? 40, 1, 100) });
  return true;
}

function deleteWebhook({ world, params, webhook }: Call): true {
  webhook.remove();
  if (params.flag("drop_pending_updates")) world.updates.dropAll();
  return true;
}

function getWebhookInfo({ world, webhook }: Call): object {
  const { settings, lastError } = webhook;
  const allowed = world.updates.allowedKinds;
  return {
    url: settings?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: world.updates.pending.length,
    ...(settings ? { max_connections: settings.maxConnections } : {}),
    ...(lastError ? { last_error_date: lastError.date, last_error_message: lastError.message } : {}),
    ...(allowed ? { allowed_updates: allowed } : {}),
  };
}

function allowedUpdates(params: Call["params"]): string[] | undefined {
  return params.list("allowed_updates", "update types")?.map(String);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
