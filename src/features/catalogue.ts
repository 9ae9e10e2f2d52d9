import { type Catalogue, createRegistry, type Registry } from "../bot/registry.ts";
import { createAlert } from "./alerts/add.ts";
import type { AlertPorts } from "./alerts/alert-service.ts";
import { createAlertChange } from "./alerts/change.ts";
import { createAlertList } from "./alerts/list.ts";
import { createMine } from "./alerts/mine.ts";
import { createQuiet } from "./alerts/quiet.ts";
import { createAlertShow } from "./alerts/show.ts";
import { campaign } from "./campaigns/campaign.ts";
import { campaigns } from "./campaigns/campaigns.ts";
import { telecalls, telesales } from "./campaigns/records.ts";
import { createCustomer } from "./customers/create.ts";
import { customers } from "./customers/customers.ts";
import { deleteCustomer } from "./customers/delete.ts";
import { addTags, editCustomer } from "./customers/edit.ts";
import { createFindCustomer, type FindPorts } from "./customers/find.ts";
import { createDeal } from "./deals/create.ts";
import { deals } from "./deals/deals.ts";
import { editDeal } from "./deals/edit.ts";
import { deleteDeal, showDeal } from "./deals/show-and-delete.ts";
import { createDigest } from "./digests/add.ts";
import { createDigestChange } from "./digests/change.ts";
import { createDigestCsv } from "./digests/csv.ts";
import { createDigestList } from "./digests/list.ts";
import { createDigestNow, type DigestNowPorts } from "./digests/now.ts";
import { createDigestShow } from "./digests/show.ts";
import { createHelp } from "./help/help.ts";
import { createLanguage, createStatus, type LanguagePorts, type StatusPorts } from "./help/status.ts";
import { createImport } from "./imports/import-command.ts";
import { createImportList, type ImportPorts } from "./imports/list-command.ts";
import { createImportRun } from "./imports/run-command.ts";
import { accumulate } from "./loyalty/accumulate.ts";
import { gifts } from "./loyalty/gifts.ts";
import { points, redemptions } from "./loyalty/points.ts";
import { redeem } from "./loyalty/redeem.ts";
import { messages } from "./messages/messages.ts";
import { createOperations } from "./operations/operations.ts";
import { createForget, type ForgetPorts } from "./privacy/forget.ts";
import { createProduct, deleteProduct, editProduct, showProduct } from "./products/product-commands.ts";
import { products } from "./products/products.ts";
import { ratings } from "./ratings/ratings.ts";
import { segment } from "./segments/segment.ts";
import { createSettingsImport, settingsExport } from "./settings/carry.ts";
import { createSetting, type SettingPorts, settingsList } from "./settings/setting.ts";
import { createTasks } from "./tasks/tasks.ts";
import { createLink } from "./team/link.ts";
import { createRole } from "./team/role.ts";
import type { TeamPorts } from "./team/team.ts";
import { createWhoami } from "./team/whoami.ts";
import { createTicket } from "./tickets/create.ts";
import { createRelayedMessage } from "./tickets/relayed-message.ts";
import { createDeleteTicket, createShowTicket, editTicket } from "./tickets/ticket-commands.ts";
import { createTickets, type TicketsPorts } from "./tickets/tickets.ts";

export type CataloguePorts = LanguagePorts &
  StatusPorts &
  FindPorts &
  ForgetPorts &
  ImportPorts &
  DigestNowPorts &
  AlertPorts &
  SettingPorts &
  TeamPorts &
  TicketsPorts;

/** Creates all commands of the bot. */
export function createCommands(ports: CataloguePorts): Registry {
  return createRegistry(createCatalogue(ports), createHelp);
}

/** Returns the commands by topic. To add a command, write its file and add a line here. */
function createCatalogue(ports: CataloguePorts): Catalogue {
  const findCustomer = createFindCustomer(ports);
  const catalogue: Catalogue = {
    customers: [
      findCustomer,
      // "Khách mới" alone asks for the list; with a name after it, for a new customer. If both fit, the first counts.
      customers,
      createCustomer,
      editCustomer,
      addTags,
      deleteCustomer,
      segment,
    ],
    tickets: [
      createTicket,
      createShowTicket(ports),
      createTickets(ports),
      editTicket,
      createDeleteTicket(ports),
    ],
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
      createRelayedMessage(findCustomer),
    ],
    team: [
      createWhoami(ports),
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
