import { fold } from "../../understanding/fold.ts";

/**
 * True if a member of the staff has this address, or this word in their name or address. AntCRM names most of them by
 * e-mail, so "Lan" is `lan.cskh@example.com`: src/crm/API.md#staff
 * @param staff a name or an address as AntCRM has it: `"Nguyễn Lan"`, `"lan.cskh@example.com"`
 */
export function isStaffCalled(name: string, staff: string): boolean {
  const wanted = fold(name).trim();
  const own = fold(staff);
  const [words = ""] = own.split("@");
  return wanted !== "" && (own === wanted || words.split(/[^\p{L}\p{N}]+/u).includes(wanted));
}
