// Replaces the bot's `crm/crm.js`: its time-out for AntCRM is `FAULT_CRM_TIMEOUT_MS` instead of 30 s.
const original = await import(new URL(import.meta.url).searchParams.get("original"));
const { FAULT_CRM_TIMEOUT_MS: timeoutMs } = process.env;

export function createCrm(options) {
  return original.createCrm(timeoutMs ? { ...options, timeoutMs: Number(timeoutMs) } : options);
}
