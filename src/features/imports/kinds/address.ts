import { type Column, textInto } from "../columns.ts";

/** The parts of an address that a file may have columns for. */
export type AddressParts = Record<"houseNumber" | "street" | "ward" | "district" | "city", string | null>;

const PART_MAX = 200;

/** A column for each part. An address in one cell goes into the street whole, because splitting it is not safe. */
export function addressColumns<Row extends { address: AddressParts }>(): Column<Row>[] {
  const part = (
    key: keyof AddressParts,
    label: { vi: string; en: string },
    synonyms: readonly string[],
  ): Column<Row> => ({
    key,
    label,
    synonyms,
    fill: textInto(PART_MAX, (row, text) => {
      row.address[key] = text;
    }),
  });
  return [
    part("houseNumber", { vi: "Số nhà", en: "House number" }, ["house no"]),
    part("street", { vi: "Đường", en: "Street" }, ["địa chỉ", "địa chỉ giao hàng", "tên đường", "address"]),
    part("ward", { vi: "Phường/Xã", en: "Ward" }, ["phường", "xã"]),
    part("district", { vi: "Quận/Huyện", en: "District" }, ["quận", "huyện"]),
    part("city", { vi: "Tỉnh/Thành phố", en: "City" }, ["tỉnh", "thành phố", "tỉnh thành", "province"]),
  ];
}

export function emptyAddress(): AddressParts {
  return { houseNumber: null, street: null, ward: null, district: null, city: null };
}

/** Returns the address to send; null where it has no part. */
export function addressOf(parts: AddressParts): (AddressParts & { country: null }) | null {
  return Object.values(parts).some((part) => part !== null) ? { ...parts, country: null } : null;
}
