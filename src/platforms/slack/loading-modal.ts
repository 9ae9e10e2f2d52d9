import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { loadingView, noteView } from "./form-view.ts";
import { slackMessages } from "./messages.ts";
import type { Incoming } from "./read.ts";
import type { Web } from "./web.ts";

/** The modal that opens while an event is being stored. */
export interface LoadingModal {
  /** Opens it where the event wants one. @returns the id of the view */
  open(incoming: Incoming): Promise<string> | undefined;
  /** Says in it that nothing was stored. Never rejects. */
  fail(incoming: Incoming, loading: Promise<string>): Promise<void>;
}

export function createLoadingModal(web: Web, locale: Locale, log: Logger): LoadingModal {
  return {
    /** The shortcut is a command that nearly always ends in a form, and its trigger does not wait for the store. */
    open({ call, to, side }) {
      // Nothing opens for somebody who may be another company's.
      if (call.source === undefined || to.trigger === undefined || side === "unknown") return undefined;
      const trigger_id = to.trigger.id;
      const opened = web
        .call(trigger_id, (client) => client.views.open({ trigger_id, view: loadingView(to, locale) }))
        .then(({ view }) => view?.id ?? "");
      // The answer that uses the modal handles the failure. When none does, it must be no unhandled rejection.
      opened.catch(() => {});
      return opened;
    },
    async fail({ to }, loading) {
      const t = slackMessages[locale];
      try {
        const view_id = await loading;
        const view = noteView(t.loadingTitle, t.notStored, to, locale);
        await web.call(view_id, (client) => client.views.update({ view_id, view }));
      } catch (error) {
        log.warn({ err: error }, "a loading view could not be taken back");
      }
    },
  };
}
