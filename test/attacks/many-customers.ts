import type { TestApp } from "../support/test-app.ts";

/** Adds `count` customers with numbers from 0938000000 on; returns their phone numbers, as people type them. */
export function addCustomers({ antcrm }: TestApp, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const phone = `0938${String(at).padStart(6, "0")}`;
    antcrm.world.addCustomer({ name: `Tạ Khách ${String(at).padStart(3, "0")}`, phones: [phone] });
    return phone;
  });
}

/** Returns a phone number with blanks: `"0938000007"` → `"0938 000 007"`. */
export function spaced(phone: string): string {
  return `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`;
}
