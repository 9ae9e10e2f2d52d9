import { createAlert } from "../features/alerts/add.ts";
import type { AlertPorts } from "../features/alerts/alert-services.ts";
import { createAlertChange } from "../features/alerts/change.ts";
import { createAlertList } from "../features/alerts/list.ts";
import { createMine } from "../features/alerts/mine.ts";
import { createQuiet } from "../features/alerts/quiet.ts";
import { createAlertShow } from "../features/alerts/show.ts";
import { createDigest } from "../features/digests/add.ts";
import { createDigestChange } from "../features/digests/change.ts";
import { createDigestCsv } from "../features/digests/csv.ts";
import { createDigestList } from "../features/digests/list.ts";
import { createDigestNow, type DigestNowPorts } from "../features/digests/now.ts";
import { createDigestShow } from "../features/digests/show.ts";
import { createImport } from "../features/imports/import-command.ts";
import { createImportList, type ImportPorts } from "../features/imports/list-command.ts";
import { createImportRun } from "../features/imports/run-command.ts";
import { campaign } from "./campaigns/campaign.ts";
import { campaigns } from "./campaigns/campaigns.ts";
import { telecalls } from "./campaigns/telecalls.ts";
import { telesales } from "./campaigns/telesales.ts";
import type { Command } from "./command.ts";
import { addTags } from "./customers/add-tags.ts";
import { createCustomer } from "./customers/create.ts";
import { customers } from "./customers/customers.ts";
import { deleteCustomer } from "./customers/delete.ts";
import { editCustomer } from "./customers/edit.ts";
import { findCustomer } from "./customers/find.ts";
import { createDeal } from "./deals/create.ts";
import { deals } from "./deals/deals.ts";
import { deleteDeal } from "./deals/delete.ts";
import { editDeal } from "./deals/edit.ts";
import { showDeal } from "./deals/show.ts";
import { createLanguage, type LanguagePorts } from "./general/language.ts";
import { createStatus, type StatusPorts } from "./general/status.ts";
import { createForget, type ForgetPorts } from "./keeping/forget.ts";
import { messages } from "./messages/messages.ts";
import { createOperations } from "./operations/operations.ts";
import { createLink, type LinkPorts } from "./people/link.ts";
import { createRole, type RolePorts } from "./people/role.ts";
import { accumulate } from "./points/accumulate.ts";
import { gifts } from "./points/gifts.ts";
import { points } from "./points/points.ts";
import { redeem } from "./points/redeem.ts";
import { redemptions } from "./points/redemptions.ts";
import { createProduct } from "./products/create.ts";
import { deleteProduct } from "./products/delete.ts";
import { editProduct } from "./products/edit.ts";
import { products } from "./products/products.ts";
import { showProduct } from "./products/show.ts";
import { ratings } from "./ratings/ratings.ts";
import { relayedMessage } from "./relayed.ts";
import { segment } from "./segments/segment.ts";
import { createSettingsImport, settingsExport } from "./settings/carry.ts";
import { createSetting, type SettingPorts } from "./settings/setting.ts";
import { settingsList } from "./settings/settings.ts";
import { createTasks } from "./tasks/tasks.ts";
import { createTicket } from "./tickets/create.ts";
import { deleteTicket } from "./tickets/delete.ts";
import { editTicket } from "./tickets/edit.ts";
import { showTicket } from "./tickets/show.ts";
import { createTickets } from "./tickets/tickets.ts";
import type { Topic } from "./topics.ts";

/** The commands by topic, in the order in which help and menus show them. */
export type Catalogue = Readonly<Record<Topic, readonly Command[]>>;

export type CataloguePorts = LanguagePorts &
  StatusPorts &
  ForgetPorts &
  ImportPorts &
  DigestNowPorts &
  AlertPorts &
  SettingPorts &
  LinkPorts &
  RolePorts;

/** To add a command: write its file, and its line here. */
export function createCatalogue(ports: CataloguePorts): Catalogue {
  const catalogue: Catalogue = {
    customers: [
      findCustomer,
      // "Khách mới" alone asks for the list, with a name behind it for a new one: where both fit, the first counts.
      customers,
      createCustomer,
      editCustomer,
      addTags,
      deleteCustomer,
      segment,
    ],
    tickets: [createTicket, showTicket, createTickets(ports), editTicket, deleteTicket],
    points: [points, accumulate, redeem, redemptions, gifts],
    deals: [
      showDeal,
      deals,
      createDeal,
      editDeal,
      deleteDeal,
      products,
      showProduct,
      createProduct,
      editProduct,
      deleteProduct,
    ],
    insight: [
      ratings,
      campaigns,
      campaign,
      telesales,
      telecalls,
      messages,
      createDigest(ports),
      createDigestList(ports),
      createDigestChange(ports),
      createDigestNow(ports),
      createDigestShow(ports),
      createDigestCsv(ports),
      createAlert(ports),
      createAlertList(ports),
      createAlertChange(ports),
      createQuiet(ports),
      createAlertShow(ports),
      createMine(ports),
    ],
    work: [
      createTasks(ports),
      createOperations((name, locale) => {
        const command = Object.values(catalogue)
          .flat()
          .find((one) => one.name === name);
        return command?.title(locale) ?? name;
      }),
      createImport(ports),
      createImportRun(ports),
      createImportList(ports),
      relayedMessage,
    ],
    team: [
      createLanguage(ports),
      createStatus(ports),
      createForget(ports),
      settingsList,
      createSetting(ports),
      settingsExport,
      createSettingsImport(ports),
      createLink(ports),
      createRole(ports),
    ],
  };
  return catalogue;
}
