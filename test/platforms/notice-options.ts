import type { PlatformInbox } from "../../src/inbox/inbox.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** The options of a platform that only sends notices: it answers nobody, and stores no event. */
export const noticeOptions = {
  bot: { async *answer() {}, checkForm: async () => null, menu: () => [] },
  inbox: {} as PlatformInbox,
  log: silentLogger(),
  defaultLocale: "vi",
} as const;
