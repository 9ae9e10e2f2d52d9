import { type Role, reaches } from "../access/roles.ts";
import { LOCALES } from "../i18n/phrases.ts";
import { fold } from "../intents/fold.ts";
import type { ArgumentGrammar, CommandGrammar } from "../intents/grammar.ts";
import { campaign } from "./campaigns/campaign.ts";
import { campaigns } from "./campaigns/campaigns.ts";
import { telecalls } from "./campaigns/telecalls.ts";
import { telesales } from "./campaigns/telesales.ts";
import type { Command, CommandArgument } from "./command.ts";
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
import { choiceNames } from "./forms/choice-names.ts";
import { createHelp } from "./general/help.ts";
import { createLanguage, type LanguagePorts } from "./general/language.ts";
import { createStatus, type StatusPorts } from "./general/status.ts";
import { createImport } from "./imports/import.ts";
import { createImportRun } from "./imports/import-run.ts";
import { createImportList, type ImportPorts } from "./imports/imports.ts";
import { createForget, type ForgetPorts } from "./keeping/forget.ts";
import { messages } from "./messages/messages.ts";
import { operations } from "./operations/operations.ts";
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
import { segment } from "./segments/segment.ts";
import { createSettingsImport, settingsExport } from "./settings/carry.ts";
import { createSetting, type SettingPorts } from "./settings/setting.ts";
import { settingsList } from "./settings/settings.ts";
import { createTasks } from "./tasks/tasks.ts";
import { createTicket } from "./tickets/create.ts";
import { deleteTicket } from "./tickets/delete.ts";
import { editTicket } from "./tickets/edit.ts";
import { showTicket } from "./tickets/show.ts";
import { tickets } from "./tickets/tickets.ts";

/** The one list of commands; help, menus, forms and the reader of free text are derived from it. */
export interface Registry {
  find(name: string): Command | null;
  /** What a person of this role sees in help and menus. */
  visibleTo(role: Role): readonly Command[];
  grammars: readonly CommandGrammar[];
  /** Is the whole text a command's name or alias, accents or not? `"tro giup"` is. */
  isName(text: string): boolean;
}

export type RegistryPorts = LanguagePorts &
  StatusPorts &
  ForgetPorts &
  ImportPorts &
  SettingPorts &
  LinkPorts &
  RolePorts;

/** To add a command: write its file, and its line here. */
export function createRegistry(ports: RegistryPorts): Registry {
  const commands: Command[] = [
    findCustomer,
    // "Khách mới" alone asks for the list, with a name behind it for a new one: where both fit, the first counts.
    customers,
    createCustomer,
    editCustomer,
    deleteCustomer,
    createTicket,
    showTicket,
    tickets,
    editTicket,
    deleteTicket,
    points,
    accumulate,
    redeem,
    redemptions,
    gifts,
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
    segment,
    createImport(ports),
    createImportRun(ports),
    createImportList(ports),
    ratings,
    campaigns,
    campaign,
    telesales,
    telecalls,
    operations,
    createLanguage(ports),
    createStatus(ports),
    createForget(ports),
    settingsList,
    createSetting(ports),
    settingsExport,
    createSettingsImport(ports),
    createTasks(ports),
    messages,
    createLink(ports),
    createRole(ports),
  ];
  const visibleTo = (role: Role) =>
    commands.filter((command) => !command.hidden && reaches(role, command.role));
  commands.push(createHelp({ commands: visibleTo }));
  const byName = new Map(commands.map((command) => [command.name, command]));
  const names = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  return {
    find: (name) => byName.get(name) ?? null,
    visibleTo,
    grammars: commands.map(grammarOf),
    isName: (text) => names.has(fold(text).trim()),
  };
}

function grammarOf(command: Command): CommandGrammar {
  return {
    name: command.name,
    aliases: command.aliases,
    bare: command.bare,
    arguments: command.arguments.map(argumentGrammar),
  };
}

function argumentGrammar(argument: CommandArgument): ArgumentGrammar {
  const { label, values, learned: _, alsoCalled = [], ...note } = argument;
  const grammar = { ...note, keys: [...new Set([label.vi, label.en, argument.name, ...alsoCalled])] };
  if (values === undefined) return grammar;
  const labels = (value: string) => LOCALES.map((locale) => choiceNames[locale](value));
  return { ...grammar, choices: values.map((value) => ({ value, labels: [...new Set(labels(value))] })) };
}
